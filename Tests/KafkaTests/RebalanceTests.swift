import Kafka
import Synchronization
import TestSupport
import Testing

@Suite("Two consumers of one group", .timeLimit(.minutes(5)))
struct RebalanceTests {
  @Test("joining and leaving under load loses nothing, doubles nothing and keeps the order, with offsets from the caller")
  func joinAndLeave() async throws {
    let broker = try TestBroker.shared()
    let topic = try await broker.makeTopic("rebalance", partitions: 6)
    let group = broker.makeGroup("rebalance")
    let progress = TestProgress()
    let producer = try KafkaProducer(broker.configuration(clientID: "writer"), logger: TestBroker.logger)
    let first = try TestReader(broker, group: group, topics: [topic])
    let firstTask = Task { try await progress.follow(first, as: "first") }
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
    let secondTask = Task { try await progress.follow(second, as: "second") }
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
}
