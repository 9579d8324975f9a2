import CLibrdkafka

extension ClientHandle {
  /// Creates topics; blocks, up to the time given. Throws when the broker cannot be asked at all.
  func createTopics(
    _ specifications: [KafkaTopicSpecification], milliseconds: Int32
  ) throws(KafkaError) -> [String: KafkaTopicCreation] {
    var requests: [OpaquePointer?] = []
    defer { for request in requests { rd_kafka_NewTopic_destroy(request) } }
    for specification in specifications { requests.append(try newTopic(specification)) }
    let answer = try administrate(RD_KAFKA_ADMIN_OP_CREATETOPICS, milliseconds) { options, queue in
      var reason = [CChar](repeating: 0, count: 512)
      // Waits until the topics are known to the cluster, not only noted by its controller.
      rd_kafka_AdminOptions_set_operation_timeout(options, milliseconds, &reason, reason.count)
      rd_kafka_CreateTopics(client, &requests, requests.count, options, queue)
    }
    return Self.outcomes(answer)
  }

  private static func outcomes(_ answer: borrowing ClientEvent) -> [String: KafkaTopicCreation] {
    var count = 0
    let results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(answer.pointer), &count)
    var outcomes: [String: KafkaTopicCreation] = [:]
    for index in 0..<count {
      guard let result = results?[index] else { continue }
      let code = rd_kafka_topic_result_error(result)
      let name = String(cString: rd_kafka_topic_result_name(result))
      switch code {
      case RD_KAFKA_RESP_ERR_NO_ERROR: outcomes[name] = .created
      case RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS: outcomes[name] = .existed
      default: outcomes[name] = .failed(KafkaError(code, rd_kafka_topic_result_error_string(result).map { String(cString: $0) }))
      }
    }
    return outcomes
  }

  private func newTopic(_ specification: KafkaTopicSpecification) throws(KafkaError) -> OpaquePointer {
    var reason = [CChar](repeating: 0, count: 512)
    let partitions = Int32(clamping: specification.partitions)
    let replication = Int32(clamping: specification.replication)
    guard let topic = rd_kafka_NewTopic_new(specification.name, partitions, replication, &reason, reason.count) else {
      throw KafkaError.usage("topic '\(specification.name)': \(String(nulTerminated: reason))")
    }
    for (key, value) in specification.configuration.sorted(by: { $0.key < $1.key }) {
      let code = rd_kafka_NewTopic_set_config(topic, key, value)
      guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
        rd_kafka_NewTopic_destroy(topic)
        throw KafkaError(code, "topic '\(specification.name)': setting '\(key)' is refused")
      }
    }
    return topic
  }
}
