package import Contracts
import Foundation

/// Dates in the debtor's own time zone.
package struct LocalCalendar: Sendable {
  private let zone: TimeZone

  package static let utc = LocalCalendar(zone: .gmt)

  private init(zone: TimeZone) { self.zone = zone }

  /// `nil` for a name that the time zone database does not hold.
  package init?(identifier: String) {
    guard let zone = TimeZone(identifier: identifier) else { return nil }
    self.zone = zone
  }

  package func date(of instant: Instant) -> CalendarDate {
    instant.advanced(milliseconds: offset(at: instant)).dateInUTC
  }

  /// The first instant of `date`.
  package func start(of date: CalendarDate) -> Instant {
    let midnight = Instant(milliseconds: Int64(date.daysSince1970) * 86_400_000)
    // The offset that counts is the one in force at the local midnight, not at the UTC one.
    let guess = midnight.advanced(milliseconds: -offset(at: midnight))
    return midnight.advanced(milliseconds: -offset(at: guess))
  }

  private func offset(at instant: Instant) -> Int64 {
    Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.milliseconds) / 1_000))) * 1_000
  }
}

/// The weekdays on which field work is planned, by country. Public holidays are the planner's matter.
package struct WorkingWeek: Codable, Equatable, Sendable {
  package var fallback: [Weekday]
  package var byCountry: [String: [Weekday]]

  package init(fallback: [Weekday], byCountry: [String: [Weekday]]) {
    self.fallback = fallback
    self.byCountry = byCountry
  }

  private enum CodingKeys: String, CodingKey {
    case fallback = "default"
    case byCountry = "by_country"
  }

  /// The first working date after `date`; the day after it when a country has no working day at all.
  package func next(after date: CalendarDate, country: String) -> CalendarDate {
    let days = byCountry[country] ?? fallback
    return (1...7).lazy.map { date.advanced(byDays: $0) }.first { days.contains($0.weekday) } ?? date.advanced(byDays: 1)
  }
}
