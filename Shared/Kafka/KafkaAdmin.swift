import CLibrdkafka
public import Logging

/// Administration and questions about a cluster, on a client and a thread of its own. Close it when it is no longer needed.
///
/// Calls are answered one after the other; each takes at most `timeout`.
public actor KafkaAdmin {
  private nonisolated let thread: ClientThread
  public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }
  private let handle: ClientHandle
  private let logger: Logger
  private let milliseconds: Int32
  private let isEmbedded: Bool
  private var isClosed = false

  /// Throws `configuration` when a property is unknown, invalid or fixed. Does not wait for a broker.
  public init(_ configuration: KafkaConfiguration, timeout: Duration = .seconds(15), logger: Logger) throws(KafkaError) {
    thread = try ClientThread(name: "kafka-admin")
    handle = try ClientHandle(configuration, role: .administrator, signal: thread.signal)
    milliseconds = Int32(clamping: timeout.wholeMilliseconds)
    isEmbedded = configuration.embedded
    self.logger = logger
    try thread.start { [weak self] in self?.assumeIsolated { $0.serve() } }
  }

  /// Creates topics and returns how it ended for each, by name.
  ///
  /// Throws when the broker cannot be asked. The embedded broker knows no administration: the error then has the name
  /// `_UNSUPPORTED_FEATURE` and says that its host creates topics.
  public func createTopics(_ specifications: [KafkaTopicSpecification]) throws -> [String: KafkaTopicCreation] {
    guard !specifications.isEmpty else { return [:] }
    let handle = try opened()
    let names = specifications.map(\.name).joined(separator: ", ")
    guard !isEmbedded else {
      throw KafkaError.unsupported(
        "the embedded broker cannot be asked to create topics (\(names)): its host does, with EmbeddedBroker.createTopic")
    }
    do {
      return try handle.createTopics(specifications, milliseconds: milliseconds)
    } catch {
      var clearer = error
      clearer.message = "creating topics (\(names)): \(error.message)"
      throw clearer
    }
  }

  /// All topics, partitions and brokers, and the cluster's id.
  public func metadata() throws -> KafkaMetadata {
    try opened().metadata(milliseconds: milliseconds)
  }

  /// The names of all topics, sorted.
  public func topics() throws -> [String] {
    try metadata().topics.keys.sorted()
  }

  public func clusterID() throws -> String {
    try opened().clusterID(milliseconds: milliseconds)
  }

  /// The range of offsets that each partition holds. Throws when a partition is unknown or has no leader.
  public func watermarks(_ partitions: [KafkaTopicPartition]) throws -> [KafkaTopicPartition: KafkaWatermarks] {
    try opened().watermarks(partitions, milliseconds: milliseconds)
  }

  /// The offsets that a group has committed; a partition without one is left out. nil asks for every partition.
  /// One request to the group's coordinator.
  public func committedOffsets(
    group: String, partitions: [KafkaTopicPartition]? = nil
  ) throws -> [KafkaTopicPartition: Int64] {
    try opened().committedOffsets(group: group, partitions: partitions, milliseconds: milliseconds)
  }

  /// Ends the client; calls after it throw `closed`. Idempotent.
  public func close() {
    guard !isClosed else { return }
    isClosed = true
    handle.destroy()
  }

  private func opened() throws -> ClientHandle {
    guard !isClosed else { throw KafkaError.closed }
    return handle
  }

  /// Empties the event queue: nothing but log lines and reports about connections.
  private func serve() {
    guard !isClosed else { return }
    while let event = handle.poll() {
      if event.type == RD_KAFKA_EVENT_LOG {
        event.log(to: logger)
      } else if let error = event.error(in: handle) {
        error.log(to: logger)
      }
    }
  }
}
