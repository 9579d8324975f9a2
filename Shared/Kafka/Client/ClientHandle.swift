import CLibrdkafka
import Logging

/// Owns one librdkafka client and the one queue that all its events come through.
///
/// SAFETY: `rd_kafka_t` and `rd_kafka_queue_t` are thread-safe in librdkafka. Both pointers are set once in `init` and freed
/// by `destroy`, which the owning actor calls when no other user of this handle is left.
final class ClientHandle: @unchecked Sendable {
  let client: OpaquePointer
  let queue: OpaquePointer
  private let signal: WakeSignal
  private var isDestroyed = false

  /// Makes the client; throws `configuration` naming the key when a property is unknown or invalid.
  init(_ configuration: KafkaConfiguration, role: ClientRole, signal: WakeSignal) throws(KafkaError) {
    let settings = try ClientSettings(configuration, role: role).makeConfiguration()
    var reason = [CChar](repeating: 0, count: 512)
    let type = role.isConsumer ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER
    guard let client = rd_kafka_new(type, settings, &reason, reason.count) else {
      // rd_kafka_new takes the configuration only when it succeeds.
      rd_kafka_conf_destroy(settings)
      throw KafkaError.configuration("Kafka client '\(configuration.clientID)': \(String(nulTerminated: reason))")
    }
    self.client = client
    self.signal = signal
    if role.isConsumer {
      rd_kafka_poll_set_consumer(client)
      queue = rd_kafka_queue_get_consumer(client)
    } else {
      queue = rd_kafka_queue_get_main(client)
    }
    rd_kafka_set_log_queue(client, queue)
    ronda_kafka_queue_signals(queue, signal.descriptor)
    // librdkafka raises the signal when an event finds the queue empty. What was logged before this line stands in it already, and
    // nothing that comes behind it would ever wake the thread.
    signal.raise()
  }

  /// The next event, or nil at once when there is none. For a consumer every call restarts `max.poll.interval.ms`.
  func poll(milliseconds: Int32 = 0) -> ClientEvent? {
    rd_kafka_queue_poll(queue, milliseconds).map(ClientEvent.init)
  }

  /// The error that made this client unusable, if there is one.
  func fatalError() -> KafkaError? {
    var reason = [CChar](repeating: 0, count: 512)
    let code = rd_kafka_fatal_error(client, &reason, reason.count)
    guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
    return KafkaError(code, String(nulTerminated: reason), isFatal: true)
  }

  /// Frees the client: blocks until librdkafka's threads have ended. References to its queues go first, or it never ends.
  func destroy() {
    precondition(!isDestroyed, "a Kafka client is destroyed once")
    isDestroyed = true
    ronda_kafka_queue_signals(queue, -1)
    rd_kafka_queue_destroy(queue)
    rd_kafka_destroy_flags(client, Int32(RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE))
  }

  deinit {
    // Never destroyed here, since that blocks whoever dropped the last reference: the client leaks, and with it its signal,
    // which librdkafka goes on writing to.
    if !isDestroyed { _ = Unmanaged.passRetained(signal) }
  }
}
