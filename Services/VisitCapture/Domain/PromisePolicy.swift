package import ContactRules
package import Contracts

/// What a promise must be like, and how it is judged.
package struct PromisePolicy: Equatable, Sendable {
  package var country: String
  /// Of what is overdue, in thousandths.
  package var minimumSharePermille: Int64
  package var minimumMinor: [String: Int64]
  /// How many days ahead a promise may fall due.
  package var maximumDays: Int
  /// Business days after the due date until the promise is judged.
  package var graceDays: Int
  package var tolerancePermille: Int64
  package var partialPermille: Int64

  package init(
    country: String, minimumSharePermille: Int64, minimumMinor: [String: Int64], maximumDays: Int, graceDays: Int,
    tolerancePermille: Int64, partialPermille: Int64
  ) {
    self.country = country
    self.minimumSharePermille = minimumSharePermille
    self.minimumMinor = minimumMinor
    self.maximumDays = maximumDays
    self.graceDays = graceDays
    self.tolerancePermille = tolerancePermille
    self.partialPermille = partialPermille
  }

  /// The least that a promise about the account may be of: a share of what is overdue but no trifle, and never more than the debt.
  package func minimum(for account: AccountUpdated) -> Int64 {
    let overdue = max(0, account.overdueMinor)
    // Rounded up; split so that no amount overflows.
    let share = overdue / 1_000 * minimumSharePermille + (overdue % 1_000 * minimumSharePermille + 999) / 1_000
    return max(1, min(max(0, account.totalDueMinor), max(share, minimumMinor[account.currency.rawValue] ?? 1)))
  }
}

/// The newest policy of each jurisdiction.
package struct PromisePolicies: Sendable {
  private let byCountry: [String: PromisePolicy]

  package init(_ policies: [PromisePolicy]) {
    byCountry = Dictionary(policies.map { ($0.country, $0) }, uniquingKeysWith: { _, newer in newer })
  }

  package subscript(country: String) -> PromisePolicy? { byCountry[country] ?? byCountry[OutcomeCatalogue.elsewhere] }
}

/// A promise as it is kept: the last event about it, and the terms under which it was made.
package struct PromiseRecord: Equatable, Sendable {
  package var event: PromiseChanged
  package var teamID: TeamID?
  package var madeOn: CalendarDate
  package var timeZone: String
  /// The last date on which a payment counts.
  package var cutOffOn: CalendarDate
  package var tolerancePermille: Int64
  package var partialPermille: Int64

  package init(
    event: PromiseChanged, teamID: TeamID?, madeOn: CalendarDate, timeZone: String, cutOffOn: CalendarDate, tolerancePermille: Int64,
    partialPermille: Int64
  ) {
    self.event = event
    self.teamID = teamID
    self.madeOn = madeOn
    self.timeZone = timeZone
    self.cutOffOn = cutOffOn
    self.tolerancePermille = tolerancePermille
    self.partialPermille = partialPermille
  }
}

/// Makes a promise out of what a device sent. Pure.
package struct PromiseJudge: Sendable {
  /// Far above any debt, and small enough that thousandths of it are exact.
  package static let largestMinor: Int64 = 1_000_000_000_000_000

  let rules: ContactRules
  let policy: CapturePolicy

  package init(rules: ContactRules, policy: CapturePolicy) {
    self.rules = rules
    self.policy = policy
  }

  package func judge(
    _ report: PromiseReport, by recorder: Recorder, _ dossier: Dossier, _ policies: PromisePolicies, at now: Instant
  ) throws(RecordProblem) -> PromiseRecord {
    try policy.check(report.madeAt, field: "made_at", at: now)
    guard let account = dossier.accounts.first(where: { $0.accountID == report.accountID }) else {
      throw RecordProblem("out_of_scope", "account_id", "The account does not exist or is outside of the collector's scope.")
    }
    guard let terms = policies[dossier.debtor.country] else {
      throw RecordProblem("no_promise_policy", "account_id", "No promise policy is published for the debtor's country.")
    }
    try checkAmount(report, account, terms)
    let madeOn = rules.localDate(of: report.madeAt, in: dossier.debtor.timeZone) ?? report.madeAt.dateInUTC
    guard report.dueOn >= madeOn else { throw RecordProblem("due_before_made", "due_on", "The date lies before the promise.") }
    guard report.dueOn <= madeOn.advanced(byDays: terms.maximumDays) else {
      throw RecordProblem("due_too_late", "due_on", "A promise falls due within \(terms.maximumDays) days.")
    }
    let event = PromiseChanged(
      promiseID: report.promiseID, debtorID: dossier.debtor.debtorID, accountID: report.accountID, visitID: report.visitID,
      collectorID: recorder.collectorID, amountMinor: report.amountMinor, currency: report.currency, dueOn: report.dueOn, state: .active,
      paidMinor: 0, version: 1, madeAt: report.madeAt, changedAt: now)
    return PromiseRecord(
      event: event, teamID: recorder.teamID, madeOn: madeOn, timeZone: dossier.debtor.timeZone,
      cutOffOn: cutOff(report.dueOn, terms.graceDays, dossier.debtor.country), tolerancePermille: terms.tolerancePermille,
      partialPermille: terms.partialPermille)
  }

  private func checkAmount(_ report: PromiseReport, _ account: AccountUpdated, _ terms: PromisePolicy) throws(RecordProblem) {
    guard report.currency == account.currency else {
      throw RecordProblem("other_currency", "currency", "The account is in another currency.")
    }
    guard (1...Self.largestMinor).contains(report.amountMinor) else {
      throw RecordProblem("out_of_range", "amount_minor", "The amount is more than zero and at most \(Self.largestMinor).")
    }
    // What the account owed when the promise was made is not known if it has changed since: an honest promise is not refused for that.
    guard account.updatedAt <= report.madeAt else { return }
    let minimum = terms.minimum(for: account)
    guard report.amountMinor >= minimum else {
      throw RecordProblem("below_minimum", "amount_minor", "A promise about this account is of at least \(minimum) minor units.")
    }
    guard report.amountMinor <= max(account.totalDueMinor, minimum) else {
      throw RecordProblem("above_debt", "amount_minor", "The account owes less.")
    }
  }

  /// The due date moved by business days of the place. A day of which it is not known whether it is a holiday counts as one of work.
  private func cutOff(_ due: CalendarDate, _ graceDays: Int, _ country: String) -> CalendarDate {
    var date = due
    var left = graceDays
    while left > 0 {
      date = date.advanced(byDays: 1)
      let isWeekend = date.weekday == .saturday || date.weekday == .sunday
      if !isWeekend, rules.isHoliday(date, in: Jurisdiction(country)) != true { left -= 1 }
    }
    return date
  }
}
