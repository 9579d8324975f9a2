import Kafka
import TestSupport
import Testing

@Suite("Reading under the caller's offsets", .timeLimit(.minutes(3)))
struct ConsumerTests {
  let broker: TestBroker
  let producer: KafkaProducer

  init() throws {
    broker = try TestBroker.shared()
    producer = try KafkaProducer(broker.configuration(clientID: "writer"), logger: TestBroker.logger)
  }

  private func publish(_ range: Range<Int>, to topic: String, partition: Int32 = 0) async throws {
    _ = try await producer.publishAll(
      range.map { KafkaProducerRecord(topic: topic, partition: partition, key: nil, value: [UInt8]("\($0)")) })
  }

  @Test("an assigned partition is read from the exact offset that the caller gives")
  func exactOffset() async throws {
    let topic = try await broker.makeTopic("exact", partitions: 2)
    try await publish(0..<100, to: topic)
    try await publish(0..<10, to: topic, partition: 1)
    let reader = try TestReader(broker, group: broker.makeGroup("exact"), topics: [topic])
    let read = try await reader.take(40) { $0.partition == 0 ? .exact(60) : .end }
    #expect(read.map(\.offset) == (60..<100).map { Int64($0) })
    try await publish(10..<11, to: topic, partition: 1)
    let late = try await reader.take(1)
    #expect(late.map(\.offset) == [10])
    await reader.consumer.close()
    await producer.close()
  }

  @Test("seek goes back and forward, also over records that were already fetched")
  func seek() async throws {
    let topic = try await broker.makeTopic("seek")
    let partition = KafkaTopicPartition(topic: topic, partition: 0)
    try await publish(0..<1000, to: topic)
    let reader = try TestReader(broker, group: broker.makeGroup("seek"), topics: [topic])
    #expect(try await reader.take(10, maxRecords: 10).map(\.offset) == (0..<10).map { Int64($0) })
    try await reader.consumer.seek([partition: 3])
    #expect(try await reader.take(5, maxRecords: 5).map(\.offset) == (3..<8).map { Int64($0) })
    try await reader.consumer.seek([partition: 990])
    #expect(try await reader.take(10).map(\.offset) == (990..<1000).map { Int64($0) })
    await reader.consumer.close()
    await producer.close()
  }

  @Test("a paused partition delivers nothing and goes on where it stopped, while another is read")
  func pause() async throws {
    let topic = try await broker.makeTopic("pause", partitions: 2)
    let paused = KafkaTopicPartition(topic: topic, partition: 0)
    try await publish(0..<500, to: topic, partition: 0)
    let reader = try TestReader(broker, group: broker.makeGroup("pause"), topics: [topic])
    let first = try await reader.take(100, maxRecords: 50)
    try await reader.consumer.pause([paused])
    try await publish(0..<300, to: topic, partition: 1)
    let other = try await reader.take(300)
    #expect(other.allSatisfy { $0.partition == 1 })
    #expect(other.map(\.offset) == (0..<300).map { Int64($0) })
    try await reader.consumer.resume([paused])
    let rest = try await reader.take(500 - first.count)
    #expect((first + rest).map(\.offset) == (0..<500).map { Int64($0) })
    await reader.consumer.close()
    await producer.close()
  }

  @Test("a commit is visible in the group's committed offsets, and watermarks show the log's ends")
  func commit() async throws {
    let topic = try await broker.makeTopic("commit", partitions: 3)
    let group = broker.makeGroup("commit")
    try await publish(0..<20, to: topic, partition: 1)
    let reader = try TestReader(broker, group: group, topics: [topic])
    _ = try await reader.take(20)
    let one = KafkaTopicPartition(topic: topic, partition: 1)
    let two = KafkaTopicPartition(topic: topic, partition: 2)
    await reader.consumer.commit([one: 17])
    let admin = try KafkaAdmin(broker.configuration(clientID: "admin"), logger: TestBroker.logger)
    try await eventually("the commit arrives") {
      try await admin.committedOffsets(group: group, partitions: [one, two]) == [one: 17]
    }
    #expect(try await admin.committedOffsets(group: broker.makeGroup("nobody"), partitions: [one]).isEmpty)
    let expected = [one: KafkaWatermarks(low: 0, high: 20), two: KafkaWatermarks(low: 0, high: 0)]
    #expect(try await admin.watermarks([one, two]) == expected)
    #expect(try await reader.consumer.watermarks([one, two]) == expected)
    let clusterID = try await reader.consumer.clusterID
    #expect(try await admin.clusterID() == clusterID)
    #expect(try await producer.clusterID() == clusterID)
    #expect(broker.embedded == nil || broker.embedded?.clusterID == clusterID)
    await reader.consumer.commit([one: 18])
    await reader.consumer.close()
    #expect(try await admin.committedOffsets(group: group, partitions: [one]) == [one: 18], "closing finishes commits")
    await admin.close()
    await producer.close()
  }

