/// A date of the proleptic Gregorian calendar, without a time or a zone; `YYYY-MM-DD` on the wire.
public struct CalendarDate: Hashable, Comparable, Sendable {
  public let daysSince1970: Int32

  public init(daysSince1970: Int32) {
    self.daysSince1970 = daysSince1970
  }

  /// `nil` when the date does not exist (2026-02-30) or lies outside the years 1 to 9999.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Self.days(inMonth: month, of: year) else { return nil }
    daysSince1970 = Self.days(year: year, month: month, day: day)
  }

  public static func < (lhs: CalendarDate, rhs: CalendarDate) -> Bool {
    lhs.daysSince1970 < rhs.daysSince1970
  }

  public func advanced(byDays days: Int) -> CalendarDate {
    CalendarDate(daysSince1970: daysSince1970 + Int32(days))
  }

  /// Whole days from `earlier` to this date; negative when `earlier` is later.
  public func days(since earlier: CalendarDate) -> Int {
    Int(daysSince1970) - Int(earlier.daysSince1970)
  }

  public var weekday: Weekday {
    // 1970-01-01 was a Thursday; counted from Monday = 0.
    let index = (Int(daysSince1970) % 7 + 7 + 3) % 7
    return Weekday.allCases[index]
  }

  public var components: (year: Int, month: Int, day: Int) {
    // Days to civil date, after H. Hinnant, "chrono-compatible low-level date algorithms", 2013.
    let z = Int(daysSince1970) + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }

  private static func days(year: Int, month: Int, day: Int) -> Int32 {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int32(era * 146_097 + dayOfEra - 719_468)
  }

  private static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

public enum Weekday: String, CaseIterable, Codable, Sendable {
  case monday, tuesday, wednesday, thursday, friday, saturday, sunday
}

extension CalendarDate: CustomStringConvertible {
  public var description: String {
    let (year, month, day) = components
    var text = ""
    text.appendPadded(year, digits: 4)
    text.append("-")
    text.appendPadded(month, digits: 2)
    text.append("-")
    text.appendPadded(day, digits: 2)
    return text
  }

  /// Reads `YYYY-MM-DD`; `nil` for anything else.
  public init?(_ text: some StringProtocol) {
    var reader = DigitReader(text)
    guard let date = reader.date(), reader.isAtEnd else { return nil }
    self = date
  }
}

extension CalendarDate: Codable {
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let date = CalendarDate(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "expected a calendar date such as 2026-11-22"))
    }
    self = date
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
