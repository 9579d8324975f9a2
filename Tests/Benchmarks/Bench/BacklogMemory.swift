import ArgumentParser
import Contracts
import Foundation
import Kafka
import Logging
import Postgres
import TestSupport

/// The most memory that each service's executable holds while it works off a backlog.
///
/// The services take their turns: what one publishes waits on the broker, whole, for the next. Topics have so many partitions that the
/// embedded broker drops nothing of it.
struct BacklogMemory: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backlog", abstract: "Resident memory of each service's executable with a backlog in front of it.")

  @Option(help: "How many account messages.") var messages = 1_000_000
  @Option(help: "Directory of the executables.") var binaries = ".build/release"
  @Option(help: "Minutes that a service may take.") var patience = 60.0

  /// In the order in which the work flows.
  private static let order: [ServiceName] = [
    .ingestion, .segmentation, .assignmentRouting, .visitCapture, .notifications, .reporting,
  ]

  func run() async throws {
    let logger = IngestionBenchmark.logger
    let server = try await TemporaryPostgres.start(isDurable: true, settings: IngestionBenchmark.serverSettings, logger: logger)
    let broker = try EmbeddedBroker.start(logger: logger)
    do {
      let input = try await InputTopic.filled(messages, on: broker, isDeep: true, logger: logger)
      note("\(input.count) messages on \(input.partitions) partitions")
      let database = try await server.createDatabase("backlog")
      for service in Self.order { try await measure(service, input, database) }
    } catch {
      broker.stop()
      try await server.remove()
      throw error
    }
    broker.stop()
    try await server.remove()
  }

  private func measure(_ service: ServiceName, _ input: InputTopic, _ database: TemporaryDatabase) async throws {
    let backlog = try await Backlog(of: service, input: input, database: database)
    let directory = try TemporaryDirectories.make()
    defer { TemporaryDirectories.remove(directory) }
    let process = try start(service, input, database, directory)
    var highest = 0
    let deadline = ContinuousClock.now + .seconds(patience * 60)
    while try await !backlog.isTaken() {
      guard process.isRunning else { throw BenchmarkFailed("\(service.rawValue) ended with status \(process.terminationStatus)") }
      guard ContinuousClock.now < deadline else { throw BenchmarkFailed("\(service.rawValue) has not taken its backlog in time") }
      highest = max(highest, try Self.peakKilobytes(of: process.processIdentifier))
      try await Task.sleep(for: .milliseconds(250))
    }
    process.terminate()
    process.waitUntilExit()
    await backlog.close()
    var figure = Figure("backlog_memory", Double(highest) / 1024, "MiB resident at most")
    figure.service = service.rawValue
    figure.messages = backlog.count
    try figure.print()
  }

  private func start(_ service: ServiceName, _ input: InputTopic, _ database: TemporaryDatabase, _ directory: String) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: binaries + "/" + service.rawValue)
    process.environment = ProcessInfo.processInfo.environment.merging([
      "RONDA_KAFKA_BROKERS": input.broker.bootstrapServers, "RONDA_KAFKA_PROPERTIES": "fetch.wait.max.ms=10",
      "RONDA_POSTGRES_URL": database.url, "RONDA_HTTP_PORT": "0", "RONDA_LOG_LEVEL": "error",
      "RONDA_IDENTITY_JWKS_URL": "http://127.0.0.1:9/", "RONDA_DATA_DIRECTORY": directory,
    ]) { $1 }
    try process.run()
    return process
  }

  /// The kernel's own high-water mark.
  private static func peakKilobytes(of process: Int32) throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line.flatMap { Int($0.split(separator: " ")[1]) } ?? 0
  }
}
