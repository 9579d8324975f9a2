import Contracts
import Foundation
import Kafka
import Messaging
import Postgres
import TestSupport
import Testing

@Suite("F19: a relay that loses its lead", .serialized)
struct LostLeadTests {
  private let debtor = DebtorID(rawValue: UUID())

  @Test("F19: a relay that loses its session while the broker is out of its reach sends nothing behind its successor's records")
  func lostSession() async throws {
    try await withTemporaryDatabase("F19-lead") { database in
      let broker = try TestBroker.separate()
      let stage = try await LedgerStage("F19-lead", broker: broker, postgresURL: database.url, brokerEpoch: "one")
      let proxy = try TCPProxy(to: try #require(broker.bootstrapServers.split(separator: ":").last.flatMap { Int($0) }), isKafka: true)
      let pool = LedgerStage.pool(database.url, applicationName: "first")
      try await withThrowingTaskGroup(of: Void.self) { relays in
        relays.addTask { try await relay(stage, pool, brokers: "127.0.0.1:\(proxy.port)").run() }
        try await publish(1, stage)
        try await eventually("the first relay publishes") { try await stage.isRelayed() }
        proxy.set(.holding)
        try await publish(2, stage)
        try await eventually("the next record is on its way") { proxy.holds > 0 }
        try await endSession("first", stage)
        relays.addTask { try await relay(stage, stage.database.pool, brokers: broker.bootstrapServers).run() }
        try await publish(3, stage)
        try await eventually("the second relay publishes") { try await stage.isRelayed() }
        proxy.set(.forwarding)
        try await eventually("the first relay has let go of its batch") { try await asksForLead("first", stage) }
        relays.cancelAll()
        while let result = await relays.nextResult() { try result.get() }
      }
      let versions = try await stage.records(of: Topics.assignment).map {
        try EventCoding.decode(AssignmentChanged.self, from: $0.value ?? []).version
      }
      #expect(versions == [1, 2, 3])
      proxy.close()
      await pool.close()
      await stage.close()
      broker.embedded?.stop()
    }
  }

  // MARK: -

  private func relay(_ stage: LedgerStage, _ pool: PostgresPool, brokers: String) -> OutboxRelay {
    var configuration = stage.configuration
    configuration.kafka.bootstrapServers = brokers
    let database = ServiceDatabase(service: Ledger.name, pool: pool, clock: LedgerStage.clock)
    return OutboxRelay(database: database, configuration: configuration, logger: TestBroker.logger)
  }

  private func publish(_ version: Int64, _ stage: LedgerStage) async throws {
    try await stage.database.work { work in
      try work.publish(
        AssignmentChanged(debtorID: debtor, zoneID: nil, collectorID: nil, teamID: nil, version: version, changedAt: work.now))
    }
  }

  private func endSession(_ name: String, _ stage: LedgerStage) async throws {
    _ = try await stage.database.pool.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = \(name)")
  }

  private func asksForLead(_ name: String, _ stage: LedgerStage) async throws -> Bool {
    try await stage.database.pool.query(
      "select count(*) as n from pg_stat_activity where application_name = \(name) and query like '%pg_try_advisory_lock(%'"
    )[0].decode(Int64.self, "n") > 0
  }
}
