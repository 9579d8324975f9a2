package import Contracts
package import Messaging
import ServiceKit

/// Forgets debtors: the own rows at once, the other services' by their event.
///
/// Names, documents, addresses, contacts, consents, parties and the bank's own words go; what is owed and was paid stays, under the ids
/// alone, and nobody is worked for it any more. What is said of the debtor afterwards, by banks, files or people, is not taken, so that
/// neither a topic that is read again nor a file that comes again brings anything back.
package struct ErasureDesk: Sendable {
  private let intake: Intake

  package init(intake: Intake) { self.intake = intake }

  /// The debtor and those that were merged into it.
  ///
  /// - Throws: ``Problem`` 404 for a debtor that does not exist, 409 for one that was merged into another.
  func erase(_ debtor: DebtorID, reference: String?, by viewer: Viewer, _ work: Work) async throws -> ErasureView {
    try await DebtorStore.lockForMerge([debtor], in: work.transaction)
    guard let known = try await DebtorStore.lock([debtor], in: work.transaction).first else { throw Problem.notFound("debtor") }
    if known.erasedAt == nil {
      guard known.mergedInto == nil else {
        throw Problem.conflict(code: "debtor_merged", "The debtor was merged into another one; that one can be forgotten.")
      }
      let merged = try await ErasureStore.merged(into: debtor, in: work.transaction)
      try await forget([debtor] + merged, reference: reference, by: viewer.staffID, work)
    }
    guard let erasure = try await ErasureStore.find(debtor, in: work.transaction) else { throw Problem.notFound("debtor") }
    return erasure
  }

  /// Follows what the topic says: its own echo, or what a schema that is built again has to learn.
  package func follow(_ events: [DebtorErased], _ work: Work) async throws {
    let ids = events.map(\.debtorID).sorted()
    try await DebtorStore.lockForMerge(ids, in: work.transaction)
    let known = try await DebtorStore.lock(ids, in: work.transaction)
    let unknown = Set(ids).subtracting(known.map(\.debtorID)).sorted()
    if !unknown.isEmpty {
      try await ErasureStore.expect(unknown, at: work.now, in: work.transaction)
      try await ErasureStore.note(unknown, reference: nil, by: nil, at: work.now, in: work.transaction)
    }
    let pending = known.filter { $0.erasedAt == nil }.map(\.debtorID)
    if !pending.isEmpty { try await forget(pending, reference: nil, by: nil, work) }
    work.tally(.duplicate, ids.count - unknown.count - pending.count)
  }

  private func forget(_ debtors: [DebtorID], reference: String?, by staffID: StaffID?, _ work: Work) async throws {
    let texts = try await ErasureStore.texts(of: debtors, in: work.transaction)
    try await intake.change(debtors, by: staffID, in: work) { portfolio in
      for debtor in debtors { portfolio.erase(debtor) }
    }
    try await ErasureStore.forget(debtors, holding: texts, in: work.transaction)
    try await RecordErasure.drop([Topics.debtor, Topics.account], of: debtors, in: work.transaction)
    try await RecordErasure.dropDeadLetters(of: .ingestion, holding: texts, in: work.transaction)
    try await ErasureStore.note(debtors, reference: reference, by: staffID, at: work.now, in: work.transaction)
    try work.publish(contentsOf: debtors.map { DebtorErased(debtorID: $0, erasedAt: work.now) })
  }
}
