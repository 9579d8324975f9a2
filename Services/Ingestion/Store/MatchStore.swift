package import Contracts
import Messaging
import Postgres

package enum MatchSubject {}
/// Stands for two debtors, whatever their order.
package typealias MatchID = Identifier<MatchSubject>

/// Two debtors who may be one person.
struct DebtorMatch: Encodable, Sendable {
  enum State: String, Encodable, Sendable, PostgresCodable {
    case pending, merged, dismissed
  }

  struct Person: Encodable, Sendable {
    let debtorID: DebtorID
    let idType: String
    let idNumber: String
    let fullName: String
    let accounts: Int

    private enum CodingKeys: String, CodingKey {
      case debtorID = "debtor_id"
      case idType = "id_type"
      case idNumber = "id_number"
      case fullName = "full_name"
      case accounts
    }
  }

  let matchID: MatchID
  let rules: [String]
  let state: State
  let persons: [Person]
  let foundAt: Instant

  private enum CodingKeys: String, CodingKey {
    case matchID = "match_id"
    case rules, state, persons
    case foundAt = "found_at"
  }
}

/// The SQL of matches and merges.
enum MatchStore {
  /// Pairs of debtors that a rule takes for one person and that were not found before.
  ///
  /// - `same_number`: one number under documents of different kinds.
  /// - `same_name_and_birth_date`: both, whatever the documents.
  /// - `same_name_and_contact`: one name, and a telephone, address of e-mail or other contact in common.
  static func candidates(
    limit: Int, in transaction: PostgresTransaction
  ) async throws -> [(first: DebtorID, second: DebtorID, rules: [String])] {
    let rows = try await transaction.query(
      """
      with people as (
        select debtor_id, id_type, id_number, country, upper(full_name) as name, birth_date, contacts from debtor
        where merged_into is null and erased_at is null and jsonb_array_length(totals) > 0
      ), said as (
        select p.debtor_id, p.name, c.value->>'channel' as channel, c.value->>'value' as value
        from people p, jsonb_array_elements(p.contacts) c where c.value->>'channel' not in ('visit', 'letter')
      ), pairs as (
        select a.debtor_id as first, b.debtor_id as second, 'same_number' as rule from people a join people b
          on a.id_number = b.id_number and a.country = b.country and a.id_type <> b.id_type and a.debtor_id < b.debtor_id
        union all
        select a.debtor_id, b.debtor_id, 'same_name_and_birth_date' from people a join people b
          on a.birth_date = b.birth_date and a.name = b.name and a.debtor_id < b.debtor_id
        union all
        select a.debtor_id, b.debtor_id, 'same_name_and_contact' from said a join said b
          on a.value = b.value and a.channel = b.channel and a.name = b.name and a.debtor_id < b.debtor_id
      )
      select p.first, p.second, array_agg(distinct p.rule order by p.rule) as rules from pairs p
      where not exists (
        select from debtor_match m where m.first_debtor_id = p.first and m.second_debtor_id = p.second)
      group by 1, 2 order by 1, 2 limit \(Int64(limit))
      """)
    return try rows.map { (try $0.decode("first"), try $0.decode("second"), try $0.decode("rules")) }
  }

  static func insert(
    _ matches: [(matchID: MatchID, first: DebtorID, second: DebtorID, rules: [String])], at now: Instant,
    in transaction: PostgresTransaction
  ) async throws {
    guard !matches.isEmpty else { return }
    try await transaction.execute(
      """
      insert into debtor_match (match_id, first_debtor_id, second_debtor_id, rules, state, found_at)
      select u.a, u.b, u.c, string_to_array(u.d, ','), 'pending', \(now)
      from unnest(\(matches.map(\.matchID)), \(matches.map(\.first)), \(matches.map(\.second)),
        \(matches.map { $0.rules.joined(separator: ",") })) u(a, b, c, d) order by 1
      on conflict do nothing
      """)
  }

