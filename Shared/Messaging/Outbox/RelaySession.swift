import Contracts
import Kafka
import Logging
import Postgres

/// The work of the relay that leads.
struct RelaySession {
  /// Rows looked at once, and bytes sent at once.
  static let maximumRows = 2_000
  /// How long a row written by another process may wait to be seen.
  static let pollInterval = Duration.milliseconds(100)
  static let retentionDays: Int64 = 7
  private static let trimEvery = Seconds(3_600)

  let connection: PostgresConnection
  let publisher: OutboxPublisher
  let database: ServiceDatabase
  let configuration: MessagingConfiguration
  let logger: Logger
  let cluster: String
  private var position = RelayPosition()
  private(set) var generation: Int64 = 0
  /// Whether the broker has answered for everything that was sent.
  private(set) var isSettled = true
  /// Rows that a predecessor has sent and not marked.
  private var sentBefore: Set<Int64> = []
  private var trimmedAt = Instant(milliseconds: 0)
  private let compacted = Topics.all.filter(\.isCompacted).map(\.name)

  init(
    connection: PostgresConnection, publisher: OutboxPublisher, database: ServiceDatabase, configuration: MessagingConfiguration,
    logger: Logger, cluster: String
  ) {
    self.connection = connection
    self.publisher = publisher
    self.database = database
    self.configuration = configuration
    self.logger = logger
    self.cluster = cluster
  }

  /// - Parameter settled: the last generation that is known to have left nothing on its way.
  mutating func run(after settled: Int64?) async throws {
    let start = try await connection.withTransaction { try await RelayPositionStore.lead(in: $0) }
    (position, generation) = (start.position, start.generation)
    if let known = start.cluster, known != cluster {
      try await refill(insteadOf: known)
    } else {
      try await recallSent(isPredecessorSettled: generation == 1 || generation - 1 == settled)
    }
    while !Task.isCancelled {
      let sent = try await publishNext()
      if sent == 0 {
        try await trimIfDue()
        await database.signal.wait(atMost: Self.pollInterval)
      }
    }
  }

  private mutating func publishNext() async throws -> Int {
    let current = lookFrom
    let (rows, snapshot) = try await connection.withTransaction {
      try await OutboxStore.next(after: current, limit: Self.maximumRows, in: $0)
    }
    let advanced = position.advanced(past: rows.map(\.id), under: snapshot, sawAll: rows.count < Self.maximumRows)
    guard !rows.isEmpty || advanced != position else { return 0 }
    try await publish(rows.filter { !sentBefore.contains($0.id) })
    if !sentBefore.isEmpty { sentBefore.subtract(rows.map(\.id)) }
    position = advanced
    try await mark()
    return rows.count
  }

  /// Finds out what a predecessor has sent and not marked, so that no subject's versions go back on a topic.
  ///
  /// Rows that have filled gaps since may stand among those, so that they need not be in the first look.
  private mutating func recallSent(isPredecessorSettled: Bool) async throws {
    let current = position
    let topics = try await connection.withTransaction { try await OutboxStore.topics(after: current, in: $0) }
    guard !topics.isEmpty else { return }
    let tail = PublishedTail(
      topics: topics.map { configuration.prefix + $0 }, configuration: configuration, service: database.service, generation: generation,
      logger: logger)
    let known = try await whileLeading {
      if !isPredecessorSettled {
        // First to every broker and then the wait: one that hangs would hold back our questions as well as old records.
        try await tail.reach()
        try await Task.sleep(for: LeadWatch.handover)
      }
      return try await tail.positions()
    }
    sentBefore = known.filter { !current.isPast($0) }
    if !sentBefore.isEmpty { logger.info("Records were sent before and not marked", metadata: ["records": "\(sentBefore.count)"]) }
  }

  private var lookFrom: RelayPosition {
    configuration.sabotage == .unguardedRelay ? RelayPosition(upTo: position.upTo) : position
  }

  private mutating func publish(_ rows: [OutboxRow]) async throws {
    let refused = try await send(rows)
    configuration.failPoints.hit(.relayAfterAcknowledgement)
    guard !refused.isEmpty else { return }
    logger.error("The broker refuses records of the outbox", metadata: ["ids": "\(refused.map(\.id))", "reason": "\(refused[0].reason)"])
    try await connection.withTransaction { try await OutboxStore.refuse(refused, in: $0) }
  }

  /// Sends for as long as the session lives that says who leads.
  private mutating func send(_ rows: [OutboxRow]) async throws -> [(id: Int64, reason: String)] {
    isSettled = false
    let publisher = publisher
    let refused = try await whileLeading { try await publisher.publish(rows) }
    isSettled = true
    return refused
  }

  /// Keeps the session in use, and gives up when it is lost.
  private func whileLeading<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
    let watch = LeadWatch(connection: connection, publisher: publisher)
    return try await withThrowingTaskGroup(of: Value.self) { group in
      group.addTask { try await body() }
      group.addTask { try await watch.run() }
      defer { group.cancelAll() }
      guard let value = try await group.next() else { throw CancellationError() }
      return value
    }
  }

  private func mark() async throws {
    let (position, cluster, generation) = (position, cluster, generation)
    try await connection.withTransaction {
      try await RelayPositionStore.mark(position, cluster: cluster, generation: generation, in: $0)
    }
  }

  // MARK: - Another broker

  /// Sends again what a broker without our data lacks. The new cluster is marked at the end, so that an interrupted refill starts over.
  private mutating func refill(insteadOf known: String) async throws {
    let accepted = try await connection.withTransaction { try await RelayPositionStore.acceptedCluster(in: $0) }
    guard configuration.kafka.embedded || accepted == cluster else {
      throw ClusterChanged(service: database.service, known: known, found: cluster)
    }
    var last: Int64 = 0
    var count = 0
    let (upTo, compacted) = (position.upTo, compacted)
    while true {
      let after = last
      let rows = try await connection.withTransaction { transaction in
        let ids = try await RelayPositionStore.refillIDs(
          upTo: upTo, compacted: compacted, after: after, limit: Self.maximumRows, in: transaction)
        return try await RelayPositionStore.rows(ids, in: transaction)
      }
      guard let end = rows.last?.id else { break }
      // What stands in a gap was never published: it goes the usual way afterwards, once.
      let gaps = position.gaps
      try await publish(rows.filter { row in !gaps.contains { $0.first <= row.id && row.id <= $0.last } })
      last = end
      count += rows.count
      logger.info("Refilling the broker from the outbox", metadata: ["records": "\(count)"])
    }
    try await mark()
  }

  // MARK: - Retention

  private mutating func trimIfDue() async throws {
    let now = database.clock.now
    guard now.seconds(since: trimmedAt) >= Self.trimEvery else { return }
    trimmedAt = now
    let (upTo, compacted) = (position.upTo, compacted)
    let horizon = now.advanced(milliseconds: -Self.retentionDays * 86_400_000)
    let trimmed = try await connection.withTransaction {
      try await OutboxStore.trim(olderThan: horizon, upTo: upTo, compacted: compacted, in: $0)
    }
    if trimmed > 0 { logger.info("Old rows left the outbox", metadata: ["rows": "\(trimmed)"]) }
  }
}
