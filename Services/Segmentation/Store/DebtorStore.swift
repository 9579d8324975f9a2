import Contracts
import Messaging
import Postgres

/// What the debtors' topic told, as far as conditions ask for it.
enum DebtorStore {
  /// Keeps the states that are newer than what is known.
  ///
  /// - Returns: the accounts of the debtors that changed in a way that conditions can see.
  static func upsert(_ debtors: [DebtorFacts], in transaction: PostgresTransaction) async throws -> [AccountID] {
    guard !debtors.isEmpty else { return [] }
    let consents = try debtors.map { debtor in
      String(
        decoding: try EventCoding.encode(Dictionary(uniqueKeysWithValues: debtor.consents.map { ($0.key.rawValue, $0.value) })),
        as: UTF8.self)
    }
    let rows = try await transaction.query(
      """
      with given as (
        select u.debtor_id, u.country, u.time_zone, u.language, u.person_type, u.birth_date, u.state, u.city, u.district, u.has_email,
          u.consents::jsonb, u.version from unnest(\(debtors.map(\.debtorID)), \(debtors.map(\.country)), \(debtors.map(\.timeZone)), \(debtors.map(\.language)),
          \(debtors.map(\.personType)), \(debtors.map(\.birthDate)), \(debtors.map(\.state)), \(debtors.map(\.city)),
          \(debtors.map(\.district)), \(debtors.map(\.hasEmail)), \(consents), \(debtors.map(\.version)))
        u(debtor_id, country, time_zone, language, person_type, birth_date, state, city, district, has_email, consents, version)
      ), changed as (
        insert into debtors as d
          (debtor_id, country, time_zone, language, person_type, birth_date, state, city, district, has_email, consents, version)
        select * from given order by 1
        on conflict (debtor_id) do update set
          country = excluded.country, time_zone = excluded.time_zone, language = excluded.language, person_type = excluded.person_type,
          birth_date = excluded.birth_date, state = excluded.state, city = excluded.city, district = excluded.district,
          has_email = excluded.has_email, consents = excluded.consents, version = excluded.version
        where d.version < excluded.version
        returning debtor_id
      )
      select debtor_id from changed order by debtor_id
      """)
    let changed = try rows.map { try $0.decode(DebtorID.self, "debtor_id") }
    // A statement of its own: it sees the accounts that a transaction committed while this one waited for the debtor's row.
    let accounts = try await transaction.query(
      "select account_id from accounts where debtor_id = any(\(changed)) order by account_id")
    return try accounts.map { try $0.decode(AccountID.self, "account_id") }
  }
}
