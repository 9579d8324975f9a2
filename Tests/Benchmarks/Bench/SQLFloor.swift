import Contracts
import Ingestion
import Kafka
import Logging
import Messaging
import Postgres
import ServiceKit
import ServiceLifecycle

/// What the database allows: the statements of the service, one transaction a batch, in a plain loop.
///
/// The same statements load, write and fill the outbox, and when all is written the relay's read it and mark it; nothing happens side by
/// side. What the service thinks between two statements must happen here too, for each depends on what the one before has found; but the
/// clock counts only the time within statements, `BEGIN` and `COMMIT` among them. Offsets are not moved.
struct SQLFloor {
  /// Its pool has one connection, which knows every statement that was run.
  let database: IngestionDatabase
  let broker: KafkaConfiguration
  let records: [KafkaRecord]
  let batch: Int

  struct Outcome {
    /// Messages per second of statements.
    let rate: Double
    /// Messages per second of the loop without the relay, but with what happens between the statements.
    let loopRate: Double
    let accounts: Int64
    let statements: [PreparedText]
  }

  func measure() async throws -> Outcome {
    let naming = Naming { try NamedUUID.make($0, $1) }
    let intake = Intake(naming: naming)
    let reader = StatementReader(naming: naming, today: WallClock.system.now.dateInUTC)
    let messages = try records.map { try Self.statement($0, reader) }
    let start = ContinuousClock.now
    let before = StatementClock.shared.time(of: database.application)
    for first in stride(from: 0, to: messages.count, by: batch) {
      let part = Array(messages[first..<min(first + batch, messages.count)])
      _ = try await database.database.work { try await intake.apply(part, in: $0) }
    }
    let loop = start.duration(to: .now)
    let statements = try await prepared()
    try await publish()
    let spent = StatementClock.shared.time(of: database.application) - before
    let outcome = Outcome(
      rate: Double(messages.count) / spent.inSeconds, loopRate: Double(messages.count) / loop.inSeconds,
      accounts: try await database.counts().accounts, statements: statements)
    await database.close()
    return outcome
  }

  private func publish() async throws {
    let relay = OutboxRelay(
      database: database.database, configuration: MessagingConfiguration(kafka: broker), logger: IngestionBenchmark.logger)
    let group = ServiceGroup(services: [relay], logger: IngestionBenchmark.logger)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      try await database.untilPublished(consumed: 0)
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
  }

  /// The statements as the server has prepared them, so that a peer runs the same ones and nobody copies them by hand.
  private func prepared() async throws -> [PreparedText] {
    try await database.database.read { transaction in
      try await transaction.query("select statement, parameter_types::text[] as types from pg_prepared_statements").map {
        PreparedText(text: try $0.decode(String.self, "statement"), types: try $0.decode([String].self, "types"))
      }
    }
  }

  private static func statement(_ record: KafkaRecord, _ reader: StatementReader) throws -> AccountStatement {
    let envelope = try InputEnvelope(value: record.value) { record.headers.text($0) }
    guard let kind = envelope.type.flatMap(StatementKind.init(rawValue:)) else { throw BenchmarkFailed("a record without a known type") }
    return try reader.read(envelope.data, kind: kind, source: .event, eventID: envelope.eventID, bodyHash: envelope.hash)
  }
}

/// A statement with `$1`, `$2` ... in place of its values, and the names of their types.
struct PreparedText: Encodable {
  let text: String
  let types: [String]
}
