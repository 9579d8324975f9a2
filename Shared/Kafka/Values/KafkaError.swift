import CLibrdkafka

/// A failure of the client, the broker, the configuration or the caller. Carries no key, value or secret.
public struct KafkaError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Kind: Sendable, Hashable {
    /// librdkafka's own codes (negative): transport, time-outs, local queue.
    case client
    /// Codes of the Kafka protocol (positive).
    case broker
    /// A property is unknown, invalid or fixed; the message names it.
    case configuration
    /// The caller broke a rule of this module.
    case usage
    /// The object was closed.
    case closed
    /// The task that waited was cancelled; what it published may still arrive.
    case cancelled
  }

  public var kind: Kind
  /// librdkafka's number: negative for the client, positive for the broker, 0 for `configuration`, `usage`, `closed`, `cancelled`.
  public var code: Int32
  /// The code's name, for example `UNKNOWN_TOPIC_OR_PART`.
  public var name: String
  /// Whether doing the same again later can succeed without anybody changing anything.
  public var isRetriable: Bool
  /// Whether this client instance is beyond repair. A producer replaces its client by itself; a consumer must be made anew.
  public var isFatal: Bool
  public var message: String
  /// The partition concerned, where there is one.
  public var topicPartition: KafkaTopicPartition?

  public var description: String {
    topicPartition.map { "\(name) at \($0): \(message)" } ?? "\(name): \(message)"
  }
}

extension KafkaError {
  init(
    _ code: rd_kafka_resp_err_t, _ message: String? = nil, isFatal: Bool = false, isRetriable: Bool? = nil,
    at topicPartition: KafkaTopicPartition? = nil
  ) {
    self.init(
      kind: code.rawValue < 0 ? .client : .broker, code: code.rawValue, name: String(cString: rd_kafka_err2name(code)),
      isRetriable: !isFatal && (isRetriable ?? Self.transient.contains(code.rawValue)), isFatal: isFatal,
      message: message ?? String(cString: rd_kafka_err2str(code)), topicPartition: topicPartition)
  }

  /// Takes ownership of `error` and frees it; nil when there is no error.
  init?(consuming error: OpaquePointer?) {
    guard let error else { return nil }
    defer { rd_kafka_error_destroy(error) }
    let code = rd_kafka_error_code(error)
    self.init(
      code, String(cString: rd_kafka_error_string(error)), isFatal: rd_kafka_error_is_fatal(error) != 0,
      isRetriable: rd_kafka_error_is_retriable(error) != 0 || Self.transient.contains(code.rawValue))
  }

  private init(_ kind: Kind, _ name: String, _ message: String, isRetriable: Bool = false) {
    self.init(
      kind: kind, code: 0, name: name, isRetriable: isRetriable, isFatal: false, message: message, topicPartition: nil)
  }

  static func configuration(_ message: String) -> KafkaError { KafkaError(.configuration, "CONFIGURATION", message) }
  static func usage(_ message: String) -> KafkaError { KafkaError(.usage, "USAGE", message) }
  static let closed = KafkaError(.closed, "CLOSED", "the client was closed")
  static let cancelled = KafkaError(
    .cancelled, "CANCELLED", "the waiting task was cancelled; the record may still be delivered", isRetriable: true)

  static func unsupported(_ message: String) -> KafkaError {
    KafkaError(RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE, message)
  }

  /// Codes that pass by themselves: connections, elections, coordinators, rebalances, throttling, time-outs, and a broken
  /// sequence, after which `KafkaProducer` replaces its client.
  private static let transient: Set<Int32> = Set(
    [
      RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__RESOLVE, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN,
      RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE, RD_KAFKA_RESP_ERR__MSG_TIMED_OUT,
      RD_KAFKA_RESP_ERR__QUEUE_FULL, RD_KAFKA_RESP_ERR__WAIT_COORD, RD_KAFKA_RESP_ERR__WAIT_CACHE, RD_KAFKA_RESP_ERR__IN_PROGRESS,
      RD_KAFKA_RESP_ERR__PREV_IN_PROGRESS, RD_KAFKA_RESP_ERR__RETRY, RD_KAFKA_RESP_ERR__PURGE_QUEUE,
      RD_KAFKA_RESP_ERR__PURGE_INFLIGHT, RD_KAFKA_RESP_ERR__STATE, RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED,
      RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
      RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION,
      RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
      RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
      RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND, RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION,
      RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, RD_KAFKA_RESP_ERR_NOT_CONTROLLER,
      RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR, RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED,
      RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH, RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH,
      RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID,
      RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE,
    ].map(\.rawValue))
}
