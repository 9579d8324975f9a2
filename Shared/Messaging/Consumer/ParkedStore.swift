import Contracts
import Kafka
import Postgres

/// A subject whose records wait because the handler failed on one of them.
struct ParkedSubject: Hashable, Sendable {
  let topic: String
  let subject: String
}

/// The SQL of parked records.
enum ParkedStore {
  static func subjects(in transaction: PostgresTransaction) async throws -> Set<ParkedSubject> {
    let rows = try await transaction.query("select distinct topic, subject from parked")
    return Set(try rows.map { ParkedSubject(topic: try $0.decode(String.self, "topic"), subject: try $0.decode(String.self, "subject")) })
  }

  static func park(_ records: [KafkaRecord], error: String, cluster: String, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      insert into parked (topic, subject, cluster, partition, record_offset, record_at, key, headers, value, error)
      select topic, subject, \(cluster), partition, record_offset, to_timestamp(at / 1000.0), key, headers, value, \(error)
      from unnest(
        \(records.map(\.topic)), \(records.map(\.subject)), \(records.map(\.partition)), \(records.map(\.offset)),
        \(records.map(\.timestampMilliseconds)), \(records.map(\.key)), \(records.map { HeaderCoding.encode($0.headers) }),
        \(records.map(\.value))
      ) as r(topic, subject, partition, record_offset, at, key, headers, value)
      on conflict do nothing
      """)
  }

  /// Takes the records of one subject off the list, in order. Another instance that does the same skips them.
  static func take(_ subject: ParkedSubject, in transaction: PostgresTransaction) async throws -> [KafkaRecord] {
    let rows = try await transaction.query(
      """
      with taken as (
        delete from parked where (topic, cluster, partition, record_offset) in (
          select topic, cluster, partition, record_offset from parked
          where topic = \(subject.topic) and subject = \(subject.subject) order by parked_at, record_offset for update skip locked)
        returning *
      )
      select topic, partition, record_offset, extract(epoch from record_at)::float8 as at, key, headers, value, parked_at
      from taken order by parked_at, record_offset
      """)
    return try rows.map { row in
      KafkaRecord(
        topic: try row.decode(String.self, "topic"), partition: try row.decode(Int32.self, "partition"),
        offset: try row.decode(Int64.self, "record_offset"), key: try row.decodeOptional([UInt8].self, "key"),
        value: try row.decodeOptional([UInt8].self, "value"), headers: try HeaderCoding.decode(try row.decode([UInt8].self, "headers")),
        timestampMilliseconds: Int64(try row.decode(Double.self, "at") * 1_000))
    }
  }

  static func noteFailure(of subject: ParkedSubject, error: String, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      update parked set attempts = attempts + 1, error = \(error)
      where topic = \(subject.topic) and subject = \(subject.subject)
      """)
  }
}

extension KafkaRecord {
  /// Whom the record is about: the first part of its key, or its partition when it has none.
  var subject: String {
    guard let key, let text = String(validating: key, as: UTF8.self) else { return "partition-\(partition)" }
    return String(RecordKey.subject(ofKey: text))
  }
}
