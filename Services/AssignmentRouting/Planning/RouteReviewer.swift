package import Contracts
package import Messaging
import RoutePlanning

/// Takes stops off the routes in force as soon as nothing warrants them, without planning anew: the others keep collector and order,
/// and their times are computed again.
package struct RouteReviewer: Sendable {
  /// What happens to one route.
  private struct Change {
    var removed: Set<StopID> = []
    var visited: Set<StopID> = []
    var trimmed: [StopID: [VisitTask]] = [:]
    var cause = RouteCause.visited

    mutating func note(_ verdict: StopVerdict, of stopID: StopID) {
      switch verdict {
      case .keep: break
      case .visited: visited.insert(stopID)
      case .trim(let tasks, let reason):
        trimmed[stopID] = tasks
        note(reason)
      case .drop(let reason):
        removed.insert(stopID)
        note(reason)
      }
    }

    /// A route has one cause a version: the one that weighs most.
    private mutating func note(_ reason: RouteCause) {
      let order: [RouteCause] = [.visited, .closed, .reassigned, .paid, .denied]
      if (order.firstIndex(of: reason) ?? 0) > (order.firstIndex(of: cause) ?? 0) { cause = reason }
    }
  }

  let law: VisitLaw
  private let warrant: StopWarrant
  private let travel: ReviewTravel

  package init(law: VisitLaw, travel: ReviewTravel) {
    self.law = law
    warrant = StopWarrant(law)
    self.travel = travel
  }

  /// Looks at the planned stops of debtors about whom something has just been written in this transaction.
  package func review(_ debtors: some Sequence<DebtorID>, _ work: Work) async throws {
    let planned = try await plannedStops(Set(debtors).sorted(), work)
    guard let last = planned.map(\.date).max() else { return }
    let cases = try await CaseStore.load(
      Set(planned.map(\.visit.debtorID)).sorted(), before: last, closedTasks: planned.flatMap(\.visit.taskIDs), in: work.transaction)
    let byDebtor = Dictionary(uniqueKeysWithValues: cases.map { ($0.debtor.debtorID, $0) })
    var changes: [RouteID: Change] = [:]
    var log = PlanLog(law: law, now: work.now)
    for stop in planned {
      guard let visit = byDebtor[stop.visit.debtorID] else { continue }
      let verdict = warrant.judge(stop.visit, on: stop.date, visit)
      if verdict.isLegal { try log.add(stop.visit, of: visit, on: stop.date, outcome: .withdrawn) }
      if verdict != .keep { changes[stop.routeID, default: Change()].note(verdict, of: stop.visit.stopID) }
    }
    try await log.write(in: work.transaction)
    try await apply(changes, work)
  }

  /// Takes every planned stop of the debtors off its route, but those of the date that is kept.
  package func withdraw(_ debtors: [DebtorID], keeping date: CalendarDate? = nil, cause: RouteCause, _ work: Work) async throws {
    var changes: [RouteID: Change] = [:]
    for stop in try await plannedStops(debtors.sorted(), work) where stop.date != date {
      changes[stop.routeID, default: Change()].note(.drop(cause), of: stop.visit.stopID)
    }
    try await apply(changes, work)
  }

  /// Marks the stops at which the visits took place: by their id, or by debtor and date.
  package func markVisited(_ visits: [VisitRecorded], _ work: Work) async throws {
    let stopIDs = Set(visits.compactMap(\.stopID))
    let days = Dictionary(grouping: visits, by: \.debtorID).mapValues { Set($0.map(\.businessDate)) }
    var changes: [RouteID: Change] = [:]
    for stop in try await plannedStops(days.keys.sorted(), work) {
      guard stopIDs.contains(stop.visit.stopID) || days[stop.visit.debtorID]?.contains(stop.date) == true else { continue }
      changes[stop.routeID, default: Change()].note(.visited, of: stop.visit.stopID)
    }
    try await apply(changes, work)
  }

  /// Yesterday's routes too: where people work it may still be yesterday in UTC's words.
  private func plannedStops(_ debtors: [DebtorID], _ work: Work) async throws -> [StopStore.Planned] {
    guard !debtors.isEmpty else { return [] }
    try await DebtorStore.lock(debtors, in: work.transaction)
    return try await StopStore.planned(of: debtors, from: work.now.dateInUTC.advanced(byDays: -1), in: work.transaction)
  }

  private func apply(_ changes: [RouteID: Change], _ work: Work) async throws {
    guard !changes.isEmpty else { return }
    var edited: [StoredRoute] = []
    for var stored in try await RouteStore.lock(changes.keys.sorted(), in: work.transaction) {
      guard let change = changes[stored.route.routeID] else { continue }
      let before = stored.route
      try await edit(&stored.route, change)
      guard stored.route != before else { continue }
      stored.version += 1
      stored.cause = change.cause
      stored.plannedAt = work.now
      edited.append(stored)
    }
    try await RouteStore.save(edited, in: work.transaction)
    try work.publish(contentsOf: edited.map(\.event))
  }

  private func edit(_ route: inout Route, _ change: Change) async throws {
    for index in route.visits.indices {
      let stopID = route.visits[index].stopID
      if change.visited.contains(stopID) { route.visits[index].status = .visited }
      if let tasks = change.trimmed[stopID] { route.visits[index] = route.visits[index].trimmed(to: tasks) }
    }
    let planned = route
    guard let position = route.remove(change.removed) else { return }
    // Only a date that does not exist in its zone has no midnight; then the changes of the day's speed are reckoned from the start.
    let origin = law.midnight(of: route.businessDate, in: route.timeZone) ?? route.startsAt
    route.retime(from: position, with: try await day(of: route, from: planned), origin: origin)
  }

  private func day(of route: Route, from planned: Route) async throws -> DayTravel {
    guard travel.isEstimate else { return try await travel.times.day(between: route.places) }
    return PlannedWays(planned, estimate: try await travel.times.matrix(between: planned.places)).travel(along: route)
  }

  /// Takes out of freshly planned routes what is no longer warranted, before they are written.
  package func settle(_ routes: [Route], _ cases: [VisitCase]) async throws -> [Route] {
    let byDebtor = Dictionary(uniqueKeysWithValues: cases.map { ($0.debtor.debtorID, $0) })
    var settled: [Route] = []
    for var route in routes {
      var change = Change()
      for visit in route.visits {
        let verdict = byDebtor[visit.debtorID].map { warrant.judge(visit, on: route.businessDate, $0) } ?? .drop(.closed)
        if visit.status == .planned { change.note(verdict, of: visit.stopID) }
      }
      try await edit(&route, change)
      settled.append(route)
    }
    return settled
  }
}
