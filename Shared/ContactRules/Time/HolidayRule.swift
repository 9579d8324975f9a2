import Contracts

/// How a holiday's date follows from the year.
enum HolidayRule: Equatable {
  /// `12-25`
  case fixed(month: Int, day: Int)
  /// `01-06>MON`: on the day itself or the next such weekday, as Colombia's Ley 51 of 1983 ("Ley Emiliani") moves holidays to Mondays.
  case onOrAfter(month: Int, day: Int, weekday: Int)
  /// `EASTER-2` or `EASTER+43`: days from Easter Sunday.
  case easter(days: Int)
  /// `3.MON.11`: the third Monday of November; `LAST.MON.05` the last one of May, which is week 5.
  case nth(week: Int, weekday: Int, month: Int)
  /// `2027-09-17`: once.
  case once(CalendarDate)

  init?(_ text: String) {
    if text.hasPrefix("EASTER") {
      guard let days = Int(text.dropFirst(6)) else { return nil }
      self = .easter(days: days)
    } else if text.contains(".") {
      let parts = text.split(separator: ".")
      guard parts.count == 3, let week = parts[0] == "LAST" ? 5 : Int(parts[0]), (1...5).contains(week),
        let weekday = DaySet.weekday(named: parts[1]), let month = Int(parts[2]), (1...12).contains(month)
      else { return nil }
      self = .nth(week: week, weekday: weekday, month: month)
    } else if let date = CalendarDate(text) {
      self = .once(date)
    } else {
      let parts = text.split(separator: ">", maxSplits: 1)
      // Read in a leap year, so that 02-29 is a date.
      guard let monthDay = parts.first, let date = CalendarDate("2028-\(monthDay)") else { return nil }
      let (_, month, day) = date.components
      if parts.count == 1 {
        self = .fixed(month: month, day: day)
      } else {
        guard let weekday = DaySet.weekday(named: parts[1]) else { return nil }
        self = .onOrAfter(month: month, day: day, weekday: weekday)
      }
    }
  }

  /// Days since 1970 of the holiday that the rule gives for `year`; `nil` when there is none.
  func day(in year: Int) -> Int? {
    switch self {
    case .fixed(let month, let day):
      return CalendarDate(year: year, month: month, day: day).map { Int($0.daysSince1970) }
    case .onOrAfter(let month, let day, let weekday):
      return CalendarDate(year: year, month: month, day: day).map { Self.first(weekday, from: Int($0.daysSince1970)) }
    case .easter(let days):
      return Self.easterSunday(in: year).map { $0 + days }
    case .nth(let week, let weekday, let month):
      guard let start = CalendarDate(year: year, month: month, day: 1) else { return nil }
      let day = Self.first(weekday, from: Int(start.daysSince1970)) + (week - 1) * 7
      let isInMonth = CalendarDate(daysSince1970: Int32(day)).components.month == month
      return isInMonth ? day : week == 5 ? day - 7 : nil
    case .once(let date):
      return date.components.year == year ? Int(date.daysSince1970) : nil
    }
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
    return CalendarDate(year: year, month: month, day: day).map { Int($0.daysSince1970) }
  }
}
