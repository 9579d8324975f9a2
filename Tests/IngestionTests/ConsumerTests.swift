import Contracts
import Ingestion
import Kafka
import Messaging
import Postgres
import ServiceLifecycle
import TestSupport
import Testing

@Suite("From the topics of the banks")
struct ConsumerTests {
  /// Runs the service's subscriptions on a broker while `body` publishes to the input topics and looks at the database.
  private func withConsumer(_ id: String, _ body: (TestService<Ingestion>, Inputs) async throws -> Void) async throws {
    let broker = try TestBroker.shared()
    let configuration = MessagingConfiguration(
      kafka: broker.configuration(), brokerEpoch: broker.isEmbedded ? id : nil, prefix: broker.makeName(id) + ".")
    let names = [Topics.delinquencyIn, Topics.paymentIn].map(configuration.name(of:))
    try await broker.createTopics(names.map { KafkaTopicSpecification(name: $0, partitions: 3) })
    let producer = try KafkaProducer(broker.configuration(clientID: id), logger: TestBroker.logger)
    try await withIngestion { service in
      let runtime = ConsumerRuntime(
        database: service.database, subscriptions: service.service.subscriptions, configuration: configuration, logger: TestBroker.logger)
      let group = ServiceGroup(services: [runtime], logger: TestBroker.logger)
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        try await body(service, Inputs(producer: producer, configuration: configuration))
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
      }
    }
    await producer.close()
  }

  struct Inputs {
    let producer: KafkaProducer
    let configuration: MessagingConfiguration

    func send(_ topic: Topic, _ key: String?, _ value: [UInt8]?, _ headers: [String: String] = [:]) async throws {
      let record = KafkaProducerRecord(
        topic: configuration.name(of: topic), key: key.map { Array($0.utf8) }, value: value,
        headers: headers.map { KafkaHeader(name: $0.key, value: Array($0.value.utf8)) })
      for result in await producer.publish([record]) { _ = try result.get() }
    }
  }

  @Test("Events arrive in binary mode, in structured mode and as bare JSON")
  func forms() async throws {
    try await withConsumer("C18-forms") { service, inputs in
      let binary = SampleAccount(number: "B1")
      try await inputs.send(
        Topics.delinquencyIn, "andes:B1", binary.bytes,
        ["ce_specversion": "1.0", "ce_id": "b1", "ce_type": "account.delinquent", "content-type": "application/json"])
      let structured =
        #"{"specversion":"1.0","id":"s1","source":"bank","type":"account.delinquent","data":\#(SampleAccount(number: "S1").json)}"#
      try await inputs.send(Topics.delinquencyIn, nil, Array(structured.utf8), ["content-type": "application/cloudevents+json"])
      try await inputs.send(Topics.delinquencyIn, nil, SampleAccount(number: "J1").bytes)
      try await inputs.send(Topics.paymentIn, "andes:J1", SamplePayment(number: "J1").bytes)
      try await inputs.send(
        Topics.paymentIn, "andes:J1", SamplePayment(number: "J1", id: "R-1", extra: #""reversal_of":"P-1","type":"payment.reversed""#).bytes
      )
      try await eventually("three accounts, a payment and its reversal") {
        let accounts = try await service.count("account")
        let payments = try await service.count("payment")
        return accounts == 3 && payments == 2
      }
      #expect(try await service.count("debtor") == 1)
      let totals = try await service.published(DebtorUpdated.self).last?.totals
      #expect(totals?.map(\.overdueMinor) == [30_000])
      let recorded = try await service.published(PaymentRecorded.self)
      #expect(recorded.map(\.kind) == [.posted, .reversed])
    }
  }

  @Test("F8, F9, I6, I7: what breaks the contract goes to the dead letters with code and field, unchanged, and the rest goes on")
  func deadLetters() async throws {
    try await withConsumer("F9") { service, inputs in
      let broken: [(String, [UInt8]?)] = [
        ("unknown_currency", SampleAccount(currency: "XXX").bytes),
        ("negative_amount", SampleAccount(overdue: #"{"total":"-1.00"}"#).bytes),
        ("malformed_json", Array("{".utf8)), ("invalid_utf8", [0x7B, 0x22, 0xFF, 0x22, 0x7D]), ("empty_value", nil),
        ("too_deep", Array(String(repeating: "[", count: 10_000).utf8)), ("not_an_object", Array("1".utf8)),
        ("business_date_in_future", SampleAccount(businessDate: "2027-01-01").bytes),
        ("unknown_type", Array(#"{"type":"account.exploded"}"#.utf8)),
        (
          "account_unknown",
          Array(#"{"type":"account.paused","creditor_id":"andes","account_number":"404","sequence":1,"business_date":"2026-11-22"}"#.utf8)
        ),
      ]
      for (_, value) in broken { try await inputs.send(Topics.delinquencyIn, "andes:1", value) }
      try await inputs.send(Topics.delinquencyIn, "andes:1", SampleAccount().bytes)
      try await inputs.send(Topics.delinquencyIn, "andes:1", SampleAccount().with { $0.daysPastDue = 99 }.bytes)
      try await eventually("the good one is applied, the others are listed") {
        let accounts = try await service.count("account")
        let rejects = try await service.count("reject")
        return accounts == 1 && rejects == Int64(broken.count + 1)
      }
      let letters = try await service.database.read { transaction in
        try await transaction.query("select value, headers from outbox where topic = 'ronda.dlq.ingestion.v1' order by id")
          .map { (try $0.decode([UInt8]?.self, "value"), String(decoding: try $0.decode([UInt8].self, "headers"), as: UTF8.self)) }
      }
      #expect(letters.map(\.0) == broken.map(\.1) + [SampleAccount().with { $0.daysPastDue = 99 }.bytes])
      for (letter, code) in zip(letters, broken.map(\.0) + ["conflict"]) { #expect(letter.1.contains(code)) }
      // I10: no personal data beside the bytes.
      #expect(letters.allSatisfy { !$0.1.contains("Rosa") && !$0.1.contains("40123456") })
      #expect(try await service.published(AccountUpdated.self).count == 1)
    }
  }

  @Test("F6, F7, I6: duplicates on other partitions and shuffled sequences are counted, and the highest wins")
  func disorder() async throws {
    try await withConsumer("F7") { service, inputs in
      let sent = (1...40).flatMap { sequence in Array(repeating: sequence, count: sequence.isMultiple(of: 5) ? 2 : 1) }.shuffled()
      for sequence in sent {
        let sample = SampleAccount().with { ($0.sequence, $0.daysPastDue) = (sequence, sequence) }
        try await inputs.send(
          Topics.delinquencyIn, nil, sample.bytes, ["ce_specversion": "1.0", "ce_id": "e\(sequence)", "ce_type": "account.bucket-changed"])
      }
      try await eventually("all records are taken") {
        let next = try await service.text("select sum(next_offset)::text from progress where topic like '%delinquency%'")
        return next == String(sent.count)
      }
      #expect(try await service.text("select sequence::text from account") == "40", "order \(sent)")
      #expect(try await service.published(AccountUpdated.self).last?.daysPastDue == 40)
      let versions = try await service.published(AccountUpdated.self).map(\.version)
      #expect(versions == Array(1...Int64(versions.count)), "I4: versions never go back")
      #expect(try await service.count("reject") == 0)
    }
  }
}
