import Contracts
import Foundation
import Messaging
import Postgres
import TestSupport
import Testing

@Suite("F7, F20: events out of order, and transactions in each other's way", .serialized)
struct ContentionTests {
  private let debtors = (0..<20).map { _ in DebtorID(rawValue: UUID()) }.sorted()

  @Test("F7: versions shuffled within a thousand, some of them twice, leave the highest, and the others are stale")
  func shuffledVersions() async throws {
    try await withLedger("F7") { oracle in
      let stage = oracle.stage
      let changes = debtors.flatMap { debtor in (1...50).map { change(debtor, version: $0) } }
      try await stage.run([Ledger.assignments]) {
        try await send(changes.shuffled() + changes.filter { $0.version % 10 == 0 }.shuffled(), to: stage)
        try await eventually("the records are consumed", every: .milliseconds(50)) { try await stage.counts().consumed == 1_100 }
      }
      let row = try await stage.database.pool.query(
        "select count(*) as n, min(version) as low, max(version) as high, sum(changes)::bigint as changes from assignment")[0]
      #expect(try row.decode(Int64.self, "n") == 20)
      #expect(try row.decode(Int64.self, "low") == 50)
      #expect(try row.decode(Int64.self, "high") == 50)
      let counts = try await stage.counts()
      #expect(counts.stale == 1_100 - (try row.decode(Int64.self, "changes")))
      #expect(counts.deadLettered == 0 && counts.parked == 0)
    }
  }

  @Test("F20: a batch that meets another transaction in the opposite order of keys is tried again, and keys that come twice do no harm")
  func deadlock() async throws {
    try await withLedger("F20", deadlockTimeout: "4s") { oracle in
      let (stage, low, high) = (oracle.stage, debtors[0], debtors[19])
      try await stage.run {
        try await oracle.send([LedgerInput.payment(1, debtor: low), LedgerInput.payment(2, debtor: high)])
        try await eventually("the debtors are known", every: .milliseconds(50)) { try await oracle.isSettled() }
      }
      // Sent while nobody reads, so that one batch holds both keys.
      try await oracle.send(bothKeysTwice(low, high), partition: 5)
      try await stage.run {
        try await stage.database.pool.withTransaction { other in
          // The one that looks last finds the deadlock; this one does not look.
          try await other.execute("set local deadlock_timeout = '1h'")
          try await other.execute("update total set amount_minor = amount_minor where debtor_id = \(high)")
          try await eventually("the batch waits for the other transaction") { try await isWaiting(stage) }
          try await other.execute("update total set amount_minor = amount_minor where debtor_id = \(low)")
        }
        try await eventually("the records are consumed", every: .milliseconds(50)) { try await oracle.isSettled() }
      }
      let deadlocks = try await eventually("the deadlock is counted", every: .milliseconds(100)) {
        try await stage.database.pool.query("select deadlocks from pg_stat_database where datname = current_database()")[0].decode(
          Int64.self, "deadlocks")
      } satisfies: {
        $0 > 0
      }
      #expect(deadlocks == 1)
      #expect(try await oracle.violations() == [])
    }
  }

  // MARK: -

  private func withLedger(_ id: String, deadlockTimeout: String? = nil, _ body: (LedgerOracle) async throws -> Void) async throws {
    try await withTemporaryDatabase(id) { database in
      if let deadlockTimeout {
        let pool = database.makePool(size: 1)
        try await pool.execute(script: "alter database \"\(database.name)\" set deadlock_timeout = '\(deadlockTimeout)'")
        await pool.close()
      }
      let stage = try await LedgerStage(id, broker: .shared(), postgresURL: database.url)
      try await body(LedgerOracle(stage))
      await stage.close()
    }
  }

  private func bothKeysTwice(_ low: DebtorID, _ high: DebtorID) -> [PaymentRecorded] {
    (10..<20).flatMap { number in
      let payment = LedgerInput.payment(number, debtor: number % 2 == 0 ? high : low)
      return [payment, payment]
    }
  }

  private func isWaiting(_ stage: LedgerStage) async throws -> Bool {
    try await stage.database.pool.query(
      "select count(*) as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")[0].decode(
        Int64.self, "n") > 0
  }

  private func change(_ debtor: DebtorID, version: Int64) -> AssignmentChanged {
    AssignmentChanged(
      debtorID: debtor, zoneID: nil, collectorID: nil, teamID: nil, version: version, changedAt: Instant(milliseconds: 1_700_000_000_000))
  }

  private func send(_ changes: [AssignmentChanged], to stage: LedgerStage) async throws {
    let topic = stage.configuration.name(of: Topics.assignment)
    try await stage.send(records: changes.map { try LedgerInput.record($0, topic: topic) })
  }
}