  @Test("an idle next returns idle, a record wakes it, cancelling ends it, and other calls do not wait for it")
  func waiting() async throws {
    let topic = try await broker.makeTopic("waiting")
    let reader = try TestReader(broker, group: broker.makeGroup("waiting"), topics: [topic])
    try await publish(0..<1, to: topic)
    _ = try await reader.take(1)
    let consumer = reader.consumer
    guard case .idle = try await consumer.next(maxRecords: 1, maxBytes: 1, timeout: .zero) else {
      Issue.record("a topic without new records is idle")
      return
    }
    let waiting = Task { try await consumer.next(maxRecords: 10, maxBytes: 1000, timeout: .seconds(3600)) }
    try await eventually("another task may not read meanwhile") {
      do {
        _ = try await consumer.next(maxRecords: 1, maxBytes: 1, timeout: .zero)
        return false
      } catch let error as KafkaError { return error.kind == .usage }
    }
    // These are answered while next waits for an hour.
    try await consumer.pause([])
    await consumer.commit([KafkaTopicPartition(topic: topic, partition: 0): 1])
    try await publish(1..<2, to: topic)
    guard case .records(let records) = try await waiting.value else {
      Issue.record("the record wakes the reader")
      return
    }
    #expect(records.map(\.offset) == [1])
    let cancelled = Task { try await consumer.next(maxRecords: 10, maxBytes: 1000, timeout: .seconds(3600)) }
    cancelled.cancel()
    await #expect(throws: CancellationError.self) { try await cancelled.value }
    let closed = Task { try await consumer.next(maxRecords: 10, maxBytes: 1000, timeout: .seconds(3600)) }
    await consumer.close()
    await #expect(throws: KafkaError.self) { try await closed.value }
    await consumer.close()
    await producer.close()
  }

  @Test("a topic that a consumer names before it is created is found later, or the embedded broker says what has happened")
  func lateTopic() async throws {
    let topic = broker.makeName("late")
    let reader = try TestReader(broker, group: broker.makeGroup("late"), topics: [topic])
    if let embedded = broker.embedded {
      let admin = try KafkaAdmin(broker.configuration(), logger: TestBroker.logger)
      try await eventually("the broker has made the topic by itself") { try await admin.topics().contains(topic) }
      let error = #expect(throws: KafkaError.self) { try embedded.createTopic(topic, partitions: 12) }
      #expect(error?.message.contains("4 partitions instead of 12") == true)
      await admin.close()
    } else {
      try await eventually("the topic is missed") {
        if case .error(let error) = try await reader.consumer.next(maxRecords: 1, maxBytes: 1, timeout: .seconds(1)) {
          return error.name == "UNKNOWN_TOPIC_OR_PART"
        }
        return false
      }
      try await broker.createTopics([KafkaTopicSpecification(name: topic, partitions: 4)])
    }
    try await publish(0..<1, to: topic, partition: 2)
    #expect(try await reader.take(1).map(\.partition) == [2])
    await reader.consumer.close()
    await producer.close()
  }

  @Test("a reader that waits longer than the poll interval is not taken for one that hangs")
  func longWait() async throws {
    let topic = try await broker.makeTopic("long-wait")
    try await publish(0..<1, to: topic)
    let reader = try TestReader(
      broker, group: broker.makeGroup("long-wait"), topics: [topic],
      properties: ["session.timeout.ms": "6000", "max.poll.interval.ms": "6000"])
    _ = try await reader.take(1)
    guard case .idle = try await reader.consumer.next(maxRecords: 1, maxBytes: 1, timeout: .seconds(8)) else {
      Issue.record("nothing happens for longer than the poll interval")
      return
    }
    await reader.consumer.close()
    await producer.close()
  }

  @Test("an answer that does not fit the rebalance event is refused and names what waits")
  func wrongAnswer() async throws {
    let topic = try await broker.makeTopic("answer")
    let consumer = try KafkaConsumer(
      broker.configuration(), group: broker.makeGroup("answer"), topics: [topic], logger: TestBroker.logger)
    await #expect(throws: KafkaError.self) { try await consumer.assign(at: [:]) }
    try await eventually("the assignment comes") {
      guard case .assigned(let partitions) = try await consumer.next(maxRecords: 1, maxBytes: 1, timeout: .milliseconds(100))
      else { return false }
      #expect(partitions == [KafkaTopicPartition(topic: topic, partition: 0)])
      return true
    }
    let error = await #expect(throws: KafkaError.self) { try await consumer.unassign([]) }
    #expect(error?.kind == .usage && error?.message.contains(topic) == true)
    // Closing without an answer is clean too.
    await consumer.close()
    await producer.close()
  }
}
