import Contracts
import Messaging
import Postgres

/// What collectors' days cost.
enum CostStore {
  static func use(_ rate: CostRate, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      insert into cost_rate (team_id, currency, valid_from, per_day_minor, per_kilometre_minor)
      values (\(rate.teamID?.rawValue ?? ""), \(rate.currency), \(rate.validFrom), \(rate.perDayMinor), \(rate.perKilometreMinor))
      on conflict (team_id, currency, valid_from) do update set
        per_day_minor = excluded.per_day_minor, per_kilometre_minor = excluded.per_kilometre_minor
      """)
  }
}
