import CLibrdkafka
public import Logging
import Synchronization

/// librdkafka's mock cluster as a broker for one machine: one node on a TCP port of its own choice on the loopback interface,
/// which any Kafka client in any process can use.
///
/// Limits: all data is in memory and gone with the process; a partition keeps its newest 5 MiB and at most 100,000 producer
/// batches and drops older ones silently; a topic that a producer names before `createTopic` gets 4 partitions; there is no topic administration,
/// no look-up by timestamp and no real transaction.
public final class EmbeddedBroker: Sendable {
  // SAFETY: librdkafka's handles may be used on any thread; they are used under the mutex below, which `stop` empties before
  // it frees them.
  private struct Running: @unchecked Sendable {
    let cluster: OpaquePointer
    let host: OpaquePointer
  }

  private let running: Mutex<Running?>
  /// `host:port` for `KafkaConfiguration.bootstrapServers`.
  public let bootstrapServers: String
  /// The id that the broker reports. It comes from a memory address and can recur after a restart: add an epoch.
  public let clusterID: String
  private let logger: Logger

  /// Starts the broker; ready when this returns. Blocks for some milliseconds.
  public static func start(logger: Logger) throws(KafkaError) -> EmbeddedBroker {
    let settings: OpaquePointer = rd_kafka_conf_new()
    var reason = [CChar](repeating: 0, count: 512)
    // The host's log is not read: only what goes wrong inside librdkafka itself would be in it.
    for (key, value) in [("client.id", "ronda-embedded-broker"), ("log_level", "0")] {
      rd_kafka_conf_set(settings, key, value, &reason, reason.count)
    }
    guard let host = rd_kafka_new(RD_KAFKA_PRODUCER, settings, &reason, reason.count) else {
      rd_kafka_conf_destroy(settings)
      throw KafkaError.configuration("embedded broker: \(String(nulTerminated: reason))")
    }
    guard let cluster = rd_kafka_mock_cluster_new(host, 1) else {
      rd_kafka_destroy(host)
      throw KafkaError.usage("the embedded broker cannot open a TCP port on the loopback interface")
    }
    let address = String(cString: rd_kafka_mock_cluster_bootstraps(cluster))
    withoutDelay(address, logger)
    rd_kafka_brokers_add(host, address)
    guard let text = rd_kafka_clusterid(host, 10_000) else {
      rd_kafka_mock_cluster_destroy(cluster)
      rd_kafka_destroy(host)
      throw KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, "the embedded broker does not answer at \(address)")
    }
    defer { rd_kafka_mem_free(host, text) }
    logger.info("embedded broker started", metadata: ["address": "\(address)"])
    return EmbeddedBroker(
      Running(cluster: cluster, host: host), address: address, clusterID: String(cString: text), logger: logger)
  }

  private init(_ running: Running, address: String, clusterID: String, logger: Logger) {
    self.running = Mutex(running)
    self.bootstrapServers = address
    self.clusterID = clusterID
    self.logger = logger
  }

  /// The settings of a client for this broker.
  public func configuration(clientID: String) -> KafkaConfiguration {
    KafkaConfiguration(bootstrapServers: bootstrapServers, clientID: clientID, embedded: true)
  }

  /// Creates a topic; false when it exists already with as many partitions.
  ///
  /// Throws `usage` when it exists with another number of partitions: a client has named it before it was created, and the
  /// broker has made it with 4. Create topics before any client learns the address.
  @discardableResult
  public func createTopic(_ name: String, partitions: Int) throws(KafkaError) -> Bool {
    let code = try withRunning { rd_kafka_mock_topic_create($0.cluster, name, Int32(clamping: partitions), 1) }
    if code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS {
      let found = try withRunning { Self.partitions(of: name, $0.host) }
      guard found == partitions else {
        throw KafkaError.usage("topic '\(name)' has \(found) partitions instead of \(partitions): it was named before it was created")
      }
      return false
    }
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
      throw KafkaError(code, "the embedded broker refuses topic '\(name)' with \(partitions) partitions")
    }
    return true
  }

  /// Asked by the broker's own host over the loopback; 0 when there is no answer.
  private static func partitions(of name: String, _ host: OpaquePointer) -> Int {
    var metadata: UnsafePointer<rd_kafka_metadata>?
    guard rd_kafka_metadata(host, 1, nil, &metadata, 5_000) == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata else { return 0 }
    defer { rd_kafka_metadata_destroy(metadata) }
    return (0..<Int(metadata.pointee.topic_cnt))
      .map { metadata.pointee.topics[$0] }
      .first { String(cString: $0.topic) == name }
      .map { Int($0.partition_cnt) } ?? 0
  }

  /// Ends the broker and forgets all data. Blocks until its threads have ended. Idempotent.
  public func stop() {
    let last = running.withLock { running in
      let last = running
      running = nil
      return last
    }
    guard let last else { return }
    rd_kafka_mock_cluster_destroy(last.cluster)
    rd_kafka_destroy(last.host)
    logger.info("embedded broker stopped", metadata: ["address": "\(bootstrapServers)"])
  }

  // MARK: Faults, for tests

  /// Cuts all connections and accepts none until `setUp`. Data and groups stay.
  public func setDown() throws(KafkaError) {
    try check(withCluster { rd_kafka_mock_broker_set_down($0, 1) })
  }

  public func setUp() throws(KafkaError) {
    try check(withCluster { rd_kafka_mock_broker_set_up($0, 1) })
    Self.withoutDelay(bootstrapServers, logger)
  }

  /// Delays every answer.
  public func setRoundTrip(_ delay: Duration) throws(KafkaError) {
    try check(withCluster { rd_kafka_mock_broker_set_rtt($0, 1, Int32(clamping: delay.wholeMilliseconds)) })
  }

  /// Makes the next requests of one kind fail. `apiKey` is the protocol's number (Produce 0, Fetch 1, OffsetCommit 8),
  /// `codes` are protocol error codes, or -195 to cut the connection.
  public func failRequests(apiKey: Int16, codes: [Int32]) throws(KafkaError) {
    let errors = codes.map { rd_kafka_resp_err_t(rawValue: $0) }
    try withCluster { rd_kafka_mock_push_request_errors_array($0, apiKey, errors.count, errors) }
  }

  /// Small answers leave at once. Without it everything works, 40 ms later at times.
  private static func withoutDelay(_ address: String, _ logger: Logger) {
    let port = address.split(separator: ":").last.flatMap { Int32($0) }
    guard let port, ronda_listener_without_delay(port) > 0 else {
      return logger.notice("embedded broker: the listener was not found, answers may be delayed", metadata: ["address": "\(address)"])
    }
  }

  private func check(_ code: rd_kafka_resp_err_t) throws(KafkaError) {
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(code) }
  }

  private func withCluster<Answer: Sendable>(_ body: @Sendable (OpaquePointer) -> Answer) throws(KafkaError) -> Answer {
    try withRunning { body($0.cluster) }
  }

  private func withRunning<Answer: Sendable>(_ body: @Sendable (Running) -> Answer) throws(KafkaError) -> Answer {
    let answer = running.withLock { running in running.map { body($0) } }
    guard let answer else { throw KafkaError.closed }
    return answer
  }
}
