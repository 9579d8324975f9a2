import Kafka

/// Records of one topic taken from the broker at once, cut to what the database has not seen.
struct PulledBatch: Sendable {
  let records: [KafkaRecord]
  let spans: [OffsetSpan]
  /// `nil` until they are decoded, and of a topic that nobody takes.
  let decoded: DecodedRecords?

  /// - Parameter positions: the next offset of each partition by the database; records below it were applied before.
  static func byTopic(_ pulled: [KafkaRecord], positions: [KafkaTopicPartition: Int64]) -> [PulledBatch] {
    let new = pulled.filter { record in positions[record.topicPartition].map { record.offset >= $0 } ?? false }
    return Dictionary(grouping: new, by: \.topic).sorted { $0.key < $1.key }.map { _, records in
      PulledBatch(records: records, spans: spans(of: records) { positions[$0] })
    }
  }

  private init(records: [KafkaRecord], spans: [OffsetSpan], decoded: DecodedRecords? = nil) {
    self.records = records
    self.spans = spans
    self.decoded = decoded
  }

  /// The position of each partition once the batch is applied.
  var nextPositions: [KafkaTopicPartition: Int64] {
    spans.reduce(into: [:]) { $0[$1.partition] = $1.next }
  }

  func decoded(by subscriptions: [String: Subscription]) -> PulledBatch {
    let subscription = records.first.flatMap { subscriptions[$0.topic] }
    return PulledBatch(records: records, spans: spans, decoded: subscription?.decode(records))
  }

  /// The same span of offsets, without the records of the given subjects.
  func without(_ subjects: Set<ParkedSubject>) -> PulledBatch {
    let rest = records.filter { !subjects.contains(ParkedSubject(topic: $0.topic, subject: $0.subject)) }
    return PulledBatch(records: rest, spans: spans)
  }

  func replacingDecoded(with apply: @escaping @Sendable (Work) async throws -> Void) -> PulledBatch {
    PulledBatch(records: records, spans: spans, decoded: DecodedRecords(rejections: [], apply: apply))
  }

  /// Two batches that together are this one; each partition's first half ends where its second begins.
  func halves() -> [PulledBatch] {
    let middle = records.count / 2
    let first = Array(records[..<middle])
    let second = Array(records[middle...])
    let expected = spans.reduce(into: [:]) { $0[$1.partition] = $1.expected }
    let firstSpans = Self.spans(of: first) { expected[$0] }
    let moved = expected.merging(firstSpans.map { ($0.partition, $0.next) }) { $1 }
    return [
      PulledBatch(records: first, spans: firstSpans),
      PulledBatch(records: second, spans: Self.spans(of: second) { moved[$0] }),
    ]
  }

  private static func spans(of records: [KafkaRecord], expected: (KafkaTopicPartition) -> Int64?) -> [OffsetSpan] {
    Dictionary(grouping: records, by: \.topicPartition).sorted { $0.key < $1.key }.compactMap { partition, records in
      guard let start = expected(partition), let last = records.last else { return nil }
      return OffsetSpan(partition: partition, expected: start, next: last.offset + 1, records: records.count)
    }
  }
}
