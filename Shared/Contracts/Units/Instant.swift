/// A point in time, in whole milliseconds since 1970-01-01T00:00:00Z.
///
/// On the wire it is RFC 3339 in UTC with milliseconds (`2026-11-22T15:02:00.000Z`); any RFC 3339 offset is read.
public struct Instant: Hashable, Comparable, Sendable {
  public var milliseconds: Int64

  public init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  public static func < (lhs: Instant, rhs: Instant) -> Bool {
    lhs.milliseconds < rhs.milliseconds
  }

  public func advanced(by seconds: Seconds) -> Instant {
    Instant(milliseconds: milliseconds + Int64(seconds.value) * 1_000)
  }

  public func advanced(milliseconds delta: Int64) -> Instant {
    Instant(milliseconds: milliseconds + delta)
  }

  /// The time from `earlier` to this instant, rounded down to whole seconds.
  public func seconds(since earlier: Instant) -> Seconds {
    Seconds(Int(((milliseconds - earlier.milliseconds).quotientRoundedDown(by: 1_000))))
  }

  /// The calendar date in UTC.
  public var dateInUTC: CalendarDate {
    CalendarDate(daysSince1970: Int32(milliseconds.quotientRoundedDown(by: 86_400_000)))
  }
}

extension Instant: CustomStringConvertible {
  /// RFC 3339, UTC, milliseconds.
  public var description: String {
    let days = milliseconds.quotientRoundedDown(by: 86_400_000)
    let rest = Int(milliseconds - days * 86_400_000)
    let date = CalendarDate(daysSince1970: Int32(days))
    var text = date.description
    text.append("T")
    text.appendPadded(rest / 3_600_000, digits: 2)
    text.append(":")
    text.appendPadded(rest / 60_000 % 60, digits: 2)
    text.append(":")
    text.appendPadded(rest / 1_000 % 60, digits: 2)
    text.append(".")
    text.appendPadded(rest % 1_000, digits: 3)
    text.append("Z")
    return text
  }

  /// Reads RFC 3339 (`2026-11-22T10:02:00-05:00`, fractions beyond milliseconds are cut). `nil` for anything else.
  public init?(_ text: some StringProtocol) {
    var reader = DigitReader(text)
    guard let date = reader.date(), reader.skip("T", or: "t", or: " "), let hour = reader.number(digits: 2), reader.skip(":"),
      let minute = reader.number(digits: 2), reader.skip(":"), let second = reader.number(digits: 2),
      hour < 24, minute < 60, second < 61, let fraction = reader.milliseconds(), let offset = reader.offsetMinutes(), reader.isAtEnd
    else { return nil }
    let minutes = Int64(date.daysSince1970) * 1_440 + Int64(hour * 60 + minute - offset)
    self.init(milliseconds: minutes * 60_000 + Int64(second * 1_000 + fraction))
  }
}

extension Instant: Codable {
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let instant = Instant(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "expected an RFC 3339 date-time such as 2026-11-22T15:02:00.000Z"))
    }
    self = instant
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
