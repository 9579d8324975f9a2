import CLibrdkafka
public import Logging

/// A member of a consumer group, on a thread of its own.
///
/// One task calls `next` in a loop; between two calls no more than `max.poll.interval.ms` (5 minutes) may pass, or the group
/// takes the partitions away. To wait longer for something, pause the partitions and go on calling `next`.
/// The caller owns the offsets: nothing is stored or committed by itself, and each assignment is answered with where to start.
/// Close it explicitly; a consumer that is only dropped leaks its client.
public actor KafkaConsumer {
  private nonisolated let thread: ClientThread
  public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }
  public nonisolated let group: String
  let handle: ClientHandle
  private let queries: QueryLane
  private let logger: Logger
  private var metrics: KafkaMetrics

  private(set) var isClosed = false
  private var wasAssigned = false
  private var isReading = false
  private var waiter: CheckedContinuation<Void, Never>?
  /// Polled while a batch was being gathered: the next event, since a batch ends at a rebalance and at an error.
  private var held: KafkaConsumerEvent?
  /// The rebalance event that the caller has not answered yet; librdkafka sends no other before.
  var unanswered: Rebalance?

  enum Rebalance: Equatable {
    case assigned(Set<KafkaTopicPartition>)
    case revoked(Set<KafkaTopicPartition>)
  }

  /// Joins the group. Throws `configuration` when a property is unknown, invalid or fixed. Does not wait for a broker.
  public init(_ configuration: KafkaConfiguration, group: String, topics: [String], logger: Logger) throws(KafkaError) {
    thread = try ClientThread(name: "kafka-consumer")
    let handle = try ClientHandle(configuration, role: .consumer(group: group), signal: thread.signal)
    self.handle = handle
    self.group = group
    self.logger = logger
    metrics = KafkaMetrics(direction: "consumed", clientID: configuration.clientID)
    do throws(KafkaError) {
      queries = try QueryLane(handle, name: "kafka-queries")
      let code = PartitionList(topics: topics).lend { rd_kafka_subscribe(handle.client, $0) }
      guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(code, "subscribing to \(topics.joined(separator: ", "))") }
    } catch {
      handle.destroy()
      throw error
    }
    try thread.start { [weak self] in self?.assumeIsolated { $0.wake() } }
  }

  /// The next thing that happens: records, a rebalance, an error, or `.idle` when `timeout` passes without any.
  ///
  /// A batch has at most `maxRecords` records and ends with the one that reaches `maxBytes` of keys, values and headers.
  /// Returns within milliseconds of a record's arrival. Throws `CancellationError`, `closed`, or `usage` when two tasks read.
  public func next(maxRecords: Int, maxBytes: Int, timeout: Duration) async throws -> KafkaConsumerEvent {
    guard !isReading else { throw KafkaError.usage("two tasks call next on one Kafka consumer") }
    isReading = true
    defer { isReading = false }
    let deadline = ContinuousClock.now + timeout
    while true {
      try Task.checkCancellation()
      guard !isClosed else { throw KafkaError.closed }
      if let event = take(maxRecords: max(1, maxRecords), maxBytes: max(1, maxBytes)) { return event }
      let now = ContinuousClock.now
      guard now < deadline else { return .idle }
      // Back within a second even when nothing arrives: only polling shows librdkafka that the reader is alive.
      await sleep(until: min(deadline, now + .seconds(1)))
    }
  }

  /// Leaves the group and frees the client; commits under way are finished first. A waiting `next` throws `closed`. Idempotent.
  public func close() async {
    guard !isClosed else { return }
    isClosed = true
    wake()
    await queries.end()
    let mayBeFreed = awaitFirstAssignment()
    leaveGroup()
    if mayBeFreed { handle.destroy() }
    logger.info("Kafka consumer closed", metadata: ["group": "\(group)"])
  }

  /// The id of the cluster that this consumer reads from; a retriable error when no broker answers within 5 s.
  public var clusterID: String {
    get async throws { try await queries.ask { try $0.clusterID(milliseconds: 5_000) } }
  }

  /// The range of offsets that each partition holds; reading goes on meanwhile. A retriable error when a leader does not
  /// answer within 5 s.
  public func watermarks(_ partitions: [KafkaTopicPartition]) async throws -> [KafkaTopicPartition: KafkaWatermarks] {
    try await queries.ask { try $0.watermarks(partitions, milliseconds: 5_000) }
  }

  // MARK: Waiting

  /// Suspends until the thread wakes: events in the queue, the deadline, cancellation, closing, or nothing at all.
  private func sleep(until deadline: ContinuousClock.Instant) async {
    thread.wake(at: deadline)
    let signal = thread.signal
    await withTaskCancellationHandler {
      await withCheckedContinuation { waiter = $0 }
    } onCancel: {
      signal.raise()
    }
  }

  private func wake() {
    waiter?.resume()
    waiter = nil
  }

  // MARK: Reading

  /// Drains the queue without waiting, one event a poll: `rd_kafka_consume_batch_queue` loses offsets in librdkafka 2.0.2.
  private func take(maxRecords: Int, maxBytes: Int) -> KafkaConsumerEvent? {
    if let event = held {
      held = nil
      return event
    }
    var batch = RecordBatch()
    while batch.records.count < maxRecords, batch.bytes < maxBytes, let event = handle.poll() {
      if event.type == RD_KAFKA_EVENT_FETCH {
        batch.append(event)
      } else if let other = interpret(event) {
        guard !batch.records.isEmpty else { return other }
        held = other
        break
      }
    }
    guard !batch.records.isEmpty else { return nil }
    for (topic, flow) in batch.flows { metrics.count(records: flow.records, bytes: flow.bytes, topic: topic) }
    return .records(batch.records)
  }

  /// What an event other than a record means to the caller; nil when it is dealt with here.
  private func interpret(_ event: borrowing ClientEvent) -> KafkaConsumerEvent? {
    switch event.type {
    case RD_KAFKA_EVENT_REBALANCE:
      return rebalance(event)
    case RD_KAFKA_EVENT_OFFSET_COMMIT:
      if let error = event.error(in: handle) { commitFailed(error) }
      return nil
    case RD_KAFKA_EVENT_LOG:
      event.log(to: logger)
      return nil
    default:
      guard let error = event.error(in: handle) else { return nil }
      metrics.count(failure: error)
      return .error(error)
    }
  }

  private func rebalance(_ event: borrowing ClientEvent) -> KafkaConsumerEvent {
    let list = rd_kafka_event_topic_partition_list(event.pointer).map { UnsafePointer($0) }
    let partitions = PartitionList.entries(list).map(\.partition).sorted()
    switch rd_kafka_event_error(event.pointer) {
    case RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS:
      wasAssigned = true
      unanswered = .assigned(Set(partitions))
      return .assigned(partitions)
    case RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS:
      unanswered = .revoked(Set(partitions))
      return .revoked(partitions, lost: rd_kafka_assignment_lost(handle.client) != 0)
    case let code:
      // A failed rebalance: librdkafka asks for the assignment to be given up, and joins again.
      rd_kafka_assign(handle.client, nil)
      return .error(KafkaError(code))
    }
  }

  /// The database holds the truth, so a failed mirror is worth a line and a count and nothing more: the next one repeats it.
  func commitFailed(_ error: KafkaError) {
    guard error.code != RD_KAFKA_RESP_ERR__NO_OFFSET.rawValue else { return }
    metrics.count(failure: error)
    logger.warning("Kafka offset mirror failed", metadata: ["group": "\(group)", "error": "\(error)"])
  }

  // MARK: Leaving

  /// Answers every rebalance until librdkafka has left the group. Bounded: a broker that is away does not hold us up.
  private func leaveGroup() {
    if case .assigned = unanswered { rd_kafka_assign(handle.client, nil) }
    if case .revoked(let partitions) = unanswered { giveUp(partitions) }
    unanswered = nil
    if let error = KafkaError(consuming: rd_kafka_consumer_close_queue(handle.client, handle.queue)) {
      logger.warning("Kafka consumer cannot leave its group", metadata: ["group": "\(group)", "error": "\(error)"])
      return
    }
    let deadline = ContinuousClock.now + .seconds(10)
    while rd_kafka_consumer_closed(handle.client) == 0, ContinuousClock.now < deadline {
      guard let event = handle.poll(milliseconds: 50) else { continue }
      switch event.type {
      case RD_KAFKA_EVENT_REBALANCE:
        if case .revoked(let partitions, _) = rebalance(event) { giveUp(partitions) } else { rd_kafka_assign(handle.client, nil) }
      case RD_KAFKA_EVENT_FETCH:
        continue
      default:
        _ = interpret(event)
      }
    }
  }

  /// A cooperative member that is freed between joining and its first assignment makes librdkafka before 2.3 abort the program.
  ///
  /// - Returns: false when the assignment does not come in time. The client has to be kept then; closing is mostly the program's end.
  private func awaitFirstAssignment() -> Bool {
    let deadline = ContinuousClock.now + .seconds(3)
    while !wasAssigned, isCooperative {
      guard ContinuousClock.now < deadline else { return false }
      guard let event = handle.poll(milliseconds: 50), event.type != RD_KAFKA_EVENT_FETCH else { continue }
      _ = interpret(event)
    }
    return true
  }

  /// Whether the group has chosen how it assigns, and this is it.
  private var isCooperative: Bool {
    rd_kafka_rebalance_protocol(handle.client).map { String(cString: $0) } == "COOPERATIVE"
  }

  private func giveUp(_ partitions: some Collection<KafkaTopicPartition>) {
    if KafkaError(consuming: PartitionList(partitions).lend { rd_kafka_incremental_unassign(handle.client, $0) }) != nil {
      rd_kafka_assign(handle.client, nil)
    }
  }
}
