import CLibrdkafka

/// One librdkafka producer with its topic objects, which must be destroyed before it.
struct ProducerClient {
  let handle: ClientHandle
  private var topics: [String: OpaquePointer] = [:]
  private var lastTopic: (name: String, pointer: OpaquePointer)?

  init(_ handle: ClientHandle) { self.handle = handle }

  /// Queues one record; nil is success. Copies everything; never blocks.
  mutating func produce(_ record: KafkaProducerRecord, opaque: UInt) -> rd_kafka_resp_err_t? {
    guard let topic = topic(record.topic) else { return rd_kafka_last_error() }
    let headers = Self.headers(record.headers)
    let code = Self.withBytes(record.key) { key, keyLength in
      Self.withBytes(record.value) { value, valueLength in
        ronda_kafka_produce(
          handle.client, topic, record.partition ?? -1, key, keyLength, value, valueLength,
          record.timestampMilliseconds ?? 0, headers, opaque)
      }
    }
    guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
    if let headers { rd_kafka_headers_destroy(headers) }
    return code
  }

  /// Gives up everything queued or sent and not acknowledged; its delivery reports follow.
  func purge() { rd_kafka_purge(handle.client, Int32(RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)) }

  mutating func destroy() {
    lastTopic = nil
    for topic in topics.values { rd_kafka_topic_destroy(topic) }
    topics = [:]
    handle.destroy()
  }

  private mutating func topic(_ name: String) -> OpaquePointer? {
    if let lastTopic, lastTopic.name == name { return lastTopic.pointer }
    guard let pointer = topics[name] ?? rd_kafka_topic_new(handle.client, name, nil) else { return nil }
    topics[name] = pointer
    lastTopic = (name, pointer)
    return pointer
  }

  /// Owned by the caller until librdkafka takes them with the record.
  private static func headers(_ headers: [KafkaHeader]) -> OpaquePointer? {
    guard !headers.isEmpty else { return nil }
    let list = rd_kafka_headers_new(headers.count)
    for header in headers {
      withBytes(header.value) { value, length in
        _ = rd_kafka_header_add(list, header.name, -1, value, length)
      }
    }
    return list
  }

  /// nil stays NULL, and empty becomes a pointer with length 0: on the wire they are different.
  private static func withBytes<Answer>(_ bytes: [UInt8]?, _ body: (UnsafeRawPointer?, Int) -> Answer) -> Answer {
    guard let bytes else { return body(nil, 0) }
    guard !bytes.isEmpty else { return withUnsafeBytes(of: UInt8(0)) { body($0.baseAddress, 0) } }
    return bytes.withUnsafeBytes { body($0.baseAddress, $0.count) }
  }
}
