import Contracts
import Foundation
import Kafka
import Messaging
import Postgres
import ServiceKit
import TestSupport
import Testing

@Suite("F12: a consumer that is slower than what comes", .serialized)
struct SlowConsumerTests {
  /// What the embedded broker keeps for a group that does not read, with room to spare.
  private static let backlog = 30_000

  @Test(
    "F12: while a table is locked nothing is lost, nobody leaves the group and the backlog is not taken into memory; then it is worked off")
  func lockedTable() async throws {
    try await withFaultStage("F12") { stage in
      let probe = try await stage.crew.start()
      try await stage.oracle.send(stage.payments(0..<500))
      try await stage.settle()
      let before = try Self.residentBytes(of: stage)
      let assignments = probe.occurrences(of: "Partitions were assigned")
      try await stage.ledger.database.pool.withTransaction { other in
        try await other.execute("lock table total in access exclusive mode")
        for start in stride(from: 500, to: Self.backlog, by: 5_000) {
          try await stage.oracle.send(stage.payments(start..<min(start + 5_000, Self.backlog)))
        }
        try await stage.wait("the consumer waits for the table") { try await isWaiting(stage) }
        let waiting = Int64(Self.backlog) - (try await stage.ledger.counts().consumed)
        // All but what one batch has in hand, by the database's own count of what it has passed.
        #expect(waiting >= Int64(Self.backlog - 500))
        #expect(!probe.hasEnded)
        let behind = try await stage.lag()
        #expect(behind == waiting, "the metric says \(behind)")
        let grown = try Self.residentBytes(of: stage) - before
        #expect(grown < 64 << 20, "\(grown >> 20) MiB more for a backlog of \(Self.backlog)")
      }
      try await stage.settle()
      try await stage.expectNoViolations()
      #expect(try await stage.ledger.counts().consumed == Int64(Self.backlog))
      #expect(probe.occurrences(of: "Partitions were assigned") == assignments)
      #expect(try await stage.lag() == 0)
    }
  }

  @Test("F12: the lag tells of records that nobody reads, of each once, and goes back to nothing")
  func lagWithoutReader() async throws {
    try await withFaultStage("F12-lag") { stage in
      #expect(try await stage.lag() == 0)
      try await stage.oracle.send(stage.payments(0..<700))
      #expect(try await stage.lag() == 700)
      _ = try await stage.crew.start()
      try await stage.settle()
      #expect(try await stage.lag() == 0)
    }
  }

  private func isWaiting(_ stage: FaultStage) async throws -> Bool {
    try await stage.ledger.database.pool.query(
      """
      select count(*) as n from pg_stat_activity
      where datname = current_database() and application_name like 'probe-%' and wait_event_type = 'Lock'
      """)[0].decode(Int64.self, "n") > 0
  }

  /// What the kernel says that the instance has in memory; it is known by its environment, which names topics of its own.
  private static func residentBytes(of stage: FaultStage) throws -> Int {
    let mark = "RONDA_KAFKA_PREFIX=\(stage.ledger.configuration.prefix)"
    let processes = try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int($0) != nil }
    let process = processes.first { name in
      let environment = FileManager.default.contents(atPath: "/proc/\(name)/environ") ?? Data()
      return environment.split(separator: 0).contains { String(decoding: $0, as: UTF8.self) == mark }
    }
    let status = try String(contentsOfFile: "/proc/\(try #require(process))/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
    let words = line.split(separator: " ").flatMap { $0.split(separator: "\t") }
    return try #require(Int(words[1])) << 10
  }
}

extension FaultStage {
  /// As the gauge and `ronda lag` tell it.
  fileprivate func lag() async throws -> Int64 {
    let admin = try KafkaAdmin(ledger.configuration.kafka, logger: TestBroker.logger)
    do {
      let lag = try await ConsumerLag.records(
        of: Ledger.name, on: Topics.payment, pool: ledger.database.pool, admin: admin, messaging: ledger.configuration)
      await admin.close()
      return lag
    } catch {
      await admin.close()
      throw error
    }
  }
}
