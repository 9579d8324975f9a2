import Contracts
import Messaging
import Postgres
import ServiceKit

extension TreatmentEngine {
  /// Withdraws the open work of people on accounts, of one kind or all of it.
  ///
  /// - Parameter accountIDs: each once, in rising order.
  /// - Returns: the accounts that had some.
  func close(_ accountIDs: [AccountID], kind: TaskKind?, in work: Work) async throws -> Set<AccountID> {
    let closed = try await withdrawWork(of: accountIDs, in: work) { kind == nil || $0.kind == kind }
    try await judge(closed.sorted(), in: work)
    return closed
  }

  /// Has a message sent about accounts that are worked now.
  ///
  /// - Parameters:
  ///   - accountIDs: each once, in rising order.
  ///   - id: of the job: the same one again is the same messages.
  /// - Returns: the accounts of which it will be sent.
  func send(_ order: MessageOrder, id: String, to accountIDs: [AccountID], in work: Work) async throws -> Set<AccountID> {
    try await DossierStore.lock(accountIDs, in: work.transaction)
    let policy = try await CatalogueStore.load(in: work.transaction).policy
    let tasks = try await DossierStore.load(accountIDs, in: work.transaction).compactMap { dossier -> StrategyTask? in
      guard dossier.treatment?.state == .active else { return nil }
      let taskID = try TaskID(naming: "message", dossier.account.accountID.description, id)
      return order.task(taskID, id: id, for: Profile(dossier, policy: policy, now: work.now), policy: policy, at: work.now)
    }
    try await TaskStore.upsert(tasks, in: work.transaction)
    try work.publish(contentsOf: tasks.map(\.event))
    return Set(tasks.map(\.accountID))
  }
}
