import CLibrdkafka
import Kafka
import Synchronization
import TestSupport
import Testing

@Suite("Faults of the broker", .timeLimit(.minutes(5)))
struct FaultTests {
  /// The embedded broker knows no sequences of producers: what it wrote and could not acknowledge before it went down, it takes a second
  /// time. Apache Kafka would not; whoever reads ours must know repeats anyway.
  @Test("a broker that goes down and up under load loses nothing and keeps the order")
  func downAndUp() async throws {
    let broker = try TestBroker.separate()
    let embedded = try #require(broker.embedded)
    let topic = try await broker.makeTopic("down-up", partitions: 2)
    let producer = try KafkaProducer(broker.configuration(clientID: "writer"), logger: TestBroker.logger)
    let reader = try TestReader(broker, group: broker.makeGroup("down-up"), topics: [topic])
    let progress = TestProgress()
    let reading = Task { try await progress.follow(reader, as: "reader") }
    let isEnough = Mutex(false)
    let writing = Task {
      var sent = 0
      while !isEnough.withLock({ $0 }) {
        let records = (sent..<sent + 200).map { number in
          KafkaProducerRecord(topic: topic, partition: Int32(number % 2), key: nil, value: [UInt8]("\(number)"))
        }
        _ = try await producer.publishAll(records)
        sent += 200
        // As fast as it is read, within the embedded broker's 5 MiB a partition.
        let written = sent
        try await eventually("the reader follows") { progress.applied > written - 2_000 }
      }
      return sent
    }
    for _ in 0..<3 {
      let before = progress.applied
      try await eventually("records flow") { progress.applied > before + 500 }
      try embedded.setDown()
      try await eventually("records wait for the broker") { await !producer.flush(within: .zero) }
      try embedded.setUp()
    }
    let before = progress.applied
    try await eventually("records flow") { progress.applied > before + 500 }
    isEnough.withLock { $0 = true }
    let sent = try await writing.value
    try await eventually("everything is read") { progress.distinct >= sent }
    progress.state.withLock { state in
      #expect(state.skipped.isEmpty)
      for (partition, values) in state.values {
        var seen: Set<String> = []
        let firsts = values.filter { seen.insert($0).inserted }
        #expect(firsts == stride(from: Int(partition.partition), to: sent, by: 2).map { "\($0)" }, "\(partition)")
      }
    }
    reading.cancel()
    await #expect(throws: CancellationError.self) { try await reading.value }
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
    for result in cancelled {
      let error = try #require(throws: KafkaError.self) { try result.get() }
      #expect(error.kind == .cancelled)
    }
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
    try await eventually("the producer has its id, which can take longer than the time-out") {
      if case .success = await producer.publish([record])[0] { true } else { false }
    }
    try embedded.setDown()
    let results = await producer.publish([record, record])
    for result in results {
      let error = try #require(throws: KafkaError.self) { try result.get() }
      #expect(error.name == "_MSG_TIMED_OUT" && error.isRetriable)
    }
    try embedded.setUp()
    try await eventually("the producer goes on") {
      if case .success = await producer.publish([record])[0] { true } else { false }
    }
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

  @Test("a producer that librdkafka gives up is replaced, and what failed can be published again")
  func fatal() async throws {
    let broker = try TestBroker.separate()
    let embedded = try #require(broker.embedded)
    let topic = try await broker.makeTopic("fatal")
    let producer = try KafkaProducer(broker.configuration(), logger: TestBroker.logger)
    let records = (0..<10).map { KafkaProducerRecord(topic: topic, partition: 0, key: nil, value: [UInt8]("\($0)")) }
    _ = try await producer.publishAll(records)
    try embedded.failRequests(apiKey: 0, codes: [RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER.rawValue])
    for result in await producer.publish(records) {
      let error = try #require(throws: KafkaError.self) { try result.get() }
      #expect(error.isRetriable, "\(error)")
    }
    let again = try await producer.publishAll(records)
    #expect(again.map(\.offset) == (10..<20).map { Int64($0) })
    await producer.close()
    embedded.stop()
  }

  @Test("a consumer that is closed while the broker is away leaves nothing behind, not even itself")
  func closeWhileAway() async throws {
    let broker = try TestBroker.separate()
    let embedded = try #require(broker.embedded)
    let topic = try await broker.makeTopic("close")
    weak var released: KafkaConsumer?
    do {
      let reader = try TestReader(broker, group: broker.makeGroup("close"), topics: [topic])
      released = reader.consumer
      try await eventually("partitions are assigned") {
        guard case .assigned(let partitions) = try await reader.consumer.next(maxRecords: 1, maxBytes: 1, timeout: .seconds(1))
        else { return false }
        try await reader.consumer.assign(at: Dictionary(uniqueKeysWithValues: partitions.map { ($0, .beginning) }))
        return true
      }
      try embedded.setDown()
      await reader.consumer.close()
      await #expect(throws: KafkaError.self) { try await reader.consumer.watermarks([]) }
    }
    try await eventually("the consumer is released") { released == nil }
    embedded.stop()
    #expect(throws: KafkaError.self) { try embedded.setUp() }
  }

  @Test("a member that misses its session time-out is told that its partitions are lost, and joins again by itself")
  func sessionLost() async throws {
    let broker = try TestBroker.separate()
    let embedded = try #require(broker.embedded)
    let topic = try await broker.makeTopic("session")
    let producer = try KafkaProducer(broker.configuration(), logger: TestBroker.logger)
    let record = KafkaProducerRecord(topic: topic, partition: 0, key: nil, value: [UInt8]("x"))
    _ = try await producer.publishAll([record, record])
    let reader = try TestReader(broker, group: broker.makeGroup("session"), topics: [topic])
    #expect(try await reader.take(2).map(\.offset) == [0, 1])
    try embedded.setDown()
    try await eventually("the partitions are lost") {
      switch try await reader.consumer.next(maxRecords: 1, maxBytes: 1, timeout: .milliseconds(100)) {
      case .revoked(let partitions, let lost):
        try await reader.consumer.unassign(partitions)
        return lost
      default:
        return false
      }
    }
    try embedded.setUp()
    _ = try await producer.publishAll([record])
    #expect(try await reader.take(1, from: { _ in .exact(2) }).map(\.offset) == [2])
    await reader.consumer.close()
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
    // Noise, which compression does not make smaller.
    var noise = SystemRandomNumberGenerator()
    let value = (0..<100_000).map { _ in UInt8.random(in: 0...255, using: &noise) }
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
