import Contracts

/// The holidays of every jurisdiction that the data names.
struct HolidayCalendars: Sendable {
  private let calendars: [Jurisdiction: HolidayCalendar]
  /// The years of each country for which the list is whole.
  let years: [String: ClosedRange<Int>]

  /// Fails at the first line that cannot be read.
  init(holidays: String, years: String) throws(RuleDataError) {
    let spans = try Self.spans(parsing: years)
    let rules = try Self.rules(parsing: holidays)
    var calendars: [Jurisdiction: HolidayCalendar] = [:]
    for jurisdiction in Set(rules.keys).union(spans.keys.map { Jurisdiction($0) }) {
      // A country without known years has no calendar, whatever single holidays are known.
      guard let years = spans[jurisdiction.country] else { continue }
      var applicable = rules[Jurisdiction(jurisdiction.country)] ?? []
      if jurisdiction.subdivision != nil { applicable += rules[jurisdiction] ?? [] }
      calendars[jurisdiction] = Self.calendar(applicable, years: years)
    }
    self.calendars = calendars
    self.years = spans
  }

  /// The calendar of a subdivision, else that of its country, else one that knows nothing.
  subscript(jurisdiction: Jurisdiction) -> HolidayCalendar {
    calendars[jurisdiction] ?? calendars[Jurisdiction(jurisdiction.country)] ?? .missing
  }

  /// The jurisdictions that have a calendar of their own.
  var jurisdictions: some Collection<Jurisdiction> { calendars.keys }

  private static func calendar(_ rules: [HolidayRule], years: ClosedRange<Int>) -> HolidayCalendar {
    guard let first = CalendarDate(year: years.lowerBound, month: 1, day: 1),
      let last = CalendarDate(year: years.upperBound, month: 12, day: 31)
    else { return .missing }
    // The next year's first holiday can be moved into the last year's end.
    let days = (years.lowerBound...years.upperBound + 1).flatMap { year in rules.compactMap { $0.day(in: year) } }
    return HolidayCalendar(first: Int(first.daysSince1970), count: last.days(since: first) + 1, days: days)
  }

  private static func rules(parsing text: String) throws(RuleDataError) -> [Jurisdiction: [HolidayRule]] {
    let file = "holidays.csv"
    var result: [Jurisdiction: [HolidayRule]] = [:]
    for row in try CSVTable(parsing: text, file: file, required: ["country", "subdivision", "rule"]).rows {
      guard let rule = HolidayRule(row["rule"]) else {
        throw RuleDataError(file: file, line: row.line, column: "rule", problem: "is not a rule for a date")
      }
      let subdivision = row["subdivision"]
      result[Jurisdiction(row["country"], subdivision: subdivision.isEmpty ? nil : subdivision), default: []].append(rule)
    }
    return result
  }

  private static func spans(parsing text: String) throws(RuleDataError) -> [String: ClosedRange<Int>] {
    let file = "holiday-years.csv"
    var result: [String: ClosedRange<Int>] = [:]
    for row in try CSVTable(parsing: text, file: file, required: ["country", "from_year", "to_year"]).rows {
      guard let from = Int(row["from_year"]), let to = Int(row["to_year"]), from >= 1970, from <= to, to <= 2200 else {
        throw RuleDataError(file: file, line: row.line, problem: "needs from_year and to_year between 1970 and 2200")
      }
      result[row["country"]] = from...to
    }
    return result
  }
}
