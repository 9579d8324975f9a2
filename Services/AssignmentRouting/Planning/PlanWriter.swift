import Contracts
import Messaging
import Postgres

/// Writes a plan that was made outside of the transaction, against what has happened meanwhile.
struct PlanWriter {
  let draft: DayDraft
  let reviewer: RouteReviewer

  private var problem: DayProblem { draft.problem }

  func write(_ plan: DayPlan, _ work: Work) async throws -> DayPlanner.Outcome {
    let transaction = work.transaction
    let (zoneID, date) = (problem.zone.zoneID, problem.date)
    try await PlanStore.lock(zoneID, on: date, in: transaction)
    let (routes, cases) = try await settled(plan, work)
    let known = try await RouteStore.lock(
      zone: zoneID, on: date, collectors: problem.collectors.map(\.collector.collectorID), in: transaction)
    guard isCurrent(known) else { return .overtaken }
    let changed = changes(of: known, to: routes, at: work.now)
    try await RouteStore.save(changed, in: transaction)
    let leftOut = draft.leftOut + plan.leftOut
    try await LeftOutStore.replace(leftOut, of: zoneID, on: date, in: transaction)
    try await PlanStore.save(
      zoneID, on: date, fingerprint: draft.fingerprint, stops: routes.reduce(0) { $0 + $1.visits.count }, leftOut: leftOut.count,
      at: work.now, in: transaction)
    try await log(changed, cases, work)
    try work.publish(contentsOf: changed.map(\.event))
    return changed.isEmpty ? .unchanged : .planned(routes: changed.count)
  }

  /// What the law said about the stops of changed routes, and about what it leaves out.
  private func log(_ changed: [StoredRoute], _ cases: [VisitCase], _ work: Work) async throws {
    let byDebtor = Dictionary(uniqueKeysWithValues: cases.map { ($0.debtor.debtorID, $0) })
    var log = PlanLog(law: reviewer.law, now: work.now)
    for route in changed.map(\.route) {
      for visit in route.visits where visit.status == .planned {
        guard let debtor = byDebtor[visit.debtorID] else { continue }
        try log.add(visit, of: debtor, on: route.businessDate, outcome: .planned, teamID: route.teamID)
      }
    }
    for leftOut in draft.leftOut where leftOut.code == .notLegal {
      guard let debtor = draft.refused[leftOut.debtorID] else { continue }
      try log.add(leftOut.taskID, of: debtor, on: problem.date)
    }
    try await log.write(in: work.transaction)
  }

  /// The planned routes without the stops that have lost their warrant since the draft was read.
  private func settled(_ plan: DayPlan, _ work: Work) async throws -> (routes: [Route], cases: [VisitCase]) {
    let debtors = Set(plan.routes.flatMap { $0.visits.map(\.debtorID) })
    let before = Set(problem.collectors.flatMap { $0.route?.visits.map(\.debtorID) ?? [] })
    try await DebtorStore.lock(debtors.union(before).sorted(), in: work.transaction)
    let cases = try await CaseStore.load(
      debtors.sorted(), before: problem.date, closedTasks: plan.routes.flatMap { $0.visits.flatMap(\.taskIDs) }, in: work.transaction)
    return (try await reviewer.settle(plan.routes, cases), cases)
  }

  /// Whether the stops that are behind the collectors are those that the plan knew.
  private func isCurrent(_ known: [StoredRoute]) -> Bool {
    let done = Dictionary(uniqueKeysWithValues: problem.collectors.map { ($0.collector.collectorID, $0.done.map(\.stopID)) })
    return known.allSatisfy { stored in
      let visited = stored.route.visits.filter { $0.status != .planned }.map(\.stopID)
      return done[stored.route.collectorID].map { $0 == visited || stored.route.zoneID != problem.zone.zoneID } ?? true
    }
  }

  private func changes(of known: [StoredRoute], to routes: [Route], at now: Instant) -> [StoredRoute] {
    let byID = Dictionary(uniqueKeysWithValues: known.map { ($0.route.routeID, $0) })
    var changed: [StoredRoute] = []
    for route in routes {
      let old = byID[route.routeID]
      if let old, old.route == route { continue }
      changed.append(StoredRoute(route: route, cause: .planned, version: (old?.version ?? 0) + 1, plannedAt: now))
    }
    let kept = Set(routes.map(\.routeID))
    for var stored in known where !kept.contains(stored.route.routeID) && stored.route.zoneID == problem.zone.zoneID {
      guard stored.route.visits.contains(where: { $0.status == .planned }) else { continue }
      stored.route.visits.removeAll { $0.status == .planned }
      stored.route.endsAt = stored.route.visits.last?.departsAt ?? stored.route.startsAt
      stored.route.duration = stored.route.endsAt.seconds(since: stored.route.startsAt)
      if stored.route.visits.isEmpty { stored.route.distance = Metres(0) }
      stored.cause = .reassigned
      stored.version += 1
      stored.plannedAt = now
      changed.append(stored)
    }
    return changed.sorted { $0.route.routeID < $1.route.routeID }
  }
}
