/// Where to start reading a partition.
public enum KafkaOffset: Sendable, Hashable {
  /// The record with this offset or, where the log has none any more, the earliest record.
  ///
  /// An offset outside the log falls back to the beginning (`auto.offset.reset=earliest`) without an error event:
  /// compare the first record's offset, and `watermarks`, with what was expected.
  case exact(Int64)
  case beginning
  /// What is published from now on.
  case end
}
