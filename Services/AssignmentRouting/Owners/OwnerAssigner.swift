import Contracts
package import Messaging

/// Gives debtors with open visit tasks a zone and a collector of that zone.
package struct OwnerAssigner: Sendable {
  private let reviewer: RouteReviewer
  private let batch: Int

  package init(reviewer: RouteReviewer, batch: Int = 2_000) {
    self.reviewer = reviewer
    self.batch = batch
  }

  /// Everything that waits, batch by batch.
  ///
  /// - Returns: how many debtors were looked at.
  @discardableResult
  package func assignAll(_ database: ServiceDatabase) async throws -> Int {
    var total = 0
    while !Task.isCancelled {
      let count = try await database.work { work in try await assignNext(work) }
      total += count
      if count < batch { break }
    }
    return total
  }

  private func assignNext(_ work: Work) async throws -> Int {
    let transaction = work.transaction
    let waiting = try await AssignmentStore.takeWaiting(limit: batch, in: transaction)
    guard !waiting.isEmpty else { return 0 }
    let worked = waiting.filter(\.hasTask)
    let changes = try await assignments(worked, work)
    try await AssignmentStore.save(changes.map { ($0.waiting.debtorID, $0.assignment, $0.version) }, at: work.now, in: transaction)
    try await MoveStore.add(changes.compactMap(\.move), .sharedOut, at: work.now, in: transaction)
    try await AssignmentStore.markDone(waiting.map(\.debtorID), in: transaction)
    try work.publish(contentsOf: changes.map { $0.event(at: work.now) })
    let moved = changes.filter { $0.waiting.assigned.zoneID != nil && $0.waiting.assigned.zoneID != $0.assignment.zoneID }
    try await reviewer.withdraw(moved.map(\.waiting.debtorID), cause: .reassigned, work)
    try await QueueStore.add(Set(worked.flatMap { [$0.assigned.zoneID, $0.newZoneID].compactMap { $0 } }), in: transaction)
    return waiting.count
  }

  private struct Change {
    let waiting: AssignmentStore.Waiting
    let assignment: AssignmentStore.Assignment

    var version: Int64 { waiting.version + 1 }

    /// `nil` for a first owner, and when the same one stays.
    var move: DebtorMove? {
      guard let from = waiting.assigned.collectorID, from != assignment.collectorID else { return nil }
      return DebtorMove(debtorID: waiting.debtorID, zoneID: assignment.zoneID, from: from, to: assignment.collectorID)
    }

    func event(at now: Instant) -> AssignmentChanged {
      AssignmentChanged(
        debtorID: waiting.debtorID, zoneID: assignment.zoneID, collectorID: assignment.collectorID, teamID: assignment.teamID,
        version: version, changedAt: now)
    }
  }

  private func assignments(_ worked: [AssignmentStore.Waiting], _ work: Work) async throws -> [Change] {
    guard !worked.isEmpty else { return [] }
    var balance = OwnerBalance(
      collectors: try await CollectorStore.all(in: work.transaction),
      loads: try await AssignmentStore.loads(except: worked.map(\.debtorID), in: work.transaction),
      waiting: Dictionary(worked.compactMap { one in one.newZoneCode.map { ($0, 1) } }, uniquingKeysWith: +))
    let demands = try await SegmentStore.demands(of: worked.map(\.debtorID), in: work.transaction)
    return worked.compactMap { one in
      let next = assignment(of: one, demands[one.debtorID] ?? WorkDemand(), &balance)
      // The first answer is published even when it is that there is none.
      return next == one.assigned && one.version > 0 ? nil : Change(waiting: one, assignment: next)
    }
  }

  private func assignment(
    of one: AssignmentStore.Waiting, _ demand: WorkDemand, _ balance: inout OwnerBalance
  ) -> AssignmentStore.Assignment {
    guard let location = one.location else { return AssignmentStore.Assignment(exception: .noLocation) }
    guard let zoneID = one.newZoneID, let code = one.newZoneCode else { return AssignmentStore.Assignment(exception: .outsideZones) }
    let chosen = one.isFixed ? one.assigned.collectorID : nil
    guard let collector = balance.assign(in: code, at: location, current: one.assigned.collectorID, chosen: chosen, demand: demand)
    else {
      return AssignmentStore.Assignment(zoneID: zoneID, exception: balance.reason(in: code, against: demand))
    }
    return AssignmentStore.Assignment(zoneID: zoneID, collectorID: collector.collectorID, teamID: collector.teamID)
  }
}
