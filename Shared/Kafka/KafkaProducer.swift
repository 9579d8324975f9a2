import CLibrdkafka
public import Logging
import Metrics
import Synchronization

/// An idempotent producer, on a thread of its own: a record is written once per `publish`, in order per partition.
///
/// Memory is bounded: 100,000 records and 32 MiB wait locally, and `publish` waits for room. Close it explicitly; a producer that is
/// only dropped leaks its client.
public actor KafkaProducer {
  private nonisolated let thread: ClientThread
  public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }
  private let configuration: KafkaConfiguration
  private let deliveryTimeout: Duration?
  private let logger: Logger
  private let latency: Metrics.Timer
  private var metrics: KafkaMetrics

  private var client: ProducerClient
  private var batches: [UInt32: PublishBatch] = [:]
  private var lastBatch: UInt32 = 0
  /// Records that librdkafka has and has not reported on.
  private var inFlight = 0
  /// Publishing tasks that wait for room in the local queue, and a close that waits for the last report.
  private var waiters: [CheckedContinuation<Void, Never>] = []
  private var isClosing = false
  private var isDestroyed = false
  private var fatal: KafkaError?
  private let cancelled = CancelledBatches()

  /// Throws `configuration` when a property is unknown, invalid or fixed. Does not wait for a broker.
  /// - Parameter deliveryTimeout: how long one record may wait for its acknowledgement. nil, no limit, keeps the order whatever
  ///   happens; with a limit, later records of a partition can be acknowledged although an earlier one has failed.
  public init(_ configuration: KafkaConfiguration, deliveryTimeout: Duration? = nil, logger: Logger) throws(KafkaError) {
    thread = try ClientThread(name: "kafka-producer")
    let handle = try ClientHandle(configuration, role: .producer(deliveryTimeout: deliveryTimeout), signal: thread.signal)
    client = ProducerClient(handle)
    self.configuration = configuration
    self.deliveryTimeout = deliveryTimeout
    self.logger = logger
    metrics = KafkaMetrics(direction: "published", clientID: configuration.clientID)
    latency = Timer(label: "kafka_publish_seconds", dimensions: [("client", configuration.clientID)])
    do throws(KafkaError) {
      try thread.start { [weak self] in self?.assumeIsolated { $0.wake() } }
    } catch {
      handle.destroy()
      throw error
    }
  }

  /// Publishes the records and waits for every acknowledgement; the results stand in the records' order.
  ///
  /// Records of one partition are written in the order given. A full local queue makes this wait. A record that cannot be sent
  /// (too large, unknown topic) fails alone. When the task is cancelled or the producer closed, what is not acknowledged by then
  /// fails as `cancelled`, `closed` or `_PURGE_…`: it may have arrived or not, so publishing it again can double it.
  public func publish(_ records: [KafkaProducerRecord]) async -> [Result<KafkaDelivery, KafkaError>] {
    guard !records.isEmpty else { return [] }
    let start = ContinuousClock.now
    let batch = openBatch(records.count)
    let cancelled = cancelled
    let signal = thread.signal
    let id = batch.id
    await withTaskCancellationHandler {
      await enqueue(records, batch)
      if batch.unanswered > 0 { await withCheckedContinuation { batch.waiter = $0 } }
    } onCancel: {
      cancelled.add(id)
      signal.raise()
    }
    batches[id] = nil
    latency.recordNanoseconds((ContinuousClock.now - start).nanoseconds)
    return outcome(records, batch)
  }

  /// Returns when no record is on its way any more, true, or when the time is over, false.
  public func flush(within limit: Duration = .seconds(30)) async -> Bool {
    let deadline = ContinuousClock.now + limit
    drain()
    while inFlight > 0, !isDestroyed, ContinuousClock.now < deadline, !Task.isCancelled {
      thread.wake(at: deadline)
      await nextWake()
    }
    return inFlight == 0
  }

  /// Takes no more records, waits up to `limit` for those on their way, gives the rest up and frees the client. Idempotent.
  public func close(within limit: Duration = .seconds(10)) async {
    guard !isClosing else { return }
    isClosing = true
    if await !flush(within: limit) {
      logger.warning("Kafka producer closes with records unacknowledged", metadata: ["records": "\(inFlight)"])
      client.purge()
      let deadline = ContinuousClock.now + .seconds(5)
      while inFlight > 0, ContinuousClock.now < deadline {
        if let event = client.handle.poll(milliseconds: 50) { handle(event) }
      }
    }
    isDestroyed = true
    client.destroy()
    for batch in batches.values { batch.answerRest(.closed) }
    resumeWaiters()
  }

  /// The id of the cluster that this producer writes to. Holds up publishing while it waits for a broker, up to 5 s.
  public func clusterID() throws -> String {
    guard !isClosing else { throw KafkaError.closed }
    return try client.handle.clusterID(milliseconds: 5_000)
  }

  // MARK: Sending

  private func openBatch(_ count: Int) -> PublishBatch {
    repeat { lastBatch &+= 1 } while lastBatch == 0 || batches[lastBatch] != nil
    let batch = PublishBatch(id: lastBatch, count: count)
    batches[lastBatch] = batch
    return batch
  }

  /// Hands the records to librdkafka one by one; the same record is tried again after waiting, so that order is kept.
  private func enqueue(_ records: [KafkaProducerRecord], _ batch: PublishBatch) async {
    var index = 0
    // A batch can be answered from elsewhere: cancellation, or a client that cannot be replaced.
    while index < records.count, batch.unanswered > 0 {
      if Task.isCancelled || batch.isCancelled { return batch.answerRest(.cancelled) }
      if isClosing { return failUnsent(from: index, of: records.count, batch) }
      if fatal != nil {
        await renew()
        continue
      }
      switch client.produce(records[index], opaque: batch.opaque(index)) {
      case nil:
        inFlight += 1
        index += 1
        // Reports are taken while sending: they hold the memory of their records until then.
        if index.isMultiple(of: 1024) { drain() }
      case RD_KAFKA_RESP_ERR__QUEUE_FULL?:
        if !drain() { await nextWake() }
      case RD_KAFKA_RESP_ERR__FATAL?:
        fatal = client.handle.fatalError() ?? KafkaError(RD_KAFKA_RESP_ERR__FATAL, isFatal: true)
      case let code?:
        batch.answer(index, .failure(KafkaError(code, at: target(records[index]))))
        index += 1
      }
    }
  }

  private func failUnsent(from first: Int, of count: Int, _ batch: PublishBatch) {
    for index in first..<count { batch.answer(index, .failure(.closed)) }
  }

  private func target(_ record: KafkaProducerRecord) -> KafkaTopicPartition {
    KafkaTopicPartition(topic: record.topic, partition: record.partition ?? -1)
  }

  /// Replaces a client that librdkafka has declared unusable. What it had not delivered fails with the fatal error; the caller,
  /// who knows the order, publishes it again.
  private func renew() async {
    client.purge()
    while inFlight > 0, !isClosing, !Task.isCancelled {
      if !drain() { await nextWake() }
    }
    guard let cause = fatal, inFlight == 0, !isClosing else { return }
    do {
      let role = ClientRole.producer(deliveryTimeout: deliveryTimeout)
      let handle = try ClientHandle(configuration, role: role, signal: thread.signal)
      client.destroy()
      client = ProducerClient(handle)
      fatal = nil
      logger.error("Kafka producer replaced after a fatal error", metadata: ["error": "\(cause)"])
    } catch {
      // The same settings have worked before: out of descriptors or threads. Whoever waits is told.
      logger.critical("Kafka producer cannot be replaced", metadata: ["error": "\(error)"])
      for batch in batches.values { batch.answerRest(error) }
    }
  }

  private func outcome(_ records: [KafkaProducerRecord], _ batch: PublishBatch) -> [Result<KafkaDelivery, KafkaError>] {
    var results: [Result<KafkaDelivery, KafkaError>] = []
    results.reserveCapacity(records.count)
    var run = (topic: records[0].topic, records: 0, bytes: 0)
    for (record, result) in zip(records, batch.results) {
      switch result {
      case .success(let delivery):
        if record.topic != run.topic {
          metrics.count(records: run.records, bytes: run.bytes, topic: run.topic)
          run = (record.topic, 0, 0)
        }
        run.records += 1
        run.bytes += record.size
        results.append(.success(delivery))
      case .failure(let error):
        metrics.count(failure: error)
        results.append(.failure(error))
      case nil:
        results.append(.failure(.cancelled))
      }
    }
    if run.records > 0 { metrics.count(records: run.records, bytes: run.bytes, topic: run.topic) }
    return results
  }

  // MARK: Reports

  /// Suspends until the thread wakes.
  private func nextWake() async {
    let signal = thread.signal
    await withTaskCancellationHandler {
      await withCheckedContinuation { waiters.append($0) }
    } onCancel: {
      signal.raise()
    }
  }

  private func wake() {
    for id in cancelled.take() {
      batches[id]?.isCancelled = true
      batches[id]?.answerRest(.cancelled)
    }
    drain()
    resumeWaiters()
  }

  private func resumeWaiters() {
    let ready = waiters
    waiters = []
    for waiter in ready { waiter.resume() }
  }

  /// Takes all reports that are there; false when there were none.
  @discardableResult
  private func drain() -> Bool {
    guard !isDestroyed else { return false }
    var found = false
    while let event = client.handle.poll() {
      handle(event)
      found = true
    }
    return found
  }

  private func handle(_ event: borrowing ClientEvent) {
    switch event.type {
    case RD_KAFKA_EVENT_DR:
      deliver(event)
    case RD_KAFKA_EVENT_LOG:
      event.log(to: logger)
    default:
      guard let error = event.error(in: client.handle) else { return }
      metrics.count(failure: error)
      if error.isFatal { fatal = error }
      error.log(to: logger)
    }
  }

  private func deliver(_ event: borrowing ClientEvent) {
    var current: PublishBatch?
    while let message = rd_kafka_event_message_next(event.pointer) {
      inFlight -= 1
      let (id, index) = PublishBatch.split(ronda_kafka_opaque(message))
      if current?.id != id { current = batches[id] }
      // A batch that was cancelled is gone; its records' reports are only counted.
      guard let current else { continue }
      if message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR {
        current.answer(index, .success(KafkaDelivery(partition: message.pointee.partition, offset: message.pointee.offset)))
      } else {
        let topic = String(cString: rd_kafka_topic_name(message.pointee.rkt))
        let target = KafkaTopicPartition(topic: topic, partition: message.pointee.partition)
        let isFatal = message.pointee.err == RD_KAFKA_RESP_ERR__FATAL
        current.answer(index, .failure(KafkaError(message.pointee.err, isRetriable: isFatal ? true : nil, at: target)))
      }
    }
  }
}

extension KafkaProducer {
  /// Batches whose task was cancelled, noted from any thread and taken on the producer's.
  fileprivate final class CancelledBatches: Sendable {
    private let ids = Mutex<[UInt32]>([])

    func add(_ id: UInt32) { ids.withLock { $0.append(id) } }

    func take() -> [UInt32] {
      ids.withLock { ids in
        let taken = ids
        ids = []
        return taken
      }
    }
  }
}

extension Duration {
  /// Whole nanoseconds, for metrics.
  var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
