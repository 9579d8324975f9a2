import ContactRules
import Contracts
import Messaging
import Postgres

/// What plans leave out.
package enum LeftOutStore {
  static func replace(
    _ leftOut: [LeftOut], of zoneID: ZoneID, on date: CalendarDate, in transaction: PostgresTransaction
  ) async throws {
    try await transaction.execute(
      """
      delete from left_out where business_date = \(date) and (zone_id = \(zoneID) or task_id = any(\(leftOut.map(\.taskID))))
      """)
    guard !leftOut.isEmpty else { return }
    let reasons = try leftOut.map { String(decoding: try EventCoding.encode($0.reasons), as: UTF8.self) }
    let scores = try leftOut.map { String(decoding: try EventCoding.encode($0.score), as: UTF8.self) }
    try await transaction.execute(
      """
      insert into left_out (business_date, task_id, zone_id, debtor_id, code, contact_reasons, rule_ids, reasons, score)
      select \(date), u.a, \(zoneID), u.b, u.c, \(SQL.list("u.d")), \(SQL.list("u.e")), u.f::jsonb, u.g::jsonb
      from unnest(\(leftOut.map(\.taskID)), \(leftOut.map(\.debtorID)), \(leftOut.map(\.code.rawValue)),
        \(leftOut.map { $0.contactReasons.map(\.rawValue).joinedForUnnest }), \(leftOut.map { $0.ruleIDs.joinedForUnnest }), \(reasons),
        \(scores)) u(a, b, c, d, e, f, g) order by u.a
      """)
  }

  /// Why the debtor is on no route of the date, by code.
  static func reason(of debtorID: DebtorID, on date: CalendarDate, in transaction: PostgresTransaction) async throws -> String? {
    try await transaction.first(
      "select code from left_out where debtor_id = \(debtorID) and business_date = \(date) order by task_id limit 1")?.decode("code")
  }

  /// Open tasks that no route of the date has, with the reasons; also those that wait in the exception queue.
  static func list(
    on date: CalendarDate, zone code: String?, _ scope: ZoneScope, limit: Int, in transaction: PostgresTransaction
  ) async throws -> [LeftOutView] {
    let rows = try await transaction.query(
      """
      select l.task_id, l.debtor_id, d.full_name, z.code as zone_code, l.code as reason, l.contact_reasons, l.rule_ids, l.reasons, l.score,
        d.latitude_e6, d.longitude_e6, \(scope.isShared(debtor: "d.debtor_id")) as is_shared
      from left_out l join zones z using (zone_id) join tasks t using (task_id) join debtors d on d.debtor_id = l.debtor_id
      where l.business_date = \(date) and t.is_open and (\(code as String?)::text is null or z.code = \(code as String?))
        and \(scope.condition(zone: "z")) and \(scope.condition(task: "t"))
      union all
      select t.task_id, d.debtor_id, d.full_name, null, d.exception, '{}', '{}', '[]', null, d.latitude_e6, d.longitude_e6, false
      from debtors d join tasks t on t.debtor_id = d.debtor_id and t.is_open and \(date) between t.due_on and t.expires_on
      where d.exception in ('no_location', 'outside_zones') and \(code as String?)::text is null
        and \(scope.condition(country: "d.country")) and \(scope.condition(task: "t"))
      order by zone_code nulls last, reason, task_id limit \(limit)
      """)
    return try rows.map(LeftOutView.init)
  }
}
