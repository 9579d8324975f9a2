import Contracts
import Messaging
import Postgres

/// The SQL of what banks say about people and places.
enum ProfileStore {
  static func load(_ accounts: Set<AccountID>, in transaction: PostgresTransaction) async throws -> [Profile] {
    guard !accounts.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      select p.account_id, p.since, p.body, a.currency
      from account_profile p join account a using (account_id) where p.account_id = any(\(accounts.sorted()))
      """)
    return try rows.compactMap { row in
      let body = try row.decode(PostgresJSON.self, "body").bytes
      let object = try JSONDocument(body).root.object()
      guard let statement = try ProfileReader(currency: try row.decode(Currency.self, "currency")).read(object) else { return nil }
      return Profile(
        accountID: try row.decode(AccountID.self, "account_id"), since: try row.decode(CalendarDate.self, "since"), statement: statement)
    }
  }

  /// - Parameter known: accounts that had a profile before, whose parties are replaced.
  static func write(_ profiles: [Profile], replacing known: [AccountID], in pipeline: inout PostgresPipeline) throws {
    guard !profiles.isEmpty else { return }
    try pipeline.execute(
      """
      insert into account_profile (account_id, since, body)
      select * from unnest(
        \(profiles.map(\.accountID)), \(profiles.map(\.since)), \(profiles.map { PostgresJSON(bytes: $0.statement.body) }))
      on conflict (account_id) do update set since = excluded.since, body = excluded.body
      """)
    if !known.isEmpty { try pipeline.execute("delete from party where account_id = any(\(known))") }
    let parties = profiles.flatMap { profile in
      (profile.statement.parties ?? []).enumerated().map { (account: profile.accountID, position: Int16($0.offset), party: $0.element) }
    }
    guard !parties.isEmpty else { return }
    try pipeline.execute(
      """
      insert into party (account_id, position, role, id_type, id_number, full_name, body)
      select * from unnest(
        \(parties.map(\.account)), \(parties.map(\.position)), \(parties.map(\.party.role.rawValue)), \(parties.map(\.party.idType)),
        \(parties.map(\.party.idNumber)), \(parties.map(\.party.fullName)), \(parties.map { PostgresJSON(bytes: $0.party.body) }))
      """)
  }
}
