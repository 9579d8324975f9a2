import Contracts
import FoundationEssentials
import Messaging
import Postgres

/// The SQL of imports.
enum ImportStore {
  static func start(
    _ id: ImportID, _ options: ImportOptions, businessDate: CalendarDate, at now: Instant, in transaction: PostgresTransaction
  ) async throws {
    // What imports that broke off have left behind.
    try await transaction.execute(
      """
      delete from import_seen where import_id in (
        select import_id from import where state <> 'running' or started_at < \(now.advanced(milliseconds: -86_400_000)))
      """)
    try await transaction.execute(
      """
      insert into import (import_id, kind, is_full, business_date, state, bytes_total, creditor_ids, started_by, started_at)
      values (\(id), \(options.kind.rawValue), \(options.isFull), \(businessDate), 'running', \(options.totalBytes), \(options.creditorIDs),
        \(options.startedBy), \(now))
      on conflict (import_id) do nothing
      """)
  }

  static func progress(_ summary: ImportSummary, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      update import set rows_read = \(summary.read), rows_created = \(summary.created), rows_updated = \(summary.updated),
        rows_unchanged = \(summary.unchanged), rows_rejected = \(summary.rejected), accounts_deactivated = \(summary.deactivated),
        rows_warned = \(summary.warned), bytes_read = \(summary.bytesRead)
      where import_id = \(summary.importID)
      """)
  }

  /// The counts as they were committed last.
  static func summary(of id: ImportID, in transaction: PostgresTransaction) async throws -> ImportSummary {
    var summary = ImportSummary(importID: id)
    guard
      let row = try await transaction.first(
        """
        select rows_read, rows_created, rows_updated, rows_unchanged, rows_rejected, accounts_deactivated, rows_warned, bytes_read
        from import where import_id = \(id) for update
        """)
    else { return summary }
    (summary.read, summary.created, summary.updated) = (try row.decode(at: 0), try row.decode(at: 1), try row.decode(at: 2))
    (summary.unchanged, summary.rejected, summary.deactivated) = (try row.decode(at: 3), try row.decode(at: 4), try row.decode(at: 5))
    (summary.warned, summary.bytesRead) = (try row.decode(at: 6), try row.decode(at: 7))
    return summary
  }

  static func finish(
    _ summary: ImportSummary, creditors: [CreditorID], at now: Instant, in transaction: PostgresTransaction
  ) async throws {
    try await progress(summary, in: transaction)
    try await transaction.execute(
      """
      update import set state = 'completed', finished_at = \(now),
        creditor_ids = case when cardinality(\(creditors)) > 0 then \(creditors) else creditor_ids end
      where import_id = \(summary.importID)
      """)
    try await transaction.execute("delete from import_seen where import_id = \(summary.importID)")
  }

  static func fail(_ id: ImportID, because reason: String, at now: Instant, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      "update import set state = 'failed', finished_at = \(now), failure = \(reason) where import_id = \(id)")
    try await transaction.execute("delete from import_seen where import_id = \(id)")
  }

  /// Notes that the file names these accounts or supplements, and answers which of them it names for the first time.
  @discardableResult
  static func see(_ subjects: [UUID], _ id: ImportID, in transaction: PostgresTransaction) async throws -> Set<UUID> {
    guard !subjects.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      insert into import_seen (import_id, subject_id) select \(id), * from unnest(\(subjects))
      on conflict do nothing returning subject_id
      """)
    return Set(try rows.map { try $0.decode(UUID.self, "subject_id") })
  }

  static func add(_ errors: [ImportError], to id: ImportID, in transaction: PostgresTransaction) async throws {
    guard !errors.isEmpty else { return }
    // PostgreSQL has no text with a NUL character.
    let raw = errors.map { $0.raw.utf8.contains(0) ? $0.raw.replacing("\0", with: "\u{FFFD}") : $0.raw }
    try await transaction.execute(
      """
      insert into import_error (import_id, line, column_name, code, message, raw)
      select \(id), * from unnest(
        \(errors.map { Int64($0.line) }), \(errors.map(\.column)), \(errors.map(\.code)), \(errors.map(\.message)), \(raw))
      on conflict (import_id, line) do nothing
      """)
  }

  // MARK: - Reading

  /// The newest first; for a viewer with a creditor scope only those whose file was about these creditors. A file that is about no creditor,
  /// such as one that excludes persons, belongs to the creditors of who imported it.
  static func page(_ scope: [CreditorID], after cursor: Instant?, limit: Int, in transaction: PostgresTransaction) async throws
    -> [ImportView]
  {
    let rows = try await transaction.query(
      """
      select \(unsafeRaw: columns) from import
      where (cardinality(\(scope)) = 0 or (cardinality(creditor_ids) > 0 and creditor_ids <@ \(scope))) and (\(cursor)::timestamptz is null or started_at < \(cursor))
      order by started_at desc, import_id limit \(Int64(limit))
      """)
    return try rows.map(view)
  }

  static func find(_ id: ImportID, _ scope: [CreditorID], in transaction: PostgresTransaction) async throws -> ImportView? {
    let row = try await transaction.first(
      """
      select \(unsafeRaw: columns) from import
      where import_id = \(id) and (cardinality(\(scope)) = 0 or (cardinality(creditor_ids) > 0 and creditor_ids <@ \(scope)))
      """)
    return try row.map(view)
  }

  /// In the order of the lines, after `line`.
  static func errors(of id: ImportID, after line: Int, limit: Int, in transaction: PostgresTransaction) async throws -> [ImportError] {
    let rows = try await transaction.query(
      """
      select line, column_name, code, message, raw from import_error
      where import_id = \(id) and line > \(Int64(line)) order by line limit \(Int64(limit))
      """)
    return try rows.map { row in
      ImportError(
        line: Int(try row.decode(at: 0, as: Int64.self)), column: try row.decode(at: 1), code: try row.decode(at: 2),
        message: try row.decode(at: 3), raw: try row.decode(at: 4))
    }
  }

  private static let columns = """
    import_id, kind, is_full, business_date, state, rows_read, rows_created, rows_updated, rows_unchanged, rows_rejected, \
    accounts_deactivated, rows_warned, bytes_read, bytes_total, started_by, started_at, finished_at, failure
    """

  private static func view(_ row: PostgresRow) throws -> ImportView {
    ImportView(
      importID: try row.decode(at: 0), kind: try row.decode(at: 1), isFull: try row.decode(at: 2), businessDate: try row.decode(at: 3),
      state: try row.decode(at: 4), read: try row.decode(at: 5), created: try row.decode(at: 6), updated: try row.decode(at: 7),
      unchanged: try row.decode(at: 8), rejected: try row.decode(at: 9), deactivated: try row.decode(at: 10),
      warned: try row.decode(at: 11), bytesRead: try row.decode(at: 12), bytesTotal: try row.decode(at: 13),
      startedBy: try row.decode(at: 14), startedAt: try row.decode(at: 15), finishedAt: try row.decode(at: 16),
      failure: try row.decode(at: 17))
  }
}
