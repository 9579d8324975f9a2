import Contracts
import Foundation

extension LocalClock {
  /// The date that the calendars of a place show. Greenwich's for a zone that nobody knows.
  static func date(of instant: Instant, in timeZone: String) -> CalendarDate {
    let zone = TimeZone(identifier: timeZone) ?? .gmt
    let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.milliseconds) / 1_000))
    return instant.advanced(by: Seconds(offset)).dateInUTC
  }
}
