import Contracts
import Foundation
import Kafka
import Messaging
import Postgres
import ServiceKit
import TestSupport
import Testing

@Suite("F2, F3: a broker that goes away and comes back", .serialized)
struct BrokerAwayTests {
  private let debtors = (0..<20).map { _ in DebtorID(rawValue: UUID()) }

  @Test("F2: a broker that goes down three times under load costs nothing but time; outboxes drain and the group reads on")
  func downUnderLoad() async throws {
    try await withTemporaryDatabase("F2") { database in
      let broker = try TestBroker.separate()
      let embedded = try #require(broker.embedded)
      let stage = try await LedgerStage("F2", broker: broker, postgresURL: database.url, brokerEpoch: "one")
      let oracle = LedgerOracle(stage)
      try await stage.run {
        for round in 0..<3 {
          let before = try await stage.counts().consumed
          try await oracle.send(payments(round * 600..<round * 600 + 300))
          try await eventually("records are consumed") { try await stage.counts().consumed > before }
          try embedded.setDown()
          async let sending: Void = oracle.send(payments(round * 600 + 300..<(round + 1) * 600))
          try await expectAway(broker)
          try embedded.setUp()
          try await sending
        }
        try await eventually("everything is consumed and published", within: .seconds(120), every: .milliseconds(50)) {
          try await oracle.isSettled()
        }
      }
      #expect(try await oracle.violations() == [])
      await stage.close()
      embedded.stop()
    }
  }

  @Test(
    "F3: while the broker is out of reach, refusing or silent, visits are taken; afterwards their events are published once and in order",
    arguments: [TCPProxy.Mode.refusing, .holding])
  func outOfReach(_ mode: TCPProxy.Mode) async throws {
    let broker = try TestBroker.separate()
    let port = try #require(broker.bootstrapServers.split(separator: ":").last.flatMap { Int($0) })
    let proxy = try TCPProxy(to: port, isKafka: true)
    try await withTemporaryDatabase("F3") { database in
      let way = try CaptureWay(postgresURL: database.url, broker: broker, serviceBrokers: "127.0.0.1:\(proxy.port)")
      try await withCaptureStage("F3", way) { stage in
        try await stage.start()
        try await stage.learn()
        for number in 0..<5 { #expect(try await stage.deliver(number).status == 201) }
        // The embedded broker knows no producer sequences: what it took and did not acknowledge it would take twice.
        try await stage.expectPublished()
        proxy.set(mode)
        for number in 5..<25 { #expect(try await stage.post(number)?.status == 201) }
        #expect(try await stage.status("/readyz") == 200)
        try await stage.wait("events wait") {
          try await stage.count("select (select max(id) from outbox) - (select up_to from relay_position) as n") > 0
        }
        try await stage.crew.expectAlive()
        proxy.set(.forwarding)
        for number in 25..<30 { #expect(try await stage.deliver(number).status == 201) }
        try await stage.expectOnce(0..<30)
        try await stage.crew.expectAlive()
      }
    }
    proxy.close()
    broker.embedded?.stop()
  }

  // MARK: -

  private func expectAway(_ broker: TestBroker) async throws {
    let admin = try KafkaAdmin(broker.configuration(clientID: "asker"), timeout: .seconds(1), logger: TestBroker.logger)
    await #expect(throws: KafkaError.self) { try await admin.metadata() }
    await admin.close()
  }

  private func payments(_ range: Range<Int>) -> [PaymentRecorded] {
    range.map { LedgerInput.payment($0, debtor: debtors[$0 % debtors.count], amountMinor: Int64($0 + 1_000)) }
  }
}
