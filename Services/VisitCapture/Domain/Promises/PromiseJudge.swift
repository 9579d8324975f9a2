package import ContactRules
package import Contracts

/// Makes a promise out of what a device sent. Pure.
package struct PromiseJudge: Sendable {
  /// Far above any debt, and small enough that thousandths of it and sums of some are exact.
  package static let largestMinor: Int64 = 1_000_000_000_000_000
  package static let mostAccounts = 20

  let rules: ContactRules
  let policy: CapturePolicy

  package init(rules: ContactRules, policy: CapturePolicy) {
    self.rules = rules
    self.policy = policy
  }

  /// Enters the promise into the book; when it is refused, the book stays as it is.
  package func judge(
    _ report: PromiseReport, by recorder: Recorder, _ dossier: Dossier, _ policies: PromisePolicies, into book: inout PromiseBook,
    drift: Seconds? = nil, at now: Instant
  ) throws(RecordProblem) -> PromiseRecord {
    try policy.check(report.madeAt, field: "made_at", at: now)
    let madeAt = policy.time(report.madeAt, drift: drift, at: now)
    let accounts = try accounts(of: report, dossier)
    let entry = try policies.entry(for: dossier.debtor.country, named: report.policyVersion, at: madeAt)
    let terms = entry.policy
    try checkAmount(report, accounts, terms, at: madeAt)
    let zone = dossier.debtor.timeZone
    let madeOn = rules.localDate(of: madeAt, in: zone) ?? madeAt.dateInUTC
    guard report.dueOn >= madeOn else { throw RecordProblem("due_before_made", "due_on", "The date lies before the promise.") }
    guard report.dueOn <= madeOn.advanced(byDays: terms.maximumDays) else {
      throw RecordProblem("due_too_late", "due_on", "A promise falls due within \(terms.maximumDays) days.")
    }
    let cutOffOn = cutOff(report.dueOn, terms.graceDays, dossier.debtor.country)
    let cutOffAt = LocalClock.instant(cutOffOn, minute: terms.cutOffMinute, in: zone)
    let event = PromiseChanged(
      promiseID: report.promiseID, debtorID: dossier.debtor.debtorID, accountID: report.accountID, visitID: report.visitID,
      collectorID: recorder.collectorID, amountMinor: report.amountMinor, currency: report.currency, dueOn: report.dueOn, state: .active,
      paidMinor: 0, version: 1, madeAt: madeAt, changedAt: now, accountIDs: accounts.map(\.accountID), cutOffAt: cutOffAt,
      replaces: report.replaces)
    let record = PromiseRecord(
      event: event, teamID: recorder.teamID, madeOn: madeOn, timeZone: zone, cutOffOn: cutOffOn, cutOffAt: cutOffAt,
      tolerancePermille: terms.tolerancePermille, partialPermille: terms.partialPermille, seriesID: report.seriesID ?? report.promiseID,
      method: report.method, policy: entry.name)
    try book.enter(record, terms, debt: isKnown(accounts, at: madeAt) ? terms.maximum(for: accounts) : nil, at: now)
    return record
  }

  /// The account that the promise names first and the others, all of one debtor.
  private func accounts(of report: PromiseReport, _ dossier: Dossier) throws(RecordProblem) -> [AccountUpdated] {
    let more = report.moreAccountIDs ?? []
    guard more.count < Self.mostAccounts else {
      throw RecordProblem("too_many_accounts", "more_account_ids", "A promise is about at most \(Self.mostAccounts) accounts.")
    }
    var accounts: [AccountUpdated] = []
    for (accountID, field) in [(report.accountID, "account_id")] + more.map({ ($0, "more_account_ids") }) {
      guard let account = dossier.accounts.first(where: { $0.accountID == accountID }) else {
        throw RecordProblem("out_of_scope", field, "The account is not the debtor's or is outside of the collector's scope.")
      }
      guard report.currency == account.currency else {
        throw RecordProblem("other_currency", "currency", "The account is in another currency.")
      }
      if !accounts.contains(where: { $0.accountID == accountID }) { accounts.append(account) }
    }
    return accounts
  }

  private func checkAmount(
    _ report: PromiseReport, _ accounts: [AccountUpdated], _ terms: PromisePolicy, at madeAt: Instant
  ) throws(RecordProblem) {
    guard (1...Self.largestMinor).contains(report.amountMinor) else {
      throw RecordProblem("out_of_range", "amount_minor", "The amount is more than zero and at most \(Self.largestMinor).")
    }
    guard isKnown(accounts, at: madeAt) else { return }
    let minimum = terms.minimum(for: accounts)
    // A promise over several dates meets it with the first.
    guard report.isFurtherDate || report.amountMinor >= minimum else {
      throw RecordProblem("below_minimum", "amount_minor", "A promise about this account is of at least \(minimum) minor units.")
    }
    guard report.amountMinor <= terms.maximum(for: accounts) else {
      throw RecordProblem("above_debt", "amount_minor", "The account owes less.")
    }
  }

  /// What an account owed when the promise was made is not known if it has changed since: an honest promise is not refused for that.
  private func isKnown(_ accounts: [AccountUpdated], at madeAt: Instant) -> Bool { accounts.allSatisfy { $0.updatedAt <= madeAt } }

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
