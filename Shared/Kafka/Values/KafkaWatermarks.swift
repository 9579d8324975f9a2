/// The range of offsets that a partition holds: `low ..< high`.
public struct KafkaWatermarks: Sendable, Hashable {
  /// Offset of the earliest record that is still there.
  public var low: Int64
  /// Offset that the next record will get.
  public var high: Int64

  public init(low: Int64, high: Int64) {
    self.low = low
    self.high = high
  }
}
