import Contracts
import Messaging
import Postgres
import ServiceKit

/// Judges accounts within a transaction, after what is known about them has changed or time has passed.
package struct TreatmentEngine: Sendable {
  /// Accounts that are judged by one set of statements: bounds the memory of a batch, whatever its size.
  private static let chunk = 1_000

  private let catalogues = CatalogueCache()
  private let metrics = SegmentationMetrics()

  package init() {}

  /// Judges the accounts and publishes what changed. Accounts whose state is not known are left out.
  ///
  /// - Parameter accountIDs: each once, in rising order.
  func judge(_ accountIDs: [AccountID], in work: Work) async throws {
    guard !accountIDs.isEmpty else { return }
    let catalogue = try await catalogues.current(in: work.transaction)
    let judge = TreatmentJudge(catalogue: catalogue, now: work.now) { key in
      try TaskID(
        naming: "task", key.accountID.description, key.strategyID.rawValue, String(key.strategyVersion), key.step, String(key.cycle))
    }
    for start in stride(from: 0, to: accountIDs.count, by: Self.chunk) {
      let part = Array(accountIDs[start..<min(start + Self.chunk, accountIDs.count)])
      try await apply(judge, to: part, in: work)
    }
  }

  private func apply(_ judge: TreatmentJudge, to accountIDs: [AccountID], in work: Work) async throws {
    let transaction = work.transaction
    try await DossierStore.lock(accountIDs, in: transaction)
    let verdicts = try judge.verdicts(on: try await DossierStore.load(accountIDs, in: transaction))
    try await TreatmentStore.update(verdicts.filter(\.isRowChanged).map(\.treatment), in: transaction)
    try await TreatmentStore.insert(
      verdicts.compactMap { verdict in verdict.stageChange.map { ($0, verdict.treatment.version) } }, in: transaction)
    try await TaskStore.upsert(verdicts.flatMap(\.tasks), in: transaction)
    for verdict in verdicts {
      if verdict.isTreatmentChanged { try work.publish(verdict.treatment.event) }
      try work.publish(contentsOf: verdict.tasks.map(\.event))
    }
    metrics.judged(verdicts)
  }

  /// Goes on with the circuits in which time alone has something to change.
  ///
  /// - Returns: how many there were; fewer than `limit` when none is left.
  func advance(limit: Int, in work: Work) async throws -> Int {
    let due = try await TreatmentStore.takeDue(at: work.now, limit: limit, in: work.transaction)
    try await judge(due, in: work)
    return due.count
  }
}
