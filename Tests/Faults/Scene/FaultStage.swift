import Contracts
import Foundation
import Messaging
import TestSupport
import Testing

/// A ledger whose instances are processes of their own, and the oracle that watches them.
struct FaultStage {
  let ledger: LedgerStage
  let oracle: LedgerOracle
  let crew: ProbeCrew
  let debtors: [DebtorID]

  /// - Parameter probeURL: how the instances reach the database, when that is another way than the oracle's.
  init(_ id: String, postgresURL: String, probeURL: String? = nil, isMigrated: Bool = true) async throws {
    let broker = try TestBroker.shared()
    let epoch = broker.isEmbedded ? "test-\(UUID().uuidString)" : nil
    ledger = try await LedgerStage(id, broker: broker, postgresURL: postgresURL, brokerEpoch: epoch, isMigrated: isMigrated)
    oracle = LedgerOracle(ledger)
    var environment = [
      "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "RONDA_KAFKA_BROKERS": broker.bootstrapServers,
      "RONDA_KAFKA_PREFIX": ledger.configuration.prefix, "RONDA_POSTGRES_URL": probeURL ?? postgresURL,
    ]
    environment["RONDA_BROKER_EPOCH"] = epoch
    crew = ProbeCrew(environment: environment)
    debtors = (0..<20).map { _ in DebtorID(rawValue: UUID()) }
  }

  /// Payments whose numbers decide debtor and amount, so that the same number is the same payment.
  func payments(_ range: Range<Int>) -> [PaymentRecorded] {
    range.map { LedgerInput.payment($0, debtor: debtors[$0 % debtors.count], amountMinor: Int64($0 + 1_000)) }
  }

  /// The same ids as `payments(range)` with other amounts.
  func conflicts(_ range: Range<Int>) -> [PaymentRecorded] {
    range.map { LedgerInput.payment($0, debtor: debtors[$0 % debtors.count], amountMinor: 7) }
  }

  /// New payments, some of them twice, and some ids with another amount.
  func sendMixed(_ range: Range<Int>) async throws {
    let tenth = range.lowerBound..<range.lowerBound + range.count / 10
    try await oracle.send(payments(range))
    try await oracle.send(payments(tenth) + conflicts(range.upperBound - 3..<range.upperBound))
  }

  /// Waits until the instances have dealt with everything; 60 s is how long a recovery may take, the rest is for a busy machine.
  func settle() async throws {
    try await wait("everything is consumed and published") { try await oracle.isSettled() }
  }

  /// Waits for a condition while no instance ends by itself.
  func wait(_ what: String, until condition: () async throws -> Bool) async throws {
    do {
      let crew = crew
      var ended: (any Error)?
      try await eventually(what, within: .seconds(120), every: .milliseconds(50)) {
        do { try await crew.expectAlive() } catch {
          ended = error
          return true
        }
        return try await condition()
      }
      if let ended { throw ended }
    } catch {
      let words = await crew.lastWords
      Issue.record("\(words)")
      throw error
    }
  }

  func consumed() async throws -> Int { Int(try await ledger.counts().consumed) }

  func expectNoViolations(_ location: SourceLocation = #_sourceLocation) async throws {
    let violations = try await oracle.violations()
    #expect(violations == [], sourceLocation: location)
  }

  func close() async throws {
    try await crew.end()
    await ledger.close()
  }
}

/// Runs `body` with a ledger on an empty database of the shared server, and ends its instances.
func withFaultStage(_ id: String, isMigrated: Bool = true, _ body: (FaultStage) async throws -> Void) async throws {
  try await withTemporaryDatabase(id) { database in
    try await withFaultStage(id, postgresURL: database.url, isMigrated: isMigrated, body)
  }
}

func withFaultStage(
  _ id: String, postgresURL: String, probeURL: String? = nil, isMigrated: Bool = true, _ body: (FaultStage) async throws -> Void
) async throws {
  let stage = try await FaultStage(id, postgresURL: postgresURL, probeURL: probeURL, isMigrated: isMigrated)
  do {
    try await body(stage)
  } catch {
    try await stage.close()
    throw error
  }
  try await stage.close()
}
