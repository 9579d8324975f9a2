import Contracts
import Messaging
import Postgres

/// A record that could not be used, by its place on the topic. The record itself is in the dead letters.
struct Reject: Sendable {
  /// `topic/partition/offset`.
  let origin: String
  let error: RecordError

  init(origin: String, error: RecordError) {
    self.origin = origin
    self.error = error
  }

  /// A payment that waited for its account and could not be applied to it. Its record was taken long ago and is not in the dead letters.
  init(_ late: LateReject) {
    self.init(origin: late.origin, error: late.error)
  }
}

/// The SQL of the list of rejects.
enum RejectStore {
  /// A record that is read again from the topic is listed once, with the newest reason.
  static func insert(_ rejects: [Reject], at now: Instant, in transaction: PostgresTransaction) async throws {
    guard !rejects.isEmpty else { return }
    let newest = rejects.reduce(into: [:]) { $0[$1.origin] = $1 }.values.sorted { $0.origin < $1.origin }
    try await transaction.execute(
      """
      insert into reject (origin, code, field, message, rejected_at)
      select *, \(now) from unnest(
        \(newest.map(\.origin)), \(newest.map(\.error.code.rawValue)), \(newest.map(\.error.field)), \(newest.map(\.error.message)))
      on conflict (origin) do update set code = excluded.code, field = excluded.field, message = excluded.message,
        rejected_at = excluded.rejected_at
      """)
  }

  /// The newest first.
  static func page(after cursor: RejectCursor?, limit: Int, in transaction: PostgresTransaction) async throws -> [RejectView] {
    let rows = try await transaction.query(
      """
      select origin, code, field, message, rejected_at from reject
      where \(cursor?.rejectedAt)::timestamptz is null or (rejected_at, origin) < (\(cursor?.rejectedAt), \(cursor?.origin))
      order by rejected_at desc, origin desc limit \(Int64(limit))
      """)
    return try rows.map { row in
      RejectView(
        origin: try row.decode(String.self, "origin"), code: try row.decode(String.self, "code"),
        field: try row.decode(String.self, "field"), message: try row.decode(String.self, "message"),
        rejectedAt: try row.decode(Instant.self, "rejected_at"))
    }
  }
}
