import CLibrdkafka

/// An owned `rd_kafka_topic_partition_list_t`; freed when it goes out of scope.
struct PartitionList: ~Copyable {
  private let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

  init(topics: [String]) {
    self.init(topics.map { KafkaTopicPartition(topic: $0, partition: -1) })
  }

  init(_ partitions: some Collection<KafkaTopicPartition>) {
    pointer = rd_kafka_topic_partition_list_new(Int32(partitions.count))
    for partition in partitions { rd_kafka_topic_partition_list_add(pointer, partition.topic, partition.partition) }
  }

  init(_ offsets: some Collection<(key: KafkaTopicPartition, value: Int64)>) {
    pointer = rd_kafka_topic_partition_list_new(Int32(offsets.count))
    for (partition, offset) in offsets {
      rd_kafka_topic_partition_list_add(pointer, partition.topic, partition.partition).pointee.offset = offset
    }
  }

  deinit { rd_kafka_topic_partition_list_destroy(pointer) }

  /// Lends the list to a C call. The only way to it: a temporary's list would be freed before the call that it was made for.
  borrowing func lend<Answer>(_ body: (UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) -> Answer) -> Answer {
    body(pointer)
  }

  /// Sets the same offset, or logical offset, on every entry.
  func setOffsets(_ offset: Int64) {
    for index in 0..<Int(pointer.pointee.cnt) { pointer.pointee.elems[index].offset = offset }
  }

  func entries() -> [Entry] { Self.entries(UnsafePointer(pointer)) }

  /// The first entry with an error of its own.
  func firstError() -> KafkaError? { entries().lazy.compactMap(\.error).first }

  static func entries(_ list: UnsafePointer<rd_kafka_topic_partition_list_t>?) -> [Entry] {
    guard let list else { return [] }
    return (0..<Int(list.pointee.cnt)).map { index in
      let element = list.pointee.elems[index]
      let partition = KafkaTopicPartition(topic: String(cString: element.topic), partition: element.partition)
      let failed = element.err != RD_KAFKA_RESP_ERR_NO_ERROR
      return Entry(
        partition: partition, offset: element.offset, error: failed ? KafkaError(element.err, at: partition) : nil)
    }
  }

  struct Entry {
    var partition: KafkaTopicPartition
    var offset: Int64
    var error: KafkaError?
  }
}
