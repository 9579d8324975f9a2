import Contracts
import Foundation
import Kafka
import Logging
import Messaging
import TestSupport
import Testing

@Suite("F23: a broker that has lost its data", .serialized)
struct BrokerLossTests {
  private let debtors = (0..<20).map { _ in DebtorID(rawValue: UUID()) }

  @Test("F23: a new embedded broker is refilled from the outbox, and what stands at its old offsets is not skipped")
  func embedded() async throws {
    try await withTemporaryDatabase("F23") { database in
      let old = try TestBroker.separate()
      let stage = try await LedgerStage("F23", broker: old, postgresURL: database.url, brokerEpoch: "one")
      let oracle = LedgerOracle(stage)
      try await run(stage, oracle, payments(0..<500) + [LedgerInput.payment(3, debtor: debtors[3], amountMinor: 7)])
      await stage.close()
      old.embedded?.stop()

      let new = try TestBroker.separate()
      let prefix = stage.configuration.prefix
      let next = try await LedgerStage("F23", broker: new, postgresURL: database.url, brokerEpoch: "two", prefix: prefix)
      let sequel = LedgerOracle(next, after: oracle)
      try await run(next, sequel, payments(500..<1_000) + payments(0..<100))
      #expect(try await sequel.violations(isTopicWhole: false) == [])
      await next.close()
      new.embedded?.stop()
    }
  }

  @Test("F23: on another Kafka cluster a service refuses to work, says so, and is refilled once the operator has decided")
  func otherCluster() async throws {
    try await withTemporaryDatabase("F23-kafka") { database in
      let (old, new) = (try TestBroker.separate(), try TestBroker.separate())
      var stage = try await LedgerStage("F23", broker: old, postgresURL: database.url)
      stage.configuration.kafka.embedded = false
      let oracle = LedgerOracle(stage)
      try await run(stage, oracle, payments(0..<300))
      await stage.close()

      let cluster = try #require(new.embedded?.clusterID)
      var next = try await LedgerStage("F23", broker: new, postgresURL: database.url, prefix: stage.configuration.prefix)
      next.configuration.kafka.embedded = false
      try await expectRefusal(next, cluster)
      try await Cluster.recover(next.database, current: cluster)
      try await Cluster.check(next.database, current: cluster, isEmbedded: false)
      let sequel = LedgerOracle(next, after: oracle)
      try await run(next, sequel, payments(300..<500) + payments(0..<50))
      #expect(try await sequel.violations(isTopicWhole: false) == [])
      await next.close()
      for broker in [old, new] { broker.embedded?.stop() }
    }
  }

  // MARK: -

  private func run(_ stage: LedgerStage, _ oracle: LedgerOracle, _ payments: [PaymentRecorded]) async throws {
    try await stage.run {
      try await oracle.send(payments)
      try await eventually("everything is consumed and published", every: .milliseconds(50)) { try await oracle.isSettled() }
      // A refill is not in the outbox's position: the newest version of each debtor on the topic shows that it took place.
      try await eventually("every debtor is on the topic") {
        Set(try await stage.records(of: Topics.assignment).map(\.key)).count == debtors.count
      }
    }
  }

  /// Both the check at the start and the relay itself refuse, and nothing reaches the topic.
  private func expectRefusal(_ stage: LedgerStage, _ cluster: String) async throws {
    await #expect(throws: ClusterChanged.self) { try await Cluster.check(stage.database, current: cluster, isEmbedded: false) }
    let relay = OutboxRelay(database: stage.database, configuration: stage.configuration, logger: TestBroker.logger)
    await #expect(throws: ClusterChanged.self) { try await relay.run() }
    #expect(try await stage.records(of: Topics.assignment).isEmpty)
  }

  private func payments(_ range: Range<Int>) -> [PaymentRecorded] {
    range.map { LedgerInput.payment($0, debtor: debtors[$0 % debtors.count], amountMinor: Int64($0 + 1_000)) }
  }
}
