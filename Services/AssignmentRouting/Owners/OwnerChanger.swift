import Contracts
import Messaging
import Postgres
import ServiceKit

/// Gives debtors to collectors because a person, a file or a distribution says so.
struct OwnerChanger: Sendable {
  let reviewer: RouteReviewer

  /// One debtor and who is to own it.
  struct Wish: Sendable {
    let position: Int
    let debtorID: DebtorID
    let collectorID: StaffID
  }

  /// Applies wishes within the viewer's scope and answers each. The stops leave the routes of others at once; the planner follows.
  ///
  /// - Parameters:
  ///   - fixed: whether the owner stays when owners are shared out; `nil` leaves that as it is.
  ///   - origin: what is kept of who gave the debtors away.
  @discardableResult
  func assign(
    _ wishes: [Wish], fixed: Bool? = nil, _ scope: ZoneScope, _ origin: MoveOrigin, _ work: Work
  ) async throws -> [JobItem] {
    let owned = try await JobStore.lock(Array(Set(wishes.map(\.debtorID))), scope, in: work.transaction)
    let collectors = Dictionary(
      uniqueKeysWithValues: try await CollectorStore.all(in: work.transaction).map { ($0.collectorID, $0) })
    let demands = try await SegmentStore.demands(of: Array(owned.keys), in: work.transaction)
    var changes: [DebtorID: (debtor: OwnedDebtor, collector: Collector)] = [:]
    let items = wishes.map { wish -> JobItem in
      func failed(_ code: String, _ message: String) -> JobItem { .failed(wish.position, wish.debtorID, code, message) }
      guard let debtor = owned[wish.debtorID] else {
        return failed("debtor_not_found", "There is no such debtor in a zone of yours.")
      }
      guard let collector = collectors[wish.collectorID], collector.canWork else {
        return failed("collector_not_found", "There is no such collector who works at present.")
      }
      guard collector.zoneCodes.contains(debtor.zoneCode) else {
        return failed("collector_not_in_zone", "The collector does not work in zone \(debtor.zoneCode).")
      }
      let demand = demands[wish.debtorID] ?? WorkDemand()
      guard demand.admitsCreditors(of: collector) else {
        return failed("creditor_not_allowed", "The debtor owes a creditor whose debtors the collector does not work.")
      }
      guard demand.admits(collector, chosen: wish.collectorID) else {
        return failed("skill_missing", "The collector lacks a skill that the debtor's segments ask for.")
      }
      if let change = changes[wish.debtorID] {
        // Two accounts of one debtor may well be given to the same collector.
        guard change.collector.collectorID == wish.collectorID else {
          return failed("repeated", "The debtor is named before, for another collector.")
        }
        return JobItem(position: wish.position, debtorID: wish.debtorID, outcome: .unchanged, code: nil, message: nil)
      }
      guard debtor.collectorID != wish.collectorID || debtor.isFixed != fixed ?? debtor.isFixed else {
        return JobItem(position: wish.position, debtorID: wish.debtorID, outcome: .unchanged, code: nil, message: nil)
      }
      changes[wish.debtorID] = (debtor, collector)
      return JobItem(position: wish.position, debtorID: wish.debtorID, outcome: .done, code: nil, message: nil)
    }
    try await apply(changes.values.sorted { $0.debtor.debtorID < $1.debtor.debtorID }, fixed: fixed, origin, work)
    return items
  }

  private func apply(
    _ changes: [(debtor: OwnedDebtor, collector: Collector)], fixed: Bool?, _ origin: MoveOrigin, _ work: Work
  ) async throws {
    guard !changes.isEmpty else { return }
    let assignments = changes.map { change in
      (
        debtorID: change.debtor.debtorID,
        assignment: AssignmentStore.Assignment(
          zoneID: change.debtor.zoneID, collectorID: change.collector.collectorID, teamID: change.collector.teamID),
        version: change.debtor.version + 1
      )
    }
    try await AssignmentStore.save(assignments, at: work.now, in: work.transaction)
    if let fixed {
      try await AssignmentStore.fix(changes.map(\.debtor.debtorID), fixed, in: work.transaction)
    }
    try work.publish(
      contentsOf: assignments.map {
        AssignmentChanged(
          debtorID: $0.debtorID, zoneID: $0.assignment.zoneID, collectorID: $0.assignment.collectorID, teamID: $0.assignment.teamID,
          version: $0.version, changedAt: work.now)
      })
    let moves = changes.filter { $0.debtor.collectorID != $0.collector.collectorID }.map {
      DebtorMove(debtorID: $0.debtor.debtorID, zoneID: $0.debtor.zoneID, from: $0.debtor.collectorID, to: $0.collector.collectorID)
    }
    try await MoveStore.add(moves, origin, at: work.now, in: work.transaction)
    try await reviewer.withdraw(moves.map(\.debtorID), cause: .reassigned, work)
    try await QueueStore.add(Set(changes.map(\.debtor.zoneID)), in: work.transaction)
  }
}
