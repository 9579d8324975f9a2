package import ContactRules
package import Contracts

/// What the contact rules say about visits.
package struct VisitLaw: Sendable {
  /// Flags of the person rather than of one debt: on one account, they hold for all.
  package static let personalFlags: ContactFlags = [.doNotContact, .cease, .insolvency, .deceased, .represented]

  package let rules: ContactRules

  package init(_ rules: ContactRules) {
    self.rules = rules
  }

  // MARK: The calendar of a place

  /// When the law allows any visit at all in a country on a date: that of the least protected debtor. Empty on a closed day.
  package func hours(on date: CalendarDate, country: String, timeZone: String) -> DayWindows {
    rules.windows(
      on: date,
      for: ContactRequest(
        jurisdictions: [Jurisdiction(country)], channel: .visit, place: .elsewhere, product: .microcredit, visitAuthorised: true,
        consent: .granted, instant: Instant(milliseconds: 0), timeZone: timeZone))
  }

  /// The first date after `date` on which the law allows any visit; `nil` when there is none within the days that the rules look ahead.
  package func nextWorkingDay(after date: CalendarDate, country: String, timeZone: String) -> CalendarDate? {
    (1...ContactRules.searchDays).lazy.map { date.advanced(byDays: $0) }
      .first { !hours(on: $0, country: country, timeZone: timeZone).windows.isEmpty }
  }

  /// The date that clocks show there; `nil` for a zone that the rules do not know.
  package func today(at now: Instant, in timeZone: String) -> CalendarDate? {
    rules.localDate(of: now, in: timeZone)
  }

  /// The zone of a country that has only one.
  package func timeZone(of country: String) -> String? {
    rules.timeZone(of: Jurisdiction(country))
  }

  /// The instant at which a date begins by local clocks; `nil` for a zone that the rules do not know.
  package func midnight(of date: CalendarDate, in timeZone: String) -> Instant? {
    rules.midnight(of: date, in: timeZone)
  }

  // MARK: One debtor

  /// When the debtor may be visited on a date about one of the accounts, at the place that is known.
  package func windows(for visit: VisitCase, account accountID: AccountID, on date: CalendarDate) -> DayWindows {
    rules.windows(on: date, for: request(for: visit, account: accountID, on: date))
  }

  /// What the law says about such a visit on the whole of a date, and what it is asked.
  package func ruling(for visit: VisitCase, account accountID: AccountID, on date: CalendarDate) -> VisitRuling {
    let request = request(for: visit, account: accountID, on: date)
    return VisitRuling(request: request, decision: ContactDecision(rules.windows(on: date, for: request)))
  }

  private func request(for visit: VisitCase, account accountID: AccountID, on date: CalendarDate) -> ContactRequest {
    let account = visit.accounts[accountID]
    let personal = visit.accounts.values.reduce(into: ContactFlags()) { $0.formUnion($1.flags.intersection(Self.personalFlags)) }
    var jurisdictions = [Jurisdiction(visit.debtor.country)]
    if let place = visit.debtor.place {
      // The law of the place, which is that of the debtor's country unless the place is abroad.
      let local = rules.jurisdiction(of: place.country, state: place.state)
      if local.country == visit.debtor.country { jurisdictions = [local] } else { jurisdictions.append(local) }
    }
    return ContactRequest(
      jurisdictions: jurisdictions, channel: .visit, place: visit.debtor.place.map { ContactPlace($0.kind) } ?? .unspecified,
      product: account?.product, visitAuthorised: account?.visitAuthorised ?? false, consent: ChannelConsent(visit.debtor.visitConsent),
      flags: personal.union(account?.flags ?? []), instant: midnight(of: date, in: visit.debtor.timeZone) ?? Instant(milliseconds: 0),
      timeZone: visit.debtor.timeZone, prior: visit.visits.map { PriorContact(.visit, at: $0.at, reached: $0.reached) } + visit.messages)
  }
}

/// What the law said about visiting a debtor on a date, and what it was asked; the instant is the beginning of the date.
package struct VisitRuling: Sendable {
  package let request: ContactRequest
  package let decision: ContactDecision
}
