import Contracts
import Messaging
import Postgres

/// Brings together what is known of debtors. What a recorder may work is decided here, in SQL.
enum DossierStore {
  /// How far back contacts can count towards a cap: more than a week and a day.
  private static let historySeconds = Seconds(40 * 86_400)

  /// Whose dossiers somebody asks for.
  struct Question {
    var recorder: Recorder
    var debtors: [DebtorID] = []
    /// Those who have these accounts.
    var accounts: [AccountID] = []
  }

  /// What visits need besides: stops at the debtors' and those named, and contacts.
  struct Complement {
    var debtors: [DebtorID]
    var collectorID: StaffID
    var stopIDs: [StopID]
    /// The earliest of the visits.
    var since: Instant
  }

  /// A contact with a debtor of the complement at that place.
  typealias PlacedContact = (place: Int, debtorID: DebtorID, contact: EarlierContact)

  /// The creditors of the question `q`.
  private static let creditorsAsked = SQL.list("q.creditors")

  /// Whether the recorder of the question `q` may work the debtor `d` with the assignment `s`: assigned to them or ever on a route of
  /// theirs, for a supervisor also in the own team; and with a debt to a creditor that they work for.
  private static let isWithinScope: SQL = """
    (q.covers_everything or s.collector_id = q.collector_id
      or exists (select 1 from route_stops r where r.debtor_id = d.debtor_id and r.collector_id = q.collector_id)
      or q.covers_team and (s.team_id = q.team_id
        or exists (select 1 from route_stops r where r.debtor_id = d.debtor_id and r.team_id = q.team_id)))
    and (q.creditors = '' or exists (
      select 1 from accounts c where c.debtor_id = d.debtor_id and c.creditor_id = any(\(creditorsAsked))))
    """

  /// The dossiers of the debtors, and of those who have the accounts, as far as they are within the recorder's scope.
  static func load(
    debtors: [DebtorID], accounts: [AccountID], for recorder: Recorder, in transaction: PostgresTransaction
  ) async throws -> [DebtorID: Dossier] {
    try await load([Question(recorder: recorder, debtors: debtors, accounts: accounts)], in: transaction)[0]
  }

  /// For each of the questions the dossiers within its recorder's scope.
  static func load(_ questions: [Question], in transaction: PostgresTransaction) async throws -> [[DebtorID: Dossier]] {
    guard questions.contains(where: { !$0.debtors.isEmpty || !$0.accounts.isEmpty }) else { return questions.map { _ in [:] } }
    return try await transaction.ask(dossiers(questions))
  }

  /// The same, to be asked with others.
  static func dossiers(_ questions: [Question]) -> PostgresQuestion<[[DebtorID: Dossier]]> {
    let (asked, none) = (Asked(questions), questions.map { _ in [DebtorID: Dossier]() })
    return PostgresQuestion(
      """
      select q.place, d.event, s.zone_id,
        (select '[' || coalesce(string_agg(a.event::text, ',' order by a.account_id), '') || ']' from accounts a where a.debtor_id = d.debtor_id
          and (q.creditors = '' or a.creditor_id = any(\(creditorsAsked)))) as accounts,
        array(select t.task_id from tasks t where t.debtor_id = d.debtor_id and t.kind = 'visit' and t.state = 'open'
          order by t.task_id) as tasks,
        (select x.restrictions from restrictions x where x.debtor_id = d.debtor_id) as restrictions
      from \(asked.relation)
      join debtors d on d.debtor_id = coalesce(q.debtor_id, (select k.debtor_id from accounts k where k.account_id = q.account_id))
      left join assignments s on s.debtor_id = d.debtor_id
      where \(isWithinScope)
      """
    ) { rows in
      try rows.reduce(into: none) { dossiers, row in
        let dossier = try dossier(row)
        dossiers[Int(try row.decode(Int32.self, "place"))][dossier.debtor.debtorID] = dossier
      }
    }
  }

  private static func dossier(_ row: PostgresRow) throws -> Dossier {
    Dossier(
      debtor: try row.decode(json: "event"),
      accounts: try EventCoding.decode([AccountUpdated].self, from: Array(try row.decode(String.self, "accounts").utf8))
        .map(\.withoutChargesBeforeDue),
      zoneID: try row.decode("zone_id"), openTasks: try row.decode("tasks"),
      restrictions: try row.decodeOptional(json: "restrictions") ?? [])
  }

