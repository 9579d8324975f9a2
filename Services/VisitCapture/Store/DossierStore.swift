import Contracts
import Messaging
import Postgres

/// Brings together what is known of debtors. What a recorder may work is decided here, in SQL.
enum DossierStore {
  /// How far back contacts can count towards a cap: more than a week and a day.
  private static let historySeconds = Seconds(40 * 86_400)

  /// Whether the recorder may work the debtor `d` with the assignment `s`: assigned to them or ever on a route of theirs, for a
  /// supervisor also in the own team; and with a debt to a creditor that they work for.
  private static func isWithinScope(of recorder: Recorder) -> SQL {
    let own: SQL = """
      s.collector_id = \(recorder.collectorID)
      or exists (select 1 from route_stops r where r.debtor_id = d.debtor_id and r.collector_id = \(recorder.collectorID))
      """
    let team: SQL = """
      or s.team_id = \(recorder.teamID)
      or exists (select 1 from route_stops r where r.debtor_id = d.debtor_id and r.team_id = \(recorder.teamID))
      """
    let creditors: SQL = """
      exists (select 1 from accounts c where c.debtor_id = d.debtor_id and c.creditor_id = any(\(recorder.creditorIDs)))
      """
    let covered: SQL = recorder.coversEverything ? "true" : recorder.coversTeam ? own + " " + team : own
    return recorder.creditorIDs.isEmpty ? "(\(covered))" : "(\(covered)) and \(creditors)"
  }

  /// The dossiers of the debtors, and of those who have the accounts, as far as they are within the recorder's scope.
  static func load(
    debtors: [DebtorID], accounts: [AccountID], for recorder: Recorder, in transaction: PostgresTransaction
  ) async throws -> [DebtorID: Dossier] {
    let rows = try await transaction.query(
      """
      select d.event, s.zone_id,
        (select coalesce(jsonb_agg(a.event order by a.account_id), '[]'::jsonb) from accounts a where a.debtor_id = d.debtor_id
          and (cardinality(\(recorder.creditorIDs)) = 0 or a.creditor_id = any(\(recorder.creditorIDs)))) as accounts,
        array(select t.task_id from tasks t where t.debtor_id = d.debtor_id and t.kind = 'visit' and t.state = 'open'
          order by t.task_id) as tasks,
        coalesce((select x.restrictions from restrictions x where x.debtor_id = d.debtor_id), '[]'::jsonb) as restrictions
      from debtors d left join assignments s on s.debtor_id = d.debtor_id
      where d.debtor_id = any(array(
          select unnest(\(debtors)) union select k.debtor_id from accounts k where k.account_id = any(\(accounts))))
        and \(isWithinScope(of: recorder))
      """)
    let dossiers = try rows.map { row in
      Dossier(
        debtor: try EventCoding.decode(DebtorUpdated.self, from: try row.decode(PostgresJSON.self, "event").bytes),
        accounts: try EventCoding.decode([AccountUpdated].self, from: try row.decode(PostgresJSON.self, "accounts").bytes),
        zoneID: try row.decode("zone_id"), openTasks: try row.decode("tasks"),
        restrictions: try EventCoding.decode([Restriction].self, from: try row.decode(PostgresJSON.self, "restrictions").bytes))
    }
    return Dictionary(uniqueKeysWithValues: dossiers.map { ($0.debtor.debtorID, $0) })
  }

  /// Adds what a visit needs besides: stops and earlier contacts.
  static func complete(
    _ dossiers: inout [DebtorID: Dossier], named stopIDs: [StopID], since: Instant, for recorder: Recorder,
    in transaction: PostgresTransaction
  ) async throws {
    let debtors = dossiers.keys.sorted()
    let stops = try await RouteStore.stops(at: debtors, named: stopIDs, by: recorder.collectorID, in: transaction)
    // A stop at another debtor's stays visible to whoever names it, so that the mistake can be told.
    for debtorID in debtors {
      dossiers[debtorID]?.stops = stops.filter { $0.debtorID == debtorID || stopIDs.contains($0.stopID) }
    }
    for (debtorID, contact) in try await contacts(with: debtors, since: since.advanced(by: Seconds(-historySeconds.value)), in: transaction)
    {
      dossiers[debtorID]?.prior.append(contact)
    }
  }

  private static func contacts(
    with debtors: [DebtorID], since: Instant, in transaction: PostgresTransaction
  ) async throws -> [(DebtorID, EarlierContact)] {
    try await transaction.query(
      """
      select debtor_id, 'visit' as channel, captured_at as contacted_at, contact_type = 'right_party' as reached, account_ids
      from visits where debtor_id = any(\(debtors)) and captured_at > \(since)
      union all
      select debtor_id, channel, sent_at, false, array_remove(array[account_id], null)
      from notifications where debtor_id = any(\(debtors)) and state = 'sent' and sent_at > \(since)
      union all
      select debtor_id, channel, contacted_at, reached, '{}'::uuid[]
      from contact_history where debtor_id = any(\(debtors)) and contacted_at > \(since)
      order by contacted_at
      """
    ).map { row in
      (
        try row.decode("debtor_id"),
        EarlierContact(
          channel: try row.decode("channel"), at: try row.decode("contacted_at"), reached: try row.decode("reached"),
          accountIDs: try row.decode("account_ids"))
      )
    }
  }
}
