import CLibrdkafka
import Logging

/// One event from a client's queue; freed when it goes out of scope, and what it points to with it.
struct ClientEvent: ~Copyable {
  let pointer: OpaquePointer

  init(_ pointer: OpaquePointer) { self.pointer = pointer }

  deinit { rd_kafka_event_destroy(pointer) }

  var type: Int32 { rd_kafka_event_type(pointer) }

  /// The error of an error, rebalance or commit event, with the fatal cause instead of the word "fatal".
  func error(in handle: ClientHandle) -> KafkaError? {
    let code = rd_kafka_event_error(pointer)
    guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
    if code == RD_KAFKA_RESP_ERR__FATAL || rd_kafka_event_error_is_fatal(pointer) != 0, let fatal = handle.fatalError() {
      return fatal
    }
    let message = rd_kafka_event_error_string(pointer).map { String(cString: $0) }
    return KafkaError(code, message, at: topicPartition)
  }

  private var topicPartition: KafkaTopicPartition? {
    guard type == RD_KAFKA_EVENT_ERROR, let partition = rd_kafka_event_topic_partition(pointer) else { return nil }
    defer { rd_kafka_topic_partition_destroy(partition) }
    guard let topic = partition.pointee.topic else { return nil }
    return KafkaTopicPartition(topic: String(cString: topic), partition: partition.pointee.partition)
  }

  /// Passes a log event on. librdkafka's lines name brokers, topics and groups, never keys or values.
  func log(to logger: Logger) {
    var facility: UnsafePointer<CChar>?
    var text: UnsafePointer<CChar>?
    var level: Int32 = 0
    guard rd_kafka_event_log(pointer, &facility, &text, &level) == 0, let text else { return }
    let name = facility.map { String(cString: $0) } ?? ""
    logger.log(
      level: name == Self.refusedOffsets ? .debug : Self.levels[Int(max(0, min(7, level)))], "librdkafka",
      metadata: ["facility": "\(name)", "text": "\(String(cString: text))"])
  }

  /// A group that is being divided anew refuses offsets as a matter of course, and those in Kafka are only a mirror.
  private static let refusedOffsets = "COMMITFAIL"

  /// By syslog level. librdkafka's errors are warnings to us: it goes on by itself, and what it cannot mend comes as an event.
  private static let levels: [Logger.Level] = [.critical, .critical, .critical, .warning, .warning, .notice, .info, .debug]
}

extension KafkaError {
  /// Logs what a client reports about itself. A single connection's trouble is in librdkafka's own log already.
  func log(to logger: Logger) {
    let isPassing = isRetriable && code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN.rawValue
    logger.log(
      level: isFatal ? .error : isPassing ? .debug : .warning, "Kafka client reports", metadata: ["error": "\(self)"])
  }
}
