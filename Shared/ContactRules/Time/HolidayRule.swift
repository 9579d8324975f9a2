import Contracts

/// How a holiday's date follows from the year.
struct HolidayRule: Equatable {
  enum Form: Equatable {
    /// `12-25`
    case fixed(month: Int, day: Int)
    /// `01-06>MON`: on the day itself or the next such weekday, as Colombia's Ley 51 of 1983 ("Ley Emiliani") moves holidays to Mondays.
    case onOrAfter(month: Int, day: Int, weekday: Int)
    /// `06-29~TUE-1/WED-2/THU-3/FRI+3`: moved by so many days when it falls on such a weekday, as Chile's Ley 19.668 and Argentina's
    /// Ley 27.399 do. Seven numbers, Monday first.
    case shifted(month: Int, day: Int, by: [Int])
    /// `09-17?MON/FRI`: only in years in which it falls on such a weekday.
    case only(month: Int, day: Int, weekdays: [Int])
    /// `EASTER-2` or `EASTER+43`: days from Easter Sunday.
    case easter(days: Int)
    /// `3.MON.11`: the third Monday of November; `LAST.MON.05` the last one of May, which is week 5.
    case nth(week: Int, weekday: Int, month: Int)
    /// `2027-09-17`: once.
    case once(CalendarDate)
  }

  let form: Form
  /// The first year in which it is a holiday: `07-09>MON@2026`.
  let since: Int

  init?(_ text: String) {
    let parts = text.split(separator: "@", maxSplits: 1)
    guard let rule = parts.first, let form = Form(rule), let since = parts.count == 1 ? 0 : Int(parts[1]) else { return nil }
    self.form = form
    self.since = since
  }

  /// Days since 1970 of the holiday that the rule gives for `year`; `nil` when there is none. Moved ones may lie in the year before.
  func day(in year: Int) -> Int? {
    guard year >= since else { return nil }
    switch form {
    case .fixed(let month, let day):
      return Self.day(year, month, day)
    case .onOrAfter(let month, let day, let weekday):
      return Self.day(year, month, day).map { Self.first(weekday, from: $0) }
    case .shifted(let month, let day, let shifts):
      return Self.day(year, month, day).map { $0 + shifts[LocalTime.weekday(ofDay: $0)] }
    case .only(let month, let day, let weekdays):
      return Self.day(year, month, day).flatMap { weekdays.contains(LocalTime.weekday(ofDay: $0)) ? $0 : nil }
    case .easter(let days):
      return Self.easterSunday(in: year).map { $0 + days }
    case .nth(let week, let weekday, let month):
      guard let start = Self.day(year, month, 1) else { return nil }
      let day = Self.first(weekday, from: start) + (week - 1) * 7
      let isInMonth = CalendarDate(daysSince1970: Int32(day)).components.month == month
      return isInMonth ? day : week == 5 ? day - 7 : nil
    case .once(let date):
      return date.components.year == year ? Int(date.daysSince1970) : nil
    }
  }

  private static func day(_ year: Int, _ month: Int, _ day: Int) -> Int? {
    CalendarDate(year: year, month: month, day: day).map { Int($0.daysSince1970) }
  }

  private static func first(_ weekday: Int, from day: Int) -> Int {
    day + (weekday - LocalTime.weekday(ofDay: day) + 7) % 7
  }

  /// After the anonymous Gregorian algorithm in the form of New Scientist, 30 March 1961, page 828.
  private static func easterSunday(in year: Int) -> Int? {
    let a = year % 19
    let (b, c) = (year / 100, year % 100)
    let g = (8 * b + 13) / 25
    let h = (19 * a + b - b / 4 - g + 15) % 30
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7
    let m = (a + 11 * h + 19 * l) / 433
    let n = h + l - 7 * m
    let month = (n + 90) / 25
    let day = (n + 33 * month + 19) % 32
    return Self.day(year, month, day)
  }
}

extension HolidayRule.Form {
  init?(_ text: Substring) {
    if text.hasPrefix("EASTER") {
      guard let days = Int(text.dropFirst(6)) else { return nil }
      self = .easter(days: days)
    } else if text.contains(".") {
      let parts = text.split(separator: ".")
      guard parts.count == 3, let week = parts[0] == "LAST" ? 5 : Int(parts[0]), (1...5).contains(week),
        let weekday = DaySet.weekday(named: parts[1]), let month = Int(parts[2]), (1...12).contains(month)
      else { return nil }
      self = .nth(week: week, weekday: weekday, month: month)
    } else if let date = CalendarDate(String(text)) {
      self = .once(date)
    } else {
      // Read in a leap year, so that 02-29 is a date.
      guard let date = CalendarDate("2028-\(text.prefix(5))") else { return nil }
      self.init(date.components.month, date.components.day, text.dropFirst(5))
    }
  }

  /// What follows the month and day.
  private init?(_ month: Int, _ day: Int, _ rest: Substring) {
    let parts = rest.dropFirst().split(separator: "/")
    switch rest.first {
    case nil: self = .fixed(month: month, day: day)
    case ">":
      guard parts.count == 1, let weekday = DaySet.weekday(named: parts[0]) else { return nil }
      self = .onOrAfter(month: month, day: day, weekday: weekday)
    case "?":
      let weekdays = parts.compactMap { DaySet.weekday(named: $0) }
      guard !weekdays.isEmpty, weekdays.count == parts.count else { return nil }
      self = .only(month: month, day: day, weekdays: weekdays)
    case "~":
      var shifts = [Int](repeating: 0, count: 7)
      for part in parts {
        guard let weekday = DaySet.weekday(named: part.prefix(3)), let shift = Int(part.dropFirst(3)) else { return nil }
        shifts[weekday] = shift
      }
      guard shifts.contains(where: { $0 != 0 }) else { return nil }
      self = .shifted(month: month, day: day, by: shifts)
    default: return nil
    }
  }
}
