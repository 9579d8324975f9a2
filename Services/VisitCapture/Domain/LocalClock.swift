import Contracts
import Foundation

/// Times of day as the clocks of a place show them.
enum LocalClock {
  /// The instant at which a local day is `minute` minutes old; 1440 is its end. Greenwich time for a zone that nobody knows.
  static func instant(_ date: CalendarDate, minute: Int, in timeZone: String) -> Instant {
    let zone = TimeZone(identifier: timeZone) ?? .gmt
    let wanted = Int64(date.daysSince1970) * 86_400_000 + Int64(minute) * 60_000
    func offset(at milliseconds: Int64) -> Int64 {
      Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(milliseconds) / 1_000))) * 1_000
    }
    // The offset that counts is the one in force at the local time, not at the same time in Greenwich.
    let guess = wanted - offset(at: wanted)
    return Instant(milliseconds: wanted - offset(at: guess))
  }
}
