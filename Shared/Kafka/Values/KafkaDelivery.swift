/// Where an acknowledged record lies.
public struct KafkaDelivery: Sendable, Hashable {
  public var partition: Int32
  public var offset: Int64

  public init(partition: Int32, offset: Int64) {
    self.partition = partition
    self.offset = offset
  }
}
