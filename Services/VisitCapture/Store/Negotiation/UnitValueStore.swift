import Contracts
import Messaging
import Postgres

/// What units of account are worth, day by day.
enum UnitValueStore {
  /// Days that one request lists at most.
  private static let longestList: Int64 = 400

  /// - Parameters:
  ///   - units: nothing is found without one.
  ///   - day: `nil` lists the newest days first.
  static func values(of units: [String], on day: CalendarDate?, in transaction: PostgresTransaction) async throws -> [UnitValue] {
    guard !units.isEmpty else { return [] }
    return try await transaction.query(
      """
      select unit, valid_on, hundredths from unit_values
      where unit = any(\(units)) and (\(day)::date is null or valid_on = \(day)::date)
      order by valid_on desc limit \(longestList)
      """
    ).map { row in
      UnitValue(unit: try row.decode("unit"), validOn: try row.decode("valid_on"), hundredths: try row.decode("hundredths"))
    }
  }

  /// - Returns: the first of the values for whose day another one is published; `nil` when all are good.
  static func add(
    _ values: [UnitValue], by staffID: StaffID, at now: Instant, in transaction: PostgresTransaction
  ) async throws -> UnitValue? {
    let (units, days, worths) = (values.map(\.unit), values.map(\.validOn), values.map(\.hundredths))
    try await transaction.execute(
      """
      insert into unit_values (unit, valid_on, hundredths, published_by, published_at)
      select u.a, u.b, u.c, \(staffID), \(now) from unnest(\(units), \(days), \(worths)) u(a, b, c) order by 1, 2
      on conflict do nothing
      """)
    return try await transaction.first(
      """
      select u.a as unit, u.b as valid_on, u.c as hundredths from unnest(\(units), \(days), \(worths)) u(a, b, c)
      join unit_values v on v.unit = u.a and v.valid_on = u.b where v.hundredths <> u.c order by 1, 2 limit 1
      """
    ).map { row in
      UnitValue(unit: try row.decode("unit"), validOn: try row.decode("valid_on"), hundredths: try row.decode("hundredths"))
    }
  }
}
