import Foundation
import Kafka
import TestSupport
import Testing

@Suite("Other programs on the broker", .timeLimit(.minutes(3)))
struct KcatTests {
  static let executable = "/usr/bin/kcat"

  @Test(
    "kcat in a process of its own writes what we read and reads what we write",
    .enabled(if: FileManager.default.isExecutableFile(atPath: executable), "kcat is a Debian package"))
  func writesAndReads() async throws {
    let broker = try TestBroker.shared()
    let topic = try await broker.makeTopic("kcat", partitions: 2)
    try await run(["-P", "-t", topic, "-p", "1", "-K", ":", "-H", "source=kcat"], input: "key-a:one\nkey-b:two\n", on: broker)
    let reader = try TestReader(broker, group: broker.makeGroup("kcat"), topics: [topic])
    let read = try await reader.take(2)
    #expect(read.map { $0.key?.text } == ["key-a", "key-b"])
    #expect(read.map { $0.value?.text } == ["one", "two"])
    #expect(read.map { $0.header("source")?.text } == ["kcat", "kcat"])
    await reader.consumer.close()

    let producer = try KafkaProducer(broker.configuration(), logger: TestBroker.logger)
    _ = try await producer.publishAll([
      KafkaProducerRecord(topic: topic, partition: 0, key: [UInt8]("k"), value: [UInt8]("ours"))
    ])
    await producer.close()
    let output = try await run(["-C", "-t", topic, "-p", "0", "-e", "-q", "-f", "%k=%s@%o"], on: broker)
    #expect(output == "k=ours@0")
    let listing = try await run(["-L", "-t", topic], on: broker)
    #expect(listing.contains("topic \"\(topic)\" with 2 partitions"))
  }

  /// Runs kcat against the broker and returns what it printed; its failure is thrown.
  @discardableResult
  private func run(_ arguments: [String], input: String = "", on broker: TestBroker) async throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.executable)
    process.arguments = ["-b", broker.bootstrapServers] + arguments
    let (standardInput, standardOutput) = (Pipe(), Pipe())
    process.standardInput = standardInput
    process.standardOutput = standardOutput
    process.standardError = FileHandle.nullDevice
    // The few bytes in and out fit into the pipes: nothing blocks.
    let status = try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Int32, any Error>) in
      process.terminationHandler = { ended.resume(returning: $0.terminationStatus) }
      do {
        try process.run()
        standardInput.fileHandleForWriting.write(Data(input.utf8))
        try standardInput.fileHandleForWriting.close()
      } catch {
        ended.resume(throwing: error)
      }
    }
    #expect(status == 0, "kcat \(arguments)")
    return String(decoding: try standardOutput.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
  }
}
