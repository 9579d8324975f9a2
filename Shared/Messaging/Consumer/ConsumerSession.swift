import Contracts
import Kafka
import Logging
import Postgres
import ServiceLifecycle

/// One membership in a consumer group: which partitions are ours, and where each of them stands.
struct ConsumerSession: Sendable {
  let consumer: KafkaConsumer
  let applier: BatchApplier
  let configuration: MessagingConfiguration
  let logger: Logger
  /// The next offset of each partition that is ours.
  private var positions: [KafkaTopicPartition: Int64] = [:]

  init(consumer: KafkaConsumer, applier: BatchApplier, configuration: MessagingConfiguration, logger: Logger) {
    self.consumer = consumer
    self.applier = applier
    self.configuration = configuration
    self.logger = logger
  }

  mutating func run() async throws {
    var incoming = try await next(after: positions)
    while !Task.isShuttingDownGracefully, !Task.isCancelled {
      switch incoming {
      case .batches(let batches):
        incoming = try await apply(batches)
        continue
      case .assigned(let partitions):
        try await take(partitions)
      case .revoked(let partitions, let lost):
        logger.info("Partitions were taken away", metadata: ["partitions": "\(partitions.count)", "lost": "\(lost)"])
        for partition in partitions { positions[partition] = nil }
        try await consumer.unassign(partitions)
      case .nothing:
        break
      }
      incoming = try await next(after: positions)
    }
  }

  /// What the group has for us next.
  private enum Incoming: Sendable {
    /// Records, decoded: a batch for each topic.
    case batches([PulledBatch])
    case assigned([KafkaTopicPartition])
    case revoked([KafkaTopicPartition], lost: Bool)
    case nothing
  }

  /// - Parameter positions: where each of our partitions will stand when this is applied.
  private func next(after positions: [KafkaTopicPartition: Int64]) async throws -> Incoming {
    let event = try await consumer.next(
      maxRecords: configuration.maximumBatch, maxBytes: configuration.maximumBatchBytes, timeout: .milliseconds(500))
    switch event {
    case .records(let records):
      try await noteHoles(in: records, positions)
      let batches = PulledBatch.byTopic(records, positions: positions)
      return batches.isEmpty ? .nothing : .batches(batches.map { $0.decoded(by: applier.subscriptions) })
    case .assigned(let partitions): return .assigned(partitions)
    case .revoked(let partitions, let lost): return .revoked(partitions, lost: lost)
    case .idle: return .nothing
    case .error(let error):
      if error.isFatal { throw error }
      logger.warning("The broker reports an error", metadata: ["error": "\(error)"])
      return .nothing
    }
  }

  /// Applies the batches one after another, and meanwhile pulls and decodes what follows them.
  ///
  /// A transaction takes one topic only: locks are then taken in the one order that its handler keeps.
  private mutating func apply(_ batches: [PulledBatch]) async throws -> Incoming {
    configuration.failPoints.hit(.afterPoll)
    let (session, expected) = (self, batches.reduce(into: positions) { $0.merge($1.nextPositions) { $1 } })
    async let following = session.next(after: expected)
    for batch in batches {
      if configuration.sabotage == .offsetBeforeDatabase { try await commitFirst(batch.nextPositions) }
      guard try await applier.apply(batch) == .applied else {
        return try await resynchronise(batch, dropping: try await following)
      }
      positions.merge(batch.nextPositions) { $1 }
      configuration.consumed?.note(batch.nextPositions, of: consumer.group)
      await consumer.commit(batch.nextPositions)
    }
    return try await following
  }

  /// Another instance has moved one of our partitions on: read the truth and go on from there.
  private mutating func resynchronise(_ batch: PulledBatch, dropping following: Incoming) async throws -> Incoming {
    applier.metrics.fenced()
    logger.warning("A batch was dropped: another instance has applied these partitions", metadata: ["records": "\(batch.records.count)"])
    let cluster = applier.cluster
    let ours = Array(positions.keys)
    let truth = try await retrying { try await $0.read { try await ProgressStore.known(ours, cluster: cluster, in: $0) } }
    positions.merge(truth) { $1 }
    try await consumer.seek(positions)
    if case .batches = following { return .nothing }
    return following
  }

