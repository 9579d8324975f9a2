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
  private var generation: Int64 = 0
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

  mutating func run() async throws {
    let start = try await connection.withTransaction { try await RelayPositionStore.lead(in: $0) }
    (position, generation) = (start.position, start.generation)
    if let known = start.cluster, known != cluster {
      try await refill(insteadOf: known)
    } else {
      try await skipPublished()
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
    try await publish(rows)
    position = advanced
    try await mark()
    return rows.count
  }

  /// Passes over what a predecessor has sent and not marked, so that no subject's versions go back on a topic.
  private mutating func skipPublished() async throws {
    let current = position
    let (rows, snapshot) = try await connection.withTransaction {
      try await OutboxStore.next(after: current, limit: Self.maximumRows, in: $0)
    }
    guard !rows.isEmpty else { return }
    let tail = PublishedTail(configuration: configuration, service: database.service, logger: logger)
    let known = try await tail.published(of: rows)
    guard !known.isEmpty else { return }
    logger.info("Records were sent before and not marked", metadata: ["records": "\(known.count)"])
    let missing = rows.filter { !known.contains($0.id) }
    try await publish(missing)
    position = position.advanced(past: rows.map(\.id), under: snapshot, sawAll: rows.count < Self.maximumRows)
    try await mark()
  }

  private var lookFrom: RelayPosition {
    configuration.sabotage == .unguardedRelay ? RelayPosition(upTo: position.upTo) : position
  }

  private func publish(_ rows: [OutboxRow]) async throws {
    let refused = try await publisher.publish(rows)
    configuration.failPoints.hit(.relayAfterAcknowledgement)
    guard !refused.isEmpty else { return }
    logger.error("The broker refuses records of the outbox", metadata: ["ids": "\(refused.map(\.id))", "reason": "\(refused[0].reason)"])
    try await connection.withTransaction { try await OutboxStore.refuse(refused, in: $0) }
  }

  private func mark() async throws {
    let (position, cluster, generation) = (position, cluster, generation)
    try await connection.withTransaction {
      try await RelayPositionStore.mark(position, cluster: cluster, generation: generation, in: $0)
    }
  }

  // MARK: - Another broker

  /// Sends again what a broker without our data lacks. The new cluster is marked at the end, so that an interrupted refill starts over.
  private func refill(insteadOf known: String) async throws {
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
