import CLibrdkafka

/// Questions to the brokers. All of them block, up to the time given: they run on a client's own thread only.
extension ClientHandle {
  func clusterID(milliseconds: Int32) throws(KafkaError) -> String {
    guard let text = rd_kafka_clusterid(client, milliseconds) else {
      throw fatalError() ?? KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, "no broker told its cluster id in time")
    }
    defer { rd_kafka_mem_free(client, text) }
    return String(cString: text)
  }

  /// Low and high of each partition: two requests per leading broker, whatever the number of partitions.
  func watermarks(
    _ partitions: [KafkaTopicPartition], milliseconds: Int32
  ) throws(KafkaError) -> [KafkaTopicPartition: KafkaWatermarks] {
    let low = try offsets(partitions, at: Int64(RD_KAFKA_OFFSET_BEGINNING), milliseconds: milliseconds)
    let high = try offsets(partitions, at: Int64(RD_KAFKA_OFFSET_END), milliseconds: milliseconds)
    return low.reduce(into: [:]) { watermarks, entry in
      watermarks[entry.key] = high[entry.key].map { KafkaWatermarks(low: entry.value, high: $0) }
    }
  }

  /// `time` is one of Kafka's special timestamps: -1 the end of the log, -2 its beginning.
  private func offsets(
    _ partitions: [KafkaTopicPartition], at time: Int64, milliseconds: Int32
  ) throws(KafkaError) -> [KafkaTopicPartition: Int64] {
    guard !partitions.isEmpty else { return [:] }
    let list = PartitionList(Set(partitions))
    list.setOffsets(time)
    let code = list.lend { rd_kafka_offsets_for_times(client, $0, milliseconds) }
    if let error = list.firstError() { throw error }
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(code) }
    return list.entries().reduce(into: [:]) { $0[$1.partition] = $1.offset }
  }

  func metadata(milliseconds: Int32) throws(KafkaError) -> KafkaMetadata {
    var answer: UnsafePointer<rd_kafka_metadata>?
    let code = rd_kafka_metadata(client, 1, nil, &answer, milliseconds)
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let answer else { throw KafkaError(code) }
    defer { rd_kafka_metadata_destroy(answer) }
    let brokers = (0..<Int(answer.pointee.broker_cnt)).map { index in
      let broker = answer.pointee.brokers[index]
      return KafkaMetadata.Broker(id: broker.id, host: String(cString: broker.host), port: Int(broker.port))
    }
    var topics: [String: KafkaMetadata.Topic] = [:]
    for index in 0..<Int(answer.pointee.topic_cnt) {
      let topic = answer.pointee.topics[index]
      guard topic.err == RD_KAFKA_RESP_ERR_NO_ERROR else { continue }
      let partitions = (0..<Int(topic.partition_cnt)).map { topic.partitions[$0] }
      let name = String(cString: topic.topic)
      topics[name] = KafkaMetadata.Topic(
        name: name, partitions: partitions.map(\.id).sorted(),
        leaderless: partitions.filter { $0.leader < 0 }.map(\.id).sorted())
    }
    return KafkaMetadata(clusterID: try clusterID(milliseconds: milliseconds), brokers: brokers, topics: topics)
  }

  /// What a group has committed; nil partitions asks for all. A partition without a commit is left out.
  func committedOffsets(
    group: String, partitions: [KafkaTopicPartition]?, milliseconds: Int32
  ) throws(KafkaError) -> [KafkaTopicPartition: Int64] {
    if let partitions, partitions.isEmpty { return [:] }
    var request: OpaquePointer?
    if let partitions {
      request = PartitionList(Set(partitions)).lend { rd_kafka_ListConsumerGroupOffsets_new(group, $0) }
    } else {
      request = rd_kafka_ListConsumerGroupOffsets_new(group, nil)
    }
    defer { rd_kafka_ListConsumerGroupOffsets_destroy(request) }
    let answer = try administrate(RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS, milliseconds) { options, queue in
      rd_kafka_ListConsumerGroupOffsets(client, &request, 1, options, queue)
    }
    return try Self.committedOffsets(answer)
  }

  /// The result belongs to the event, which is borrowed until the offsets are copied.
  private static func committedOffsets(
    _ answer: borrowing ClientEvent
  ) throws(KafkaError) -> [KafkaTopicPartition: Int64] {
    var count = 0
    let groups = rd_kafka_ListConsumerGroupOffsets_result_groups(
      rd_kafka_event_ListConsumerGroupOffsets_result(answer.pointer), &count)
    guard count == 1, let result = groups?[0] else { return [:] }
    if let error = rd_kafka_group_result_error(result) {
      // Brokers differ in what they say of a group that has committed nothing yet.
      if rd_kafka_error_code(error) == RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND { return [:] }
      throw KafkaError(rd_kafka_error_code(error), String(cString: rd_kafka_error_string(error)))
    }
    var offsets: [KafkaTopicPartition: Int64] = [:]
    for entry in PartitionList.entries(rd_kafka_group_result_partitions(result)) {
      if let error = entry.error { throw error }
      if entry.offset >= 0 { offsets[entry.partition] = entry.offset }
    }
    return offsets
  }

  /// Sends an administrative request and waits for its one answer on a queue of its own.
  func administrate(
    _ operation: rd_kafka_admin_op_t, _ milliseconds: Int32, _ send: (OpaquePointer?, OpaquePointer?) -> Void
  ) throws(KafkaError) -> ClientEvent {
    let options = rd_kafka_AdminOptions_new(client, operation)
    defer { rd_kafka_AdminOptions_destroy(options) }
    var reason = [CChar](repeating: 0, count: 512)
    rd_kafka_AdminOptions_set_request_timeout(options, milliseconds, &reason, reason.count)
    let answers = rd_kafka_queue_new(client)
    defer { rd_kafka_queue_destroy(answers) }
    send(options, answers)
    // librdkafka always answers within the request's own time-out; the margin is for its scheduling.
    guard let pointer = rd_kafka_queue_poll(answers, milliseconds + 5000) else {
      throw KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, "an administrative request was not answered")
    }
    let event = ClientEvent(pointer)
    if let error = event.error(in: self) { throw error }
    return event
  }
}
