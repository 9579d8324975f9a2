import CLibrdkafka
import Kafka
import TestSupport
import Testing

@Suite("Faults of the broker", .timeLimit(.minutes(5)))
struct FaultTests {
  @Test("a broker that goes down and up under load loses nothing, doubles nothing and keeps the order")
  func downAndUp() async throws {
    let broker = try TestBroker.separate()
    let embedded = try #require(broker.embedded)
    let topic = try await broker.makeTopic("down-up", partitions: 2)
    let producer = try KafkaProducer(broker.configuration(clientID: "writer"), logger: TestBroker.logger)
    let reader = try TestReader(broker, group: broker.makeGroup("down-up"), topics: [topic])
    let writing = Task {
      for round in 0..<50 {
        let records = (0..<200).map { number in
          KafkaProducerRecord(topic: topic, partition: Int32(number % 2), key: nil, value: [UInt8]("\(round * 200 + number)"))
        }
        _ = try await producer.publishAll(records)
      }
    }
    var read = try await reader.take(1)
    for _ in 0..<3 {
      try embedded.setDown()
      let before = read.count
      try await eventually("the reader learns that the broker is away") {
        if case .error = try await reader.consumer.next(maxRecords: 1, maxBytes: 1, timeout: .milliseconds(100)) { return true }
        return false
      }
      #expect(read.count == before)
      try embedded.setUp()
      read += try await reader.take(1)
    }
    read += try await reader.take(10_000 - read.count)
    try await writing.value
    for partition in Int32(0)..<2 {
      let found = read.filter { $0.partition == partition }
      #expect(found.map(\.offset) == (0..<5_000).map { Int64($0) })
      #expect(found.map { $0.value?.text } == stride(from: Int(partition), to: 10_000, by: 2).map { "\($0)" })
    }
    await reader.consumer.close()
    await producer.close()
    embedded.stop()
  }

  @Test("cancelling a publish while the broker is away answers every record; closing then gives the rest up")
  func cancelAndClose() async throws {
    let broker = try TestBroker.separate()
    let embedded = try #require(broker.embedded)
    let topic = try await broker.makeTopic("cancel")
    let producer = try KafkaProducer(broker.configuration(), logger: TestBroker.logger)
    let record = KafkaProducerRecord(topic: topic, partition: 0, key: nil, value: [UInt8]("x"))
    _ = try await producer.publishAll([record])
    try embedded.setDown()
    let waiting = Task { await producer.publish([record, record, record]) }
    waiting.cancel()
    let cancelled = await waiting.value
    #expect(cancelled.count == 3)
    #expect(cancelled.allSatisfy { result in (try? result.get()) == nil })
    let closing = Task { await producer.publish([record, record]) }
    try await eventually("the records are on their way") { await !producer.flush(within: .zero) }
    await producer.close(within: .milliseconds(100))
    for result in await closing.value {
      let error = try #require(throws: KafkaError.self) { try result.get() }
      #expect(["_PURGE_QUEUE", "_PURGE_INFLIGHT", "CLOSED"].contains(error.name))
    }
    let late = await producer.publish([record])
    #expect(throws: KafkaError.self) { try late[0].get() }
    embedded.stop()
  }

  @Test("a delivery time-out fails the records that were not acknowledged, as retriable")
  func deliveryTimeout() async throws {
    let broker = try TestBroker.separate()
    let embedded = try #require(broker.embedded)
    let topic = try await broker.makeTopic("time-out")
    let producer = try KafkaProducer(broker.configuration(), deliveryTimeout: .milliseconds(500), logger: TestBroker.logger)
    let record = KafkaProducerRecord(topic: topic, partition: 0, key: nil, value: [UInt8]("x"))
    _ = try await producer.publishAll([record])
    try embedded.setDown()
    let results = await producer.publish([record, record])
    for result in results {
      let error = try #require(throws: KafkaError.self) { try result.get() }
      #expect(error.name == "_MSG_TIMED_OUT" && error.isRetriable)
    }
    try embedded.setUp()
    _ = try await producer.publishAll([record])
    await producer.close()
    embedded.stop()
  }

  @Test("an error answer of the broker is retried inside and seen by nobody")
  func retriedInside() async throws {
    let broker = try TestBroker.separate()
    let embedded = try #require(broker.embedded)
    let topic = try await broker.makeTopic("retry")
    let producer = try KafkaProducer(broker.configuration(), logger: TestBroker.logger)
    try embedded.failRequests(
      apiKey: 0,
      codes: [RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS.rawValue, RD_KAFKA_RESP_ERR__TRANSPORT.rawValue])
    let deliveries = try await producer.publishAll(
      (0..<10).map { KafkaProducerRecord(topic: topic, partition: 0, key: nil, value: [UInt8]("\($0)")) })
    #expect(deliveries.map(\.offset) == (0..<10).map { Int64($0) })
    await producer.close()
    embedded.stop()
  }

  @Test("an offset that the log no longer has is read from the beginning, and the watermarks show it")
  func dropped() async throws {
    let broker = try TestBroker.separate()
    let embedded = try #require(broker.embedded)
    let topic = try await broker.makeTopic("dropped")
    let partition = KafkaTopicPartition(topic: topic, partition: 0)
    let producer = try KafkaProducer(broker.configuration(), logger: TestBroker.logger)
    let value = [UInt8](repeating: 1, count: 100_000)
    for _ in 0..<8 {
      _ = try await producer.publishAll(
        (0..<10).map { _ in KafkaProducerRecord(topic: topic, partition: 0, key: nil, value: value) })
    }
    let reader = try TestReader(broker, group: broker.makeGroup("dropped"), topics: [topic])
    let read = try await reader.take(1) { _ in .exact(2) }
    let watermarks = try await reader.consumer.watermarks([partition])
    let low = try #require(watermarks[partition]?.low)
    #expect(low > 2)
    #expect(read.first?.offset == low)
    await reader.consumer.close()
    await producer.close()
    embedded.stop()
  }
}
