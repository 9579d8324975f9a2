import ArgumentParser
import CoreMetrics
import Foundation
import Kafka
import Logging
import Messaging
import TestSupport

/// The event path of ingestion: from records on a topic to committed rows and published events.
///
/// All contenders work on one durable PostgreSQL server, each on an empty database of its own, and take the same records in batches of the
/// same size. Records are on the broker before the clock starts; the topic has so many partitions that none of them comes near the
/// 4 MiB at which the embedded broker would have to hold producers back.
struct IngestionBenchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingestion", abstract: "Messages per second of the ingestion service, beside its SQL alone and a Python program.")

  @Option(help: "How many account messages.") var messages = 50_000
  @Option(help: "Python with confluent-kafka and psycopg; empty leaves the peer out.") var python = ""
  @Option(help: "The peer.") var peer = "Tests/Benchmarks/peer_ingestion.py"

  static var logger: Logger {
    var logger = Logger(label: "ronda.bench") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .error
    return logger
  }

  /// As `ronda up` starts it.
  static let serverSettings = ["shared_buffers": "256MB", "max_wal_size": "2GB", "work_mem": "16MB", "jit": "off"]

  func validate() throws {
    guard messages >= 1_000 else { throw ValidationError("--messages: below 1000 the start is all that is measured") }
  }

  func run() async throws {
    MetricsSystem.bootstrap(StatementClock.shared)
    let server = try await TemporaryPostgres.start(isDurable: true, settings: Self.serverSettings, logger: Self.logger)
    let broker = try EmbeddedBroker.start(logger: Self.logger)
    do {
      try await measure(server, broker)
    } catch {
      broker.stop()
      try await server.remove()
      throw error
    }
    broker.stop()
    try await server.remove()
  }

  private func measure(_ server: TemporaryPostgres, _ broker: EmbeddedBroker) async throws {
    let input = try await InputTopic.filled(messages, on: broker, logger: Self.logger)
    note("\(input.count) messages on \(input.partitions) partitions")

    let batch = ServiceRun.configuration(of: input).ofMember.maximumBatch
    let records = try await input.pull()
    let before = try await measureFloor(server, input, records, batch: batch)

    let service = try await IngestionDatabase.make("service", on: server)
    try await server.settle()
    let run = try await ServiceRun(database: service, input: input).measure()
    let counts = try await service.counts()
    note("service: \(run) messages/s in \(counts.transactions) transactions")

    let after = try await measureFloor(server, input, records, batch: batch)
    let floor = before.rate > after.rate ? before : after
    guard floor.accounts == counts.accounts else {
      throw BenchmarkFailed("the service made \(counts.accounts) accounts, the floor \(floor.accounts)")
    }

    var figure = Figure("ingestion", run, "messages/s")
    (figure.messages, figure.batch) = (input.count, batch)
    (figure.floor, figure.ratioToFloor) = (Figure.rounded(floor.rate), Figure.rounded(run / floor.rate))
    if !python.isEmpty {
      let database = try await IngestionDatabase.make("python", on: server)
      try await server.settle()
      let peer = PythonPeer(python: python, script: peer, statements: floor.statements, batch: batch)
      let rate = try await peer.measure(on: database, input: input, accounts: counts.accounts)
      (figure.python, figure.ratioToPython) = (Figure.rounded(rate), Figure.rounded(run / rate))
      await database.close()
    }
    await service.close()
    try figure.print()
  }

  /// Once before the service and once after it, for a server that has run a while is not as fast as a new one, or faster.
  private func measureFloor(
    _ server: TemporaryPostgres, _ input: InputTopic, _ records: [KafkaRecord], batch: Int
  ) async throws -> SQLFloor.Outcome {
    let database = try await IngestionDatabase.make("floor", on: server, connections: 1, pipelines: false)
    try await server.settle()
    let floor = try await SQLFloor(database: database, broker: input.broker, records: records, batch: batch).measure()
    note("floor: \(floor.rate) messages/s; a loop with the service's own thinking between the statements: \(floor.loopRate)")
    return floor
  }
}