  /// Adds what a visit needs besides: stops and earlier contacts.
  static func complete(
    _ dossiers: inout [DebtorID: Dossier], named stopIDs: [StopID], since: Instant, for recorder: Recorder,
    in transaction: PostgresTransaction
  ) async throws {
    let complements = [
      Complement(debtors: dossiers.keys.sorted(), collectorID: recorder.collectorID, stopIDs: stopIDs, since: since)
    ]
    let (stops, contacts) = try await transaction.ask(stops(for: complements), contacts(for: complements))
    var all = [dossiers]
    complete(&all, by: complements, stops, contacts)
    dossiers = all[0]
  }

  /// As above, for the dossiers of each question what stands at the same place of the complements, with the answers to what they ask for.
  static func complete(
    _ dossiers: inout [[DebtorID: Dossier]], by complements: [Complement], _ stops: [KnownStop], _ contacts: [PlacedContact]
  ) {
    for (place, complement) in complements.enumerated() where !stops.isEmpty {
      for debtorID in complement.debtors {
        // A stop at another debtor's stays visible to whoever names it, so that the mistake can be told.
        dossiers[place][debtorID]?.stops = stops.filter {
          $0.debtorID == debtorID && $0.collectorID == complement.collectorID || complement.stopIDs.contains($0.stopID)
        }
      }
    }
    for (place, debtorID, contact) in contacts { dossiers[place][debtorID]?.prior.append(contact) }
  }

  static func stops(for complements: [Complement]) -> PostgresQuestion<[KnownStop]> {
    RouteStore.stops(
      at: complements.flatMap { complement in complement.debtors.map { ($0, complement.collectorID) } },
      named: complements.flatMap(\.stopIDs))
  }

  static func contacts(for complements: [Complement]) -> PostgresQuestion<[PlacedContact]> {
    let asked = complements.enumerated().flatMap { place, complement in
      complement.debtors.map { (Int32(place), $0, complement.since.advanced(by: Seconds(-historySeconds.value))) }
    }
    return PostgresQuestion(
      """
      with q as (select * from unnest(\(asked.map(\.0)), \(asked.map(\.1)), \(asked.map(\.2))) q(place, debtor_id, since))
      select q.place, q.debtor_id, 'visit' as channel, v.captured_at as contacted_at, v.contact_type = 'right_party' as reached,
        v.account_ids
      from q join visits v on v.debtor_id = q.debtor_id and v.captured_at > q.since
      union all
      select q.place, q.debtor_id, n.channel, n.sent_at, false, array_remove(array[n.account_id], null)
      from q join notifications n on n.debtor_id = q.debtor_id and n.state = 'sent' and n.sent_at > q.since
      union all
      select q.place, q.debtor_id, h.channel, h.contacted_at, h.reached, '{}'::uuid[]
      from q join contact_history h on h.debtor_id = q.debtor_id and h.contacted_at > q.since
      order by contacted_at
      """
    ) { rows in
      try rows.map { row in
        (
          Int(try row.decode(Int32.self, "place")), try row.decode("debtor_id"),
          EarlierContact(
            channel: try row.decode("channel"), at: try row.decode("contacted_at"), reached: try row.decode("reached"),
            accountIDs: try row.decode("account_ids"))
        )
      }
    }
  }
}

/// Questions for dossiers as the rows of one relation.
private struct Asked {
  private(set) var places: [Int32] = []
  private var debtors: [DebtorID?] = []
  private var accounts: [AccountID?] = []
  private var recorders: [Recorder] = []

  init(_ questions: [DossierStore.Question]) {
    for (place, question) in questions.enumerated() {
      for debtorID in question.debtors { append(place, debtorID, nil, question.recorder) }
      for accountID in question.accounts { append(place, nil, accountID, question.recorder) }
    }
  }

  private mutating func append(_ place: Int, _ debtorID: DebtorID?, _ accountID: AccountID?, _ recorder: Recorder) {
    places.append(Int32(place))
    debtors.append(debtorID)
    accounts.append(accountID)
    recorders.append(recorder)
  }

  var relation: SQL {
    """
    unnest(\(places), \(debtors), \(accounts), \(recorders.map(\.collectorID)), \(recorders.map(\.teamID)),
      \(recorders.map(\.coversTeam)), \(recorders.map(\.coversEverything)),
      \(recorders.map(\.creditorIDs.joinedForUnnest)))
      as q(place, debtor_id, account_id, collector_id, team_id, covers_team, covers_everything, creditors)
    """
  }
}
