import Contracts
import Ingestion
import Kafka
import Logging
import Messaging
import Postgres
import ServiceKit

/// What the database allows: the service's own code on records that were decoded before, one transaction a batch, in a plain loop.
///
/// The same statements load, write and fill the outbox; there is no broker, no decoding, no relay and no offset.
struct SQLFloor {
  /// Its pool has one connection, which knows every statement that was run.
  let database: IngestionDatabase
  let records: [KafkaRecord]
  let batch: Int

  struct Outcome {
    /// Messages per second.
    let rate: Double
    let accounts: Int64
    let statements: [PreparedText]
  }

  func measure() async throws -> Outcome {
    let naming = Naming { try NamedUUID.make($0, $1) }
    let intake = Intake(naming: naming)
    let reader = StatementReader(naming: naming, today: WallClock.system.now.dateInUTC)
    let messages = try records.map { try Self.statement($0, reader) }
    let start = ContinuousClock.now
    for first in stride(from: 0, to: messages.count, by: batch) {
      let part = Array(messages[first..<min(first + batch, messages.count)])
      _ = try await database.database.work { try await intake.apply(part, in: $0) }
    }
    let spent = start.duration(to: .now)
    let outcome = Outcome(
      rate: Double(messages.count) / spent.inSeconds, accounts: try await database.counts().accounts, statements: try await prepared())
    await database.close()
    return outcome
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
