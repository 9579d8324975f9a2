package import Contracts

/// A flag or a membership of an exclusion list, as it was entered.
package struct RestrictionEntry: Equatable, Sendable {
  package var restriction: Restriction
  /// The last day on which it holds, in the debtor's zone; `nil` without an end.
  package var validUntil: CalendarDate?

  package init(_ restriction: Restriction, validUntil: CalendarDate?) {
    self.restriction = restriction
    self.validUntil = validUntil
  }
}

/// All that was entered about one debtor.
package struct RestrictionBook: Sendable {
  private let entries: [RestrictionEntry]
  private let calendar: LocalCalendar

  /// - Parameter timeZone: the debtor's; UTC while it is not known.
  package init(_ entries: [RestrictionEntry], timeZone: String?) {
    self.entries = entries
    calendar = timeZone.flatMap { LocalCalendar(identifier: $0) } ?? .utc
  }

  /// What holds at `now`, in an order that does not depend on that of the entries.
  package func inForce(at now: Instant) -> [Restriction] {
    entries.filter { end(of: $0).map { $0 > now } ?? true }.map(\.restriction).sorted { lhs, rhs in
      (lhs.kind.rawValue, lhs.listID?.rawValue ?? "", lhs.accountID?.description ?? "")
        < (rhs.kind.rawValue, rhs.listID?.rawValue ?? "", rhs.accountID?.description ?? "")
    }
  }

  /// When the next of them ends by itself.
  package func nextEnd(after now: Instant) -> Instant? {
    entries.compactMap(end).filter { $0 > now }.min()
  }

  private func end(of entry: RestrictionEntry) -> Instant? {
    entry.validUntil.map { calendar.start(of: $0.advanced(byDays: 1)) }
  }
}
