import Contracts
import Kafka
import Postgres

/// The SQL of how far each partition is applied.
enum ProgressStore {
  /// The next offset of each partition, starting new ones at `start`.
  static func offsets(
    of partitions: [(partition: KafkaTopicPartition, start: Int64)], cluster: String, in transaction: PostgresTransaction
  ) async throws -> [KafkaTopicPartition: Int64] {
    let sorted = partitions.sorted { $0.partition < $1.partition }
    let topics = sorted.map(\.partition.topic)
    let numbers = sorted.map(\.partition.partition)
    try await transaction.execute(
      """
      insert into progress (cluster, topic, partition, first_offset, next_offset)
      select \(cluster), topic, partition, start, start from unnest(\(topics), \(numbers), \(sorted.map(\.start))) as p(topic, partition, start)
      on conflict do nothing
      """)
    return try await known(sorted.map(\.partition), cluster: cluster, in: transaction)
  }

  /// The next offset of each of `partitions` that is known.
  static func known(
    _ partitions: [KafkaTopicPartition], cluster: String, in transaction: PostgresTransaction
  ) async throws -> [KafkaTopicPartition: Int64] {
    let rows = try await transaction.query(
      """
      select p.topic, p.partition, p.next_offset
      from progress p join unnest(\(partitions.map(\.topic)), \(partitions.map(\.partition))) as asked(topic, partition) using (topic, partition)
      where p.cluster = \(cluster)
      """)
    return try rows.reduce(into: [:]) { offsets, row in
      let partition = KafkaTopicPartition(topic: try row.decode(String.self, "topic"), partition: try row.decode(Int32.self, "partition"))
      offsets[partition] = try row.decode(Int64.self, "next_offset")
    }
  }

  /// Moves the partitions on, if nobody else has. Throws `Fenced` otherwise.
  static func fence(_ spans: [OffsetSpan], cluster: String, in transaction: PostgresTransaction) async throws {
    let moved = try await transaction.execute(
      """
      update progress p set next_offset = s.next, consumed = p.consumed + s.records, updated_at = now()
      from unnest(
        \(spans.map(\.partition.topic)), \(spans.map(\.partition.partition)), \(spans.map(\.expected)), \(spans.map(\.next)),
        \(spans.map { Int64($0.records) })
      ) as s(topic, partition, expected, next, records)
      where p.cluster = \(cluster) and p.topic = s.topic and p.partition = s.partition and p.next_offset = s.expected
      """)
    guard moved == spans.count else { throw Fenced() }
  }

  /// Puts the partitions where somebody else says that they stand. For sabotage only: it skips whatever is in between.
  static func believe(_ offsets: [KafkaTopicPartition: Int64], cluster: String, in transaction: PostgresTransaction) async throws {
    let sorted = offsets.sorted { $0.key < $1.key }
    try await transaction.execute(
      """
      update progress p set next_offset = b.next
      from unnest(\(sorted.map(\.key.topic)), \(sorted.map(\.key.partition)), \(sorted.map(\.value))) as b(topic, partition, next)
      where p.cluster = \(cluster) and p.topic = b.topic and p.partition = b.partition
      """)
  }

  /// Counts what was consumed without being applied. The counts of a batch stand with its first partition.
  static func count(_ tally: Tally, at span: OffsetSpan, cluster: String, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      update progress set duplicate = duplicate + \(Int64(tally.duplicate)), stale = stale + \(Int64(tally.stale)),
        dead_lettered = dead_lettered + \(Int64(tally.deadLettered)), parked = parked + \(Int64(tally.parked))
      where cluster = \(cluster) and topic = \(span.partition.topic) and partition = \(span.partition.partition)
      """)
  }

  /// Records that `missing` offsets were gone before they were read.
  static func noteHole(_ missing: Range<Int64>, of partition: KafkaTopicPartition, cluster: String, in transaction: PostgresTransaction)
    async throws
  {
    try await transaction.execute(
      """
      insert into progress_hole (cluster, topic, partition, first_offset, last_offset)
      values (\(cluster), \(partition.topic), \(partition.partition), \(missing.lowerBound), \(missing.upperBound - 1))
      on conflict do nothing
      """)
  }

  /// Makes `cluster` known before anything was read from it.
  static func accept(_ cluster: String, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      insert into progress (cluster, topic, partition, first_offset, next_offset)
      select distinct \(cluster), topic, partition, 0::bigint, 0::bigint from progress on conflict do nothing
      """)
  }

  /// The clusters that this schema has seen, the newest first.
  static func clusters(in transaction: PostgresTransaction) async throws -> [String] {
    try await transaction.query("select cluster from progress group by cluster order by max(updated_at) desc")
      .map { try $0.decode(String.self, "cluster") }
  }
}

/// The part of a partition that a batch covers.
struct OffsetSpan: Sendable, Equatable {
  let partition: KafkaTopicPartition
  /// The offset at which the database stands.
  let expected: Int64
  /// The offset after the last record.
  let next: Int64
  let records: Int
}

/// Somebody else has moved a partition on: this instance owns it no more.
struct Fenced: Error {}
