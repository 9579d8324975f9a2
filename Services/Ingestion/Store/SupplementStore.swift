import Contracts
import Messaging
import Postgres

extension SupplementSource: PostgresCodable {}
extension SupplementPart: PostgresCodable {}

/// The SQL of what files, people, the field and geocoders say of debtors.
enum SupplementStore {
  static func load(ofDebtors debtors: [DebtorID], in transaction: PostgresTransaction) async throws -> [Supplement] {
    guard !debtors.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      select \(unsafeRaw: columns), d.country from supplement s join debtor d using (debtor_id)
      where s.debtor_id = any(\(debtors)) order by supplement_id
      """)
    return try rows.map(supplement)
  }

  /// Those of a source and part that a full file of the creditors does not name, in the order of their ids.
  static func notNamed(
    byImport importID: ImportID, _ part: SupplementPart, creditors: [CreditorID], asOf date: CalendarDate, after last: SupplementID?,
    limit: Int, in transaction: PostgresTransaction
  ) async throws -> [(supplementID: SupplementID, debtorID: DebtorID)] {
    let rows = try await transaction.query(
      """
      select supplement_id, debtor_id from supplement s
      where source = \(SupplementSource.file) and part = \(part) and creditor_id = any(\(creditors)) and since <= \(date)
        and (\(last)::uuid is null or supplement_id > \(last))
        and not exists (select from import_seen n where n.import_id = \(importID) and n.subject_id = s.supplement_id)
      order by supplement_id limit \(Int64(limit))
      """)
    return try rows.map { (try $0.decode(SupplementID.self, "supplement_id"), try $0.decode(DebtorID.self, "debtor_id")) }
  }

  static func write(_ supplements: [Supplement], by staff: StaffID?, at now: Instant, in pipeline: inout PostgresPipeline) throws {
    guard !supplements.isEmpty else { return }
    try pipeline.execute(
      """
      insert into supplement (supplement_id, debtor_id, part, source, creditor_id, since, body, hash_high, hash_low, said_by, said_at)
      select *, \(staff)::uuid, \(now)::timestamptz from unnest(
        \(supplements.map(\.supplementID)), \(supplements.map(\.debtorID)), \(supplements.map(\.part)), \(supplements.map(\.source)),
        \(supplements.map(\.creditorID)), \(supplements.map(\.since)), \(supplements.map { PostgresJSON(bytes: $0.body) }),
        \(supplements.map(\.hash.high)), \(supplements.map(\.hash.low)))
      on conflict (supplement_id) do update set creditor_id = excluded.creditor_id, since = excluded.since, body = excluded.body,
        hash_high = excluded.hash_high, hash_low = excluded.hash_low, said_by = excluded.said_by, said_at = excluded.said_at
      """)
  }

  static func delete(_ supplements: [SupplementID], in pipeline: inout PostgresPipeline) throws {
    guard !supplements.isEmpty else { return }
    try pipeline.execute("delete from supplement where supplement_id = any(\(supplements))")
  }

  private static let columns = """
    s.supplement_id, s.debtor_id, s.part, s.source, s.creditor_id, s.since, s.body, s.hash_high, s.hash_low
    """

  private static func supplement(_ row: PostgresRow) throws -> Supplement {
    let part: SupplementPart = try row.decode(at: 2)
    let body = try row.decode(at: 6, as: PostgresJSON.self).bytes
    return Supplement(
      supplementID: try row.decode(at: 0), debtorID: try row.decode(at: 1), part: part, source: try row.decode(at: 3),
      creditorID: try row.decode(at: 4), since: try row.decode(at: 5), body: body,
      hash: ContentHash(high: try row.decode(at: 7), low: try row.decode(at: 8)),
      content: try SupplementReader.content(part, body, country: try row.decode(at: 9)).content)
  }
}
