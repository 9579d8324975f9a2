import Foundation
import Kafka

/// A Python program that takes the same topic and runs the same statements, in a process of its own.
struct PythonPeer {
  let python: String
  let script: String
  let statements: [PreparedText]
  let batch: Int

  /// What the peer is told, as a file.
  private struct Task: Encodable {
    let brokers: String
    let topic: String
    let partitions: Int
    let messages: Int
    let batch: Int
    let postgres: String
    let statements: [PreparedText]
  }

  private struct Answer: Decodable {
    let rate: Double
  }

  /// Messages per second. The peer must leave as many accounts as the service did.
  func measure(on database: IngestionDatabase, input: InputTopic, accounts: Int64) async throws -> Double {
    let task = Task(
      brokers: input.broker.bootstrapServers, topic: input.name, partitions: input.partitions, messages: input.count, batch: batch,
      postgres: database.url, statements: statements)
    let file = NSTemporaryDirectory() + "/ronda-bench-\(ProcessInfo.processInfo.processIdentifier).json"
    try JSONEncoder().encode(task).write(to: URL(filePath: file))
    let answer = try JSONDecoder().decode(Answer.self, from: try await output(of: [script, file]))
    try FileManager.default.removeItem(atPath: file)
    let made = try await database.counts().accounts
    guard made == accounts else { throw BenchmarkFailed("the service made \(accounts) accounts, the peer \(made)") }
    return answer.rate
  }

  private func output(of arguments: [String]) async throws -> Data {
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    let status: Int32 = try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do { try process.run() } catch {
        process.terminationHandler = nil
        continuation.resume(throwing: error)
      }
    }
    guard status == 0 else { throw BenchmarkFailed("the peer ended with status \(status)") }
    // One short line, which the pipe has held.
    return pipe.fileHandleForReading.readDataToEndOfFile()
  }
}
