import Postgres

/// The SQL of the relay's position and leadership.
enum RelayPositionStore {
  /// Takes the lead. Whoever led before notices at its next mark, since the generation has moved on.
  static func lead(in transaction: PostgresTransaction) async throws -> (position: RelayPosition, cluster: String?, generation: Int64) {
    let row = try await transaction.first(
      """
      insert into relay_position (singleton, up_to, gaps, generation) values (true, 0, '{}', 1)
      on conflict (singleton) do update set generation = relay_position.generation + 1
      returning up_to, gaps, cluster, generation
      """)
    guard let row else { throw LostLead() }
    let numbers = try row.decode([Int64].self, "gaps")
    let gaps = stride(from: 0, to: numbers.count, by: 3).map {
      RelayPosition.Gap(first: numbers[$0], last: numbers[$0 + 1], horizon: numbers[$0 + 2])
    }
    return (
      RelayPosition(upTo: try row.decode(Int64.self, "up_to"), gaps: gaps), try row.decodeOptional(String.self, "cluster"),
      try row.decode(Int64.self, "generation")
    )
  }

  /// Marks what was acknowledged. Throws `LostLead` when another relay has taken over.
  static func mark(_ position: RelayPosition, cluster: String, generation: Int64, in transaction: PostgresTransaction) async throws {
    let numbers = position.gaps.flatMap { [$0.first, $0.last, $0.horizon] }
    let marked = try await transaction.execute(
      """
      update relay_position set up_to = \(position.upTo), gaps = \(numbers), cluster = \(cluster), marked_at = now()
      where generation = \(generation)
      """)
    guard marked == 1 else { throw LostLead() }
  }

  /// Lets the relay refill `cluster` instead of refusing to work with it.
  static func acceptCluster(_ cluster: String, in transaction: PostgresTransaction) async throws {
    try await transaction.execute("update relay_position set accepted_cluster = \(cluster)")
  }

  static func acceptedCluster(in transaction: PostgresTransaction) async throws -> String? {
    try await transaction.first("select accepted_cluster from relay_position")?.decodeOptional(String.self, "accepted_cluster")
  }

  /// What a broker that has nothing of ours must be given: every fact, and of each key of a compacted topic the newest record.
  static func refillIDs(upTo position: Int64, compacted: [String], after id: Int64, limit: Int, in transaction: PostgresTransaction)
    async throws
    -> [Int64]
  {
    let rows = try await transaction.query(
      """
      select o.id from outbox o
      where o.id > \(id) and o.id <= \(position)
        and (o.topic <> all(\(compacted)) or not exists (
          select from outbox newer where newer.topic = o.topic and newer.key = o.key and newer.id > o.id))
      order by o.id limit \(Int64(limit))
      """)
    return try rows.map { try $0.decode(Int64.self, "id") }
  }

  static func rows(_ ids: [Int64], in transaction: PostgresTransaction) async throws -> [OutboxRow] {
    let rows = try await transaction.query("select id, topic, key, headers, value from outbox where id = any(\(ids)) order by id")
    return try rows.map { row in
      OutboxRow(
        id: try row.decode(Int64.self, "id"),
        record: OutgoingRecord(
          topic: try row.decode(String.self, "topic"), key: try row.decodeOptional([UInt8].self, "key"),
          headers: try row.decode([UInt8].self, "headers"), value: try row.decodeOptional([UInt8].self, "value")))
    }
  }
}

/// Another relay of the same schema has taken over.
struct LostLead: Error {}
