import CLibrdkafka

/// Records copied out of fetch events, with their counts by topic.
struct RecordBatch {
  struct Flow {
    var records = 0
    var bytes = 0
  }

  private(set) var records: [KafkaRecord] = []
  private(set) var bytes = 0
  private(set) var flows: [String: Flow] = [:]
  // Valid within one drain: the partition that a message belongs to holds its topic object.
  private var lastTopic: (pointer: OpaquePointer, name: String)?

  /// Copies the event's messages: nothing of the event may be used after it is freed.
  mutating func append(_ event: borrowing ClientEvent) {
    while let message = rd_kafka_event_message_next(event.pointer) {
      let record = copy(message)
      let size = record.size
      bytes += size
      flows[record.topic, default: Flow()].records += 1
      flows[record.topic, default: Flow()].bytes += size
      records.append(record)
    }
  }

  private mutating func copy(_ message: UnsafePointer<rd_kafka_message_t>) -> KafkaRecord {
    let fields = message.pointee
    return KafkaRecord(
      topic: topicName(fields.rkt), partition: fields.partition, offset: fields.offset,
      key: Self.bytes(fields.key, fields.key_len), value: Self.bytes(fields.payload, fields.len),
      headers: Self.headers(message), timestampMilliseconds: rd_kafka_message_timestamp(message, nil))
  }

  private mutating func topicName(_ topic: OpaquePointer) -> String {
    if let lastTopic, lastTopic.pointer == topic { return lastTopic.name }
    let name = String(cString: rd_kafka_topic_name(topic))
    lastTopic = (topic, name)
    return name
  }

  private static func headers(_ message: UnsafePointer<rd_kafka_message_t>) -> [KafkaHeader] {
    var list: OpaquePointer?
    guard rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list else { return [] }
    let count = rd_kafka_header_cnt(list)
    return (0..<count).compactMap { index in
      var name: UnsafePointer<CChar>?
      var value: UnsafeRawPointer?
      var length = 0
      guard rd_kafka_header_get_all(list, index, &name, &value, &length) == RD_KAFKA_RESP_ERR_NO_ERROR, let name else { return nil }
      return KafkaHeader(name: String(cString: name), value: bytes(value, length))
    }
  }

  private static func bytes(_ start: UnsafeRawPointer?, _ count: Int) -> [UInt8]? {
    start.map { Array(UnsafeRawBufferPointer(start: $0, count: count)) }
  }
}
