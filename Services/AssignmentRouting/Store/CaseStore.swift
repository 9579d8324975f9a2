import ContactLog
import ContactRules
import Contracts
import Messaging
import Postgres

/// Brings together what is known about visiting debtors.
package enum CaseStore {
  /// How far back visits matter: to gaps, caps and scores.
  static let visitDays = 60

  /// The debtors of a zone who have an open task that is due on the date, no stop planned on another day from `today` on, and none on
  /// that date by another zone's plan.
  static func candidates(
    in zoneID: ZoneID, on date: CalendarDate, today: CalendarDate, _ transaction: PostgresTransaction
  ) async throws -> [VisitCase] {
    let rows = try await transaction.query(
      """
      select d.debtor_id from debtors d where d.zone_id = \(zoneID)
        and exists (select from tasks t where t.debtor_id = d.debtor_id and t.is_open and \(date) between t.due_on and t.expires_on)
        and not exists (select from stops s where s.debtor_id = d.debtor_id and s.status = 'planned' and s.business_date >= \(today)
          and s.business_date <> \(date))
        and not exists (select from stops s join routes r using (route_id)
          where s.debtor_id = d.debtor_id and s.business_date = \(date) and r.zone_id <> \(zoneID))
        and not exists (select from pins p where p.debtor_id = d.debtor_id and p.business_date >= \(today) and p.business_date <> \(date)
          and p.until >= \(today))
      order by d.debtor_id
      """)
    return try await load(try rows.map { try $0.decode("debtor_id") }, before: date, in: transaction)
  }

  /// The cases of debtors, in the order of their ids.
  ///
  /// - Parameters:
  ///   - date: visits on this date and in the days before count.
  ///   - closedTasks: tasks of which it matters why they are closed.
  static func load(
    _ debtorIDs: [DebtorID], before date: CalendarDate, closedTasks: [TaskID] = [], in transaction: PostgresTransaction
  ) async throws -> [VisitCase] {
    guard !debtorIDs.isEmpty else { return [] }
    var cases = try await debtors(debtorIDs, in: transaction)
    for (debtorID, task) in try await tasks(debtorIDs, in: transaction) { cases[debtorID]?.tasks.append(task) }
    for (debtorID, accountID, account) in try await accounts(debtorIDs, in: transaction) { cases[debtorID]?.accounts[accountID] = account }
    for (debtorID, restrictions) in try await RestrictionStore.load(debtorIDs, in: transaction) { cases[debtorID]?.restrict(restrictions) }
    for (debtorID, visit) in try await visits(debtorIDs, before: date, in: transaction) { cases[debtorID]?.visits.append(visit) }
    for (debtorID, pin) in try await PinStore.load(debtorIDs, on: date, in: transaction) { cases[debtorID]?.pin = pin }
    for (debtorID, messages) in try await messages(debtorIDs, before: date, in: transaction) { cases[debtorID]?.messages = messages }
    for (debtorID, taskID, reason) in try await closed(closedTasks, in: transaction) { cases[debtorID]?.closed[taskID] = reason }
    return cases.values.sorted { $0.debtor.debtorID < $1.debtor.debtorID }
  }

  private static func debtors(_ debtorIDs: [DebtorID], in transaction: PostgresTransaction) async throws -> [DebtorID: VisitCase] {
    let rows = try await transaction.query(
      """
      select debtor_id, country, time_zone, address_id, address_kind, address_country, latitude_e6, longitude_e6, visit_consent,
        address_state, collector_id, is_owner_fixed
      from debtors where debtor_id = any(\(debtorIDs)) and version > 0
      """)
    return try rows.reduce(into: [:]) { cases, row in
      let debtorID: DebtorID = try row.decode("debtor_id")
      var place: VisitPlace?
      if let location = try row.coordinate() {
        place = VisitPlace(
          addressID: try row.decode("address_id"), kind: try row.decode("address_kind"), country: try row.decode("address_country"),
          state: try row.decode("address_state"), location: location)
      }
      let debtor = VisitDebtor(
        debtorID: debtorID, country: try row.decode("country"), timeZone: try row.decode("time_zone"), place: place,
        visitConsent: try row.decode("visit_consent"), collectorID: try row.decode("collector_id"),
        isOwnerFixed: try row.decode("is_owner_fixed"))
      cases[debtorID] = VisitCase(debtor: debtor, tasks: [], accounts: [:])
    }
  }

  private static func tasks(_ debtorIDs: [DebtorID], in transaction: PostgresTransaction) async throws -> [(DebtorID, VisitTask)] {
    let rows = try await transaction.query(
      """
      select debtor_id, task_id, account_id, creditor_id, priority, amount_minor, currency, days_past_due, due_on, expires_on, segment_ids
      from tasks where debtor_id = any(\(debtorIDs)) and is_open order by task_id
      """)
    return try rows.map { row in
      let task = VisitTask(
        taskID: try row.decode("task_id"), accountID: try row.decode("account_id"), creditorID: try row.decode("creditor_id"),
        priority: try row.decode("priority"),
        amountMinor: try row.decode("amount_minor"), currency: try row.decode("currency"), daysPastDue: try row.decode("days_past_due"),
        dueOn: try row.decode("due_on"), expiresOn: try row.decode("expires_on"),
        segmentIDs: try row.decode("segment_ids"))
      return (try row.decode("debtor_id"), task)
    }
  }

  private static func accounts(
    _ debtorIDs: [DebtorID], in transaction: PostgresTransaction
  ) async throws -> [(DebtorID, AccountID, VisitAccount)] {
    let rows = try await transaction.query(
      """
      select debtor_id, account_id, product_type, flags, visit_authorised, is_worked, overdue_minor
      from accounts where debtor_id = any(\(debtorIDs))
      """)
    return try rows.map { row in
      let account = VisitAccount(
        product: try row.decode("product_type"),
        flags: ContactFlags(rawValue: UInt16(truncatingIfNeeded: try row.decode(Int32.self, "flags"))),
        visitAuthorised: try row.decode("visit_authorised"), isWorked: try row.decode("is_worked"),
        overdueMinor: try row.decode("overdue_minor"))
      return (try row.decode("debtor_id"), try row.decode("account_id"), account)
    }
  }

  private static func visits(
    _ debtorIDs: [DebtorID], before date: CalendarDate, in transaction: PostgresTransaction
  ) async throws -> [(DebtorID, PastVisit)] {
    let rows = try await transaction.query(
      """
      select debtor_id, business_date, captured_at, reached from visits
      where debtor_id = any(\(debtorIDs)) and business_date between \(date.advanced(byDays: -visitDays)) and \(date)
      """)
    return try rows.map { row in
      (
        try row.decode("debtor_id"),
        PastVisit(date: try row.decode("business_date"), at: try row.decode("captured_at"), reached: try row.decode("reached"))
      )
    }
  }

  /// Messages after the date count too: they are in the same week.
  private static func messages(
    _ debtorIDs: [DebtorID], before date: CalendarDate, in transaction: PostgresTransaction
  ) async throws -> [DebtorID: [PriorContact]] {
    let since = Instant(milliseconds: Int64(date.daysSince1970 - Int32(visitDays)) * 86_400_000)
    return try await ContactHistoryStore.contacts(with: debtorIDs, since: since, in: transaction)
  }

  private static func closed(
    _ taskIDs: [TaskID], in transaction: PostgresTransaction
  ) async throws -> [(DebtorID, TaskID, TaskCloseReason)] {
    guard !taskIDs.isEmpty else { return [] }
    let rows = try await transaction.query(
      "select debtor_id, task_id, close_reason from tasks where task_id = any(\(taskIDs)) and close_reason is not null")
    return try rows.map { (try $0.decode("debtor_id"), try $0.decode("task_id"), try $0.decode("close_reason")) }
  }
}
