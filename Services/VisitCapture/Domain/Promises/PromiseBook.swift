package import Contracts

/// The promises about some debtors as a batch goes on: what a further one has to fit in with. Pure.
package struct PromiseBook: Sendable {
  private var records: [PromiseID: PromiseRecord]
  /// Accounts about which there is an agreement that is being paid.
  private let agreed: Set<AccountID>
  /// Those in whose place another one was entered.
  package private(set) var replaced: [PromiseRecord] = []

  package init(_ records: [PromiseRecord] = [], agreed: Set<AccountID> = []) {
    self.agreed = agreed
    self.records = Dictionary(records.map { ($0.event.promiseID, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The promises about the accounts, by due date.
  package func promises(about accounts: [AccountID]) -> [PromiseRecord] {
    records.values.filter { $0.covers(anyOf: accounts) }.sorted {
      ($0.event.dueOn, $0.event.promiseID) < ($1.event.dueOn, $1.event.promiseID)
    }
  }

  /// Why no further promise about the accounts is taken on a day; `nil` when one is.
  package func obstacle(about accounts: [AccountID], on day: CalendarDate, _ terms: PromisePolicy) -> String? {
    obstacle(about: accounts, on: day, terms, replacing: [])
  }

  /// Enters a promise that is good in itself, and takes out the one that it replaces.
  ///
  /// - Parameter debt: the most that the dates of a promise may add up to; `nil` when it is not known.
  /// - Throws: ``RecordProblem``, and nothing has changed.
  package mutating func enter(
    _ record: PromiseRecord, _ terms: PromisePolicy, debt: Int64?, at now: Instant
  ) throws(RecordProblem) {
    let outgoing = try outgoing(for: record)
    if record.seriesID == record.event.promiseID {
      if let code = obstacle(about: record.event.coveredAccountIDs, on: record.madeOn, terms, replacing: outgoing) {
        throw RecordProblem(code, "account_id", "The policy takes no further promise about this account.")
      }
    } else {
      try checkSeries(of: record, terms, debt: debt)
    }
    for promise in outgoing {
      let promise = promise.moved(to: .replaced, at: now)
      records[promise.event.promiseID] = promise
      replaced.append(promise)
    }
    records[record.event.promiseID] = record
  }

  private func obstacle(
    about accounts: [AccountID], on day: CalendarDate, _ terms: PromisePolicy, replacing outgoing: [PromiseRecord]
  ) -> String? {
    if !agreed.isDisjoint(with: accounts) { return "agreement_active" }
    let leaving = Set(outgoing.map(\.seriesID))
    let known = promises(about: accounts)
    let open = Set(known.filter(\.isActive).map(\.seriesID)).subtracting(leaving)
    if open.count >= terms.maximumActive { return "too_many_active" }
    let failed = known.filter { record in
      (record.event.state == .broken || record.event.state == .replaced) && record.madeOn >= day.advanced(byDays: -terms.repeatDays)
    }
    return Set(failed.map(\.seriesID)).count >= terms.maximumRepeats ? "too_many_repeats" : nil
  }

  /// All dates of the promise that a new one replaces, as far as they have not been judged.
  private func outgoing(for record: PromiseRecord) throws(RecordProblem) -> [PromiseRecord] {
    guard let replaces = record.event.replaces else { return [] }
    guard let former = records[replaces], former.covers(anyOf: record.event.coveredAccountIDs) else {
      throw RecordProblem("unknown_promise", "replaces", "There is no such promise about this account.")
    }
    guard former.isActive else {
      throw RecordProblem("promise_judged", "replaces", "The promise is not active any more: make a new one without replacing it.")
    }
    return records.values.filter { $0.seriesID == former.seriesID && $0.isActive }.sorted { $0.event.promiseID < $1.event.promiseID }
  }

  private func checkSeries(of record: PromiseRecord, _ terms: PromisePolicy, debt: Int64?) throws(RecordProblem) {
    guard let first = records[record.seriesID], first.seriesID == record.seriesID,
      first.event.coveredAccountIDs == record.event.coveredAccountIDs
    else { throw RecordProblem("unknown_series", "series_id", "The first date of the promise is not known, or is about other accounts.") }
    let series = records.values.filter { $0.seriesID == record.seriesID }
    guard series.count < terms.maximumDates else {
      throw RecordProblem("too_many_dates", "series_id", "A promise has at most \(terms.maximumDates) dates.")
    }
    if let debt, series.reduce(record.event.amountMinor, { $0 + $1.event.amountMinor }) > debt {
      throw RecordProblem("above_debt", "amount_minor", "Together the dates of the promise are of more than is owed.")
    }
  }
}
