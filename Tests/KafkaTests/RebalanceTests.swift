import Kafka
import Synchronization
import TestSupport
import Testing

@Suite("Two consumers of one group", .timeLimit(.minutes(5)))
struct RebalanceTests {
  /// Where each partition goes on and what was read: the part that the database plays in a service. A batch counts only if
  /// it continues exactly where the partition stands, as the fence in PostgreSQL does.
  final class Progress: Sendable {
    struct State {
      var next: [KafkaTopicPartition: Int64] = [:]
      var values: [KafkaTopicPartition: [String]] = [:]
      var readers: Set<String> = []
      var skipped: [String] = []
    }

    let state = Mutex(State())

    func start(_ partition: KafkaTopicPartition) -> KafkaOffset {
      .exact(state.withLock { $0.next[partition, default: 0] })
    }

    /// Applies the records of which the partition stands at; a zombie's batch changes nothing.
    func apply(_ records: [KafkaRecord], by reader: String) {
      state.withLock { state in
        for record in records {
          let expected = state.next[record.topicPartition, default: 0]
          guard record.offset == expected else {
            if record.offset > expected { state.skipped.append("\(record.topicPartition) \(expected) -> \(record.offset)") }
            continue
          }
          state.next[record.topicPartition] = expected + 1
          state.values[record.topicPartition, default: []].append(record.value?.text ?? "")
          state.readers.insert(reader)
        }
      }
    }

    var applied: Int { state.withLock { $0.values.values.reduce(0) { $0 + $1.count } } }
  }

  @Test("joining and leaving under load loses nothing, doubles nothing and keeps the order, with offsets from the caller")
  func joinAndLeave() async throws {
    let broker = try TestBroker.shared()
    let topic = try await broker.makeTopic("rebalance", partitions: 6)
    let group = broker.makeGroup("rebalance")
    let progress = Progress()
    let producer = try KafkaProducer(broker.configuration(clientID: "writer"), logger: TestBroker.logger)
    let first = try TestReader(broker, group: group, topics: [topic])
    let firstTask = Task { try await run(first, as: "first", progress) }
    var sent = 0
    func publish() async throws {
      let records = (sent..<sent + 600).map { number in
        KafkaProducerRecord(topic: topic, partition: Int32(number % 6), key: nil, value: [UInt8]("\(number)"))
      }
      _ = try await producer.publishAll(records)
      sent += 600
    }
    try await eventually("the first reads") {
      try await publish()
      return progress.applied > 0
    }
    let second = try TestReader(broker, group: group, topics: [topic])
    let secondTask = Task { try await run(second, as: "second", progress) }
    try await eventually("the second reads too") {
      try await publish()
      return progress.state.withLock { $0.readers.count } == 2
    }
    firstTask.cancel()
    await #expect(throws: CancellationError.self) { try await firstTask.value }
    try await publish()
    await first.consumer.close()
    try await publish()
    try await eventually("everything is read") { progress.applied == sent }
    progress.state.withLock { state in
      #expect(state.skipped.isEmpty)
      for (partition, values) in state.values {
        #expect(values == stride(from: Int(partition.partition), to: sent, by: 6).map { "\($0)" }, "\(partition)")
      }
    }
    secondTask.cancel()
    await #expect(throws: CancellationError.self) { try await secondTask.value }
    await second.consumer.close()
    await producer.close()
  }

  private func run(_ reader: TestReader, as name: String, _ progress: Progress) async throws {
    while true {
      let records = try await reader.records(maxRecords: 100) { progress.start($0) }
      progress.apply(records, by: name)
    }
  }
}