  private mutating func take(_ partitions: [KafkaTopicPartition]) async throws {
    var starts: [(partition: KafkaTopicPartition, start: Int64)] = []
    for (partition, low) in try await lowWatermarks(of: partitions) { starts.append((partition, low)) }
    let cluster = applier.cluster
    let firsts = starts
    let believed = configuration.sabotage == .offsetBeforeDatabase ? try await committedOffsets(of: partitions) : [:]
    let offsets = try await retrying { database in
      try await database.pool.withTransaction { transaction in
        let known = try await ProgressStore.offsets(of: firsts, cluster: cluster, in: transaction)
        guard !believed.isEmpty else { return known }
        try await ProgressStore.believe(believed, cluster: cluster, in: transaction)
        return known.merging(believed) { $1 }
      }
    }
    for (partition, low) in starts { try await noteHole(of: partition, expected: offsets[partition] ?? low, found: low) }
    let resume = firsts.reduce(into: [KafkaTopicPartition: Int64]()) { $0[$1.partition] = max(offsets[$1.partition] ?? $1.start, $1.start) }
    positions.merge(offsets) { $1 }
    configuration.consumed?.note(resume, of: consumer.group)
    logger.info("Partitions were assigned", metadata: ["partitions": "\(partitions.count)"])
    try await consumer.assign(at: resume.mapValues { .exact($0) })
  }

  /// Stores the offsets in Kafka and waits until they are there; nothing but sabotage does so before the database commits. The client can
  /// lose a commit without a word, so it is said again, and in the end gone on without.
  private func commitFirst(_ offsets: [KafkaTopicPartition: Int64]) async throws {
    for _ in 0..<500 {
      await consumer.commit(offsets)
      if try await committedOffsets(of: Array(offsets.keys)) == offsets { return }
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  /// What Kafka's copy of the offsets says; nothing but sabotage believes it.
  private func committedOffsets(of partitions: [KafkaTopicPartition]) async throws -> [KafkaTopicPartition: Int64] {
    let admin = try KafkaAdmin(configuration.kafka, logger: logger)
    do {
      let offsets = try await admin.committedOffsets(group: consumer.group, partitions: partitions)
      await admin.close()
      return offsets
    } catch {
      await admin.close()
      throw error
    }
  }

  // MARK: - Holes

  /// Compaction and aborted transactions leave gaps in the offsets; only what the broker has dropped is a hole.
  private func noteHoles(in records: [KafkaRecord], _ positions: [KafkaTopicPartition: Int64]) async throws {
    var seen: Set<KafkaTopicPartition> = []
    for record in records where seen.insert(record.topicPartition).inserted {
      guard let expected = positions[record.topicPartition], record.offset > expected else { continue }
      let low = try await lowWatermarks(of: [record.topicPartition])[record.topicPartition] ?? expected
      try await noteHole(of: record.topicPartition, expected: expected, found: min(low, record.offset))
    }
  }

  /// The first offset that the broker still has of each partition. Waits for a broker that is away.
  private func lowWatermarks(of partitions: [KafkaTopicPartition]) async throws -> [KafkaTopicPartition: Int64] {
    var retry = RetryDelay()
    while true {
      do {
        return try await consumer.watermarks(partitions).mapValues(\.low)
      } catch let error as KafkaError where error.isRetriable {
        logger.warning("The consumer waits for the broker", metadata: ["error": "\(error)"])
        try await retry.wait()
      }
    }
  }

  private func noteHole(of partition: KafkaTopicPartition, expected: Int64, found: Int64) async throws {
    guard found > expected else { return }
    applier.metrics.foundHole()
    logger.error(
      "The broker has dropped records before they were read",
      metadata: ["topic": "\(partition.topic)", "partition": "\(partition.partition)", "first": "\(expected)", "last": "\(found - 1)"])
    let cluster = applier.cluster
    try await retrying { database in
      try await database.pool.withTransaction {
        try await ProgressStore.noteHole(expected..<found, of: partition, cluster: cluster, in: $0)
      }
    }
  }

  // MARK: - Waiting

  private func retrying<Value: Sendable>(_ body: (ServiceDatabase) async throws -> Value) async throws -> Value {
    var retry = RetryDelay()
    while true {
      do {
        return try await body(applier.database)
      } catch let error as PostgresError where error.isTransient {
        if Task.isShuttingDownGracefully { throw CancellationError() }
        logger.warning("The database is tried again", metadata: ["error": "\(error)"])
        try await retry.wait()
      }
    }
  }
}
