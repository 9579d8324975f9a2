import Kafka
import TestSupport
import Testing

@Suite("Publishing and reading", .timeLimit(.minutes(3)))
struct RoundTripTests {
  @Test("a record comes back byte for byte, with null and empty keys, values and headers told apart")
  func roundTrip() async throws {
    let broker = try TestBroker.shared()
    let topic = try await broker.makeTopic("round-trip")
    let producer = try KafkaProducer(broker.configuration(), logger: TestBroker.logger)
    let headers = [
      KafkaHeader("ce_type", "visit.recorded"), KafkaHeader(name: "null", value: nil), KafkaHeader(name: "empty", value: []),
      KafkaHeader("twice", "1"), KafkaHeader("twice", "2"), KafkaHeader(name: "binary", value: [0, 255, 0]),
    ]
    let sent = [
      KafkaProducerRecord(topic: topic, partition: 0, key: [UInt8]("k"), value: [UInt8]("v"), headers: headers),
      KafkaProducerRecord(topic: topic, partition: 0, key: nil, value: [UInt8]("null key")),
      KafkaProducerRecord(topic: topic, partition: 0, key: [UInt8]("tombstone"), value: nil),
      KafkaProducerRecord(topic: topic, partition: 0, key: [], value: []),
      KafkaProducerRecord(topic: topic, partition: 0, key: nil, value: nil, timestampMilliseconds: 1_700_000_000_123),
    ]
    let deliveries = try await producer.publishAll(sent)
    #expect(deliveries == (0..<5).map { KafkaDelivery(partition: 0, offset: Int64($0)) })

    let reader = try TestReader(broker, group: broker.makeGroup("round-trip"), topics: [topic])
    let read = try await reader.take(5)
    #expect(read.map(\.offset) == [0, 1, 2, 3, 4])
    #expect(read.map(\.key) == sent.map(\.key))
    #expect(read.map(\.value) == sent.map(\.value))
    #expect(read.map(\.headers) == sent.map(\.headers))
    #expect(read[0].header("twice") == [UInt8]("2"))
    #expect(read[4].timestampMilliseconds == 1_700_000_000_123)
    #expect(read.allSatisfy { $0.topic == topic && $0.partition == 0 })
    await reader.consumer.close()
    await producer.close()
  }

  @Test("50,000 records of one call keep their order in every partition, and each is answered in its place")
  func order() async throws {
    let broker = try TestBroker.shared()
    let topic = try await broker.makeTopic("order", partitions: 4)
    let producer = try KafkaProducer(broker.configuration(), logger: TestBroker.logger)
    let sent = (0..<50_000).map { number in
      KafkaProducerRecord(topic: topic, key: [UInt8]("debtor-\(number % 97)"), value: [UInt8]("\(number)"))
    }
    let deliveries = try await producer.publishAll(sent)
    for (record, delivery) in zip(sent, deliveries) {
      #expect(delivery.partition == Murmur2.partition(key: try #require(record.key), count: 4))
    }
    let reader = try TestReader(broker, group: broker.makeGroup("order"), topics: [topic])
    let read = try await reader.take(sent.count)
    #expect(read.count == sent.count)
    for partition in Int32(0)..<4 {
      let expected = zip(sent, deliveries).filter { $1.partition == partition }.map { $0.0.value }
      let found = read.filter { $0.partition == partition }
      #expect(found.map(\.value) == expected)
      #expect(found.map(\.offset) == Array(0..<Int64(found.count)))
    }
    await reader.consumer.close()
    await producer.close()
  }

  @Test("a batch has at most maxRecords records and ends with the one that reaches maxBytes")
  func limits() async throws {
    let broker = try TestBroker.shared()
    let topic = try await broker.makeTopic("limits")
    let producer = try KafkaProducer(broker.configuration(), logger: TestBroker.logger)
    let value = [UInt8](repeating: 7, count: 1000)
    _ = try await producer.publishAll(
      (0..<100).map { _ in KafkaProducerRecord(topic: topic, partition: 0, key: nil, value: value) })
    let reader = try TestReader(broker, group: broker.makeGroup("limits"), topics: [topic])
    var sizes: [Int] = []
    try await eventually("40 records are read, 7 at most at a time") {
      let records = try await reader.records(maxRecords: 7)
      if !records.isEmpty { sizes.append(records.count) }
      return sizes.reduce(0, +) >= 40
    }
    #expect(sizes.allSatisfy { $0 <= 7 })
    let rest = 100 - sizes.reduce(0, +)
    var seen = 0
    try await eventually("the rest is read, 3 KB at most at a time") {
      let records = try await reader.records(maxBytes: 2_500)
      #expect(records.count <= 3)
      seen += records.count
      return seen == rest
    }
    await reader.consumer.close()
    await producer.close()
  }

  @Test("a record above the size limit fails alone, with an error that does not carry it")
  func oversize() async throws {
    let broker = try TestBroker.shared()
    let topic = try await broker.makeTopic("oversize")
    let producer = try KafkaProducer(broker.configuration(), logger: TestBroker.logger)
    let results = await producer.publish([
      KafkaProducerRecord(topic: topic, partition: 0, key: nil, value: [UInt8]("before")),
      KafkaProducerRecord(
        topic: topic, partition: 0, key: [UInt8]("secret-key"), value: [UInt8](repeating: 65, count: 2_000_000)),
      KafkaProducerRecord(topic: topic, partition: 0, key: nil, value: [UInt8]("after")),
    ])
    #expect(try results[0].get() == KafkaDelivery(partition: 0, offset: 0))
    #expect(try results[2].get() == KafkaDelivery(partition: 0, offset: 1))
    let error = try #require(throws: KafkaError.self) { try results[1].get() }
    #expect(error.name == "MSG_SIZE_TOO_LARGE")
    #expect(!error.isRetriable && !error.isFatal)
    #expect(!"\(error)".contains("secret-key") && !"\(error)".contains("AAAA"))
    await producer.close()
  }

  @Test("more records than the local queue holds wait for room instead of failing")
  func backPressure() async throws {
    let broker = try TestBroker.shared()
    let topic = try await broker.makeTopic("back-pressure", partitions: 2)
    let small = broker.configuration(properties: ["queue.buffering.max.messages": "100"])
    let producer = try KafkaProducer(small, logger: TestBroker.logger)
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask {
          let records = (0..<5_000).map { KafkaProducerRecord(topic: topic, key: [UInt8]("\($0)"), value: [UInt8]("x")) }
          return try await producer.publishAll(records).count
        }
      }
      for try await count in group { #expect(count == 5_000) }
    }
    await producer.close()
  }
}