  static func page(
    state: DebtorMatch.State, after: MatchID?, limit: Int, in transaction: PostgresTransaction
  ) async throws -> [DebtorMatch] {
    let rows = try await transaction.query(
      """
      select m.match_id, m.rules, m.state, m.found_at, d.debtor_id, d.id_type, d.id_number, d.full_name,
        (select count(*) from account a where a.debtor_id = d.debtor_id) as accounts
      from (
        select * from debtor_match where state = \(state) and (\(after)::uuid is null or match_id > \(after))
        order by match_id limit \(Int64(limit))
      ) m join debtor d on d.debtor_id in (m.first_debtor_id, m.second_debtor_id)
      order by m.match_id, d.debtor_id
      """)
    let byMatch = Dictionary(grouping: rows.indices, by: { $0 / 2 })
    return try byMatch.sorted { $0.key < $1.key }.map { _, indices in
      DebtorMatch(
        matchID: try rows[indices[0]].decode("match_id"), rules: try rows[indices[0]].decode("rules"),
        state: try rows[indices[0]].decode("state"), persons: try indices.map { try person(rows[$0]) },
        foundAt: try rows[indices[0]].decode("found_at"))
    }
  }

  private static func person(_ row: PostgresRow) throws -> DebtorMatch.Person {
    DebtorMatch.Person(
      debtorID: try row.decode("debtor_id"), idType: try row.decode("id_type"), idNumber: try row.decode("id_number"),
      fullName: try row.decode("full_name"), accounts: try row.decode("accounts"))
  }

  /// The two debtors of a match that nobody has decided, locked.
  static func pending(_ matchID: MatchID, in transaction: PostgresTransaction) async throws -> (first: DebtorID, second: DebtorID)? {
    let row = try await transaction.first(
      "select first_debtor_id, second_debtor_id from debtor_match where match_id = \(matchID) and state = 'pending' for update")
    return try row.map { (try $0.decode(at: 0), try $0.decode(at: 1)) }
  }

  static func decide(
    _ matchID: MatchID, _ state: DebtorMatch.State, by staffID: StaffID, at now: Instant, in transaction: PostgresTransaction
  ) async throws {
    try await transaction.execute(
      "update debtor_match set state = \(state), decided_by = \(staffID), decided_at = \(now) where match_id = \(matchID)")
  }

  /// Gives what people, files and the field said of a debtor to another one, and those that were merged into it.
  static func move(_ debtor: DebtorID, into target: DebtorID, in transaction: PostgresTransaction) async throws {
    for table in ["supplement", "consent", "proposal"] {
      try await transaction.execute("update \(identifier: table) set debtor_id = \(target) where debtor_id = \(debtor)")
    }
    try await transaction.execute("update debtor set merged_into = \(target), revision = revision + 1 where merged_into = \(debtor)")
  }

  static func note(
    _ debtor: DebtorID, into target: DebtorID, accounts: [AccountID], by staffID: StaffID, at now: Instant,
    in transaction: PostgresTransaction
  ) async throws {
    try await transaction.execute(
      """
      insert into debtor_merge (debtor_id, into_debtor_id, account_ids, merged_by, merged_at)
      values (\(debtor), \(target), \(accounts), \(staffID), \(now))
      """)
  }

  /// Notes that the debtor's merge is taken back.
  ///
  /// - Returns: into whom it was merged and the accounts that went then; `nil` when it is not merged.
  static func undo(
    _ debtor: DebtorID, by staffID: StaffID, at now: Instant, in transaction: PostgresTransaction
  ) async throws -> (into: DebtorID, accounts: [AccountID])? {
    let row = try await transaction.first(
      """
      update debtor_merge set undone_by = \(staffID), undone_at = \(now) where debtor_id = \(debtor) and undone_at is null
      returning (select d.merged_into from debtor d where d.debtor_id = \(debtor)), account_ids
      """)
    return try row.map { (try $0.decode(at: 0), try $0.decode(at: 1)) }
  }
}
