package import Contracts
import Kafka
import Messaging
import Postgres
import Synchronization

/// Knows what was given to a ledger, from outside of it, and says in what its database and its topics differ from that.
///
/// The order of two payments with one id must be certain: send the second after the first, to the same partition.
package final class LedgerOracle: Sendable {
  package let stage: LedgerStage
  private let inputs: Mutex<[PaymentRecorded]>

  package init(_ stage: LedgerStage) {
    self.stage = stage
    inputs = Mutex([])
  }

  /// Goes on with what `other` knows, for a ledger that has moved to another broker.
  package init(_ stage: LedgerStage, after other: LedgerOracle) {
    self.stage = stage
    inputs = Mutex(other.inputs.withLock { $0 })
  }

  /// Sends payments and notes them once the broker has acknowledged them.
  package func send(_ payments: [PaymentRecorded], partition: Int32? = nil) async throws {
    try await stage.send(payments, partition: partition)
    inputs.withLock { $0 += payments }
  }

  package var inputCount: Int { inputs.withLock { $0.count } }

  /// Whether everything that was sent is consumed, and everything that follows from it is published.
  package func isSettled() async throws -> Bool {
    guard try await stage.counts().consumed >= Int64(inputCount) else { return false }
    return try await stage.isRelayed()
  }

  /// What must be so and is not; each begins with its invariant.
  ///
  /// - Parameter isTopicWhole: whether the broker has had every record since the first; one that was refilled has the newest.
  package func violations(isTopicWhole: Bool = true) async throws -> [String] {
    let expectation = LedgerExpectation(inputs.withLock { $0 })
    async let changes = stage.records(of: Topics.assignment)
    async let letters = stage.records(of: .deadLetters(of: Ledger.name))
    let picture = try await LedgerPicture(of: stage)
    var violations = expectation.violations(in: picture)
    violations += try Self.orderViolations(try await changes, picture, isTopicWhole: isTopicWhole)
    violations += Self.letterViolations(try await letters, expectation)
    return violations
  }

  // MARK: -

  /// I4 and I5: what stands on the topic, in order, against what the outbox holds.
  private static func orderViolations(_ records: [KafkaRecord], _ picture: LedgerPicture, isTopicWhole: Bool) throws -> [String] {
    var seen: [DebtorID: [Int64]] = [:]
    for record in records {
      let change = try EventCoding.decode(AssignmentChanged.self, from: record.value ?? [])
      seen[change.debtorID, default: []].append(change.version)
    }
    var violations: [String] = []
    for (debtor, total) in picture.totals {
      let versions = seen[debtor] ?? []
      if versions != versions.sorted() { violations.append("I4: the versions of \(debtor) go back on the topic: \(versions)") }
      if versions.last != total.version { violations.append("I4: \(debtor) ends at \(versions.last ?? 0), not at \(total.version)") }
      let (every, written) = (Array(1...total.version), picture.outbox[debtor] ?? [])
      if written != every { violations.append("I5: \(debtor) has version \(total.version) and the events \(written)") }
      if isTopicWhole, versions != every { violations.append("I4: the topic has \(versions) of \(debtor), not each of \(every) once") }
    }
    if Set(seen.keys) != Set(picture.totals.keys) { violations.append("I5: the topic and the state know different debtors") }
    return violations
  }

  /// I7: bytes and headers of dead letters are those of what was sent.
  private static func letterViolations(_ letters: [KafkaRecord], _ expectation: LedgerExpectation) -> [String] {
    let values = letters.map { $0.value ?? [] }.sorted { $0.lexicographicallyPrecedes($1) }
    let expected = expectation.conflicting.map { $0.value }.sorted { $0.lexicographicallyPrecedes($1) }
    var violations: [String] = []
    if values != expected { violations.append("I7: \(values.count) dead letters, \(expected.count) expected, or other bytes") }
    for letter in letters where letter.headers.text("ce_type") != PaymentRecorded.type || letter.headers.text("dlq_code") != "conflict" {
      violations.append("I7: a dead letter has other headers")
    }
    return violations
  }
}
