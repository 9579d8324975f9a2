import Contracts
import Foundation
import Messaging
import Postgres
import TestSupport
import Testing

@Suite("F19, F21, F22: several instances, and instances that are told to stop", .serialized)
struct InstanceTests {
  @Test("F19: of two relays one publishes, the other takes over when it is killed, and each record is on its topic once")
  func twoRelays() async throws {
    try await withFaultStage("F19") { stage in
      let first = try await stage.crew.start()
      let second = try await stage.crew.start()
      try await stage.sendMixed(0..<1_000)
      try await stage.wait("events are published") {
        guard try await stage.consumed() > 0 else { return false }
        return try await stage.ledger.isRelayed()
      }
      let leaders = try await leaders(stage)
      #expect(leaders.count == 1)
      await (leaders == [first.name] ? first : second).kill()
      try await stage.sendMixed(1_000..<1_500)
      try await stage.settle()
      let successors = try await self.leaders(stage)
      #expect(successors.count == 1 && successors != leaders)
      try await stage.expectNoViolations()
    }
  }

  @Test("F21: six instances that start at once on an empty database make its tables once, and share the work")
  func sixMigrate() async throws {
    try await withFaultStage("F21", isMigrated: false) { stage in
      for _ in 0..<6 { _ = try await stage.crew.start() }
      try await stage.sendMixed(0..<1_000)
      try await stage.settle()
      try await stage.expectNoViolations()
      let pool = stage.ledger.database.pool
      for ledger in ["schema_migrations", "messaging_migrations"] {
        let count = try await pool.query("select count(*) as n from \(identifier: ledger)")[0].decode(Int64.self, "n")
        #expect(count == 1, "\(ledger)")
      }
    }
  }

  @Test("F22: told to stop under load, an instance finishes its batch or leaves it, and ends with status 0")
  func gracefulStop() async throws {
    try await withFaultStage("F22") { stage in
      let first = try await stage.crew.start()
      try await stage.sendMixed(0..<3_000)
      try await stage.wait("records are consumed") { try await stage.consumed() >= LedgerStage.maximumBatch }
      async let status = first.terminate()
      try await stage.sendMixed(3_000..<6_000)
      #expect(await status == 0)
      _ = try await stage.crew.start()
      try await stage.settle()
      try await stage.expectNoViolations()
    }
  }

  /// The names of the sessions that hold the relay's lock.
  private func leaders(_ stage: FaultStage) async throws -> [String] {
    try await stage.ledger.database.pool.query(
      """
      select a.application_name as name from pg_locks l join pg_stat_activity a using (pid)
      where l.locktype = 'advisory' and l.granted and l.classid = 0 and l.objid = 'outbox'::regclass::oid
        and a.datname = current_database()
      """
    ).map { try $0.decode(String.self, "name") }
  }
}
