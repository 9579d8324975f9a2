public import Contracts

/// How often an instalment falls due.
public enum Frequency: String, Codable, CaseIterable, Sendable {
  case weekly
  /// Every fourteen days.
  case fortnightly
  /// On the same day of each month, or on its last where it has no such day.
  case monthly

  /// The last date that a schedule may reach.
  public static let horizon = CalendarDate(year: 2199, month: 12, day: 31) ?? CalendarDate(daysSince1970: 0)

  /// The length of a period as a share of a year of 365 days or twelve months.
  var yearFraction: (numerator: Int, denominator: Int) {
    switch self {
    case .weekly: (7, 365)
    case .fortnightly: (14, 365)
    case .monthly: (1, 12)
    }
  }

  /// When the instalments fall due, the first one on `first`.
  ///
  /// - Throws: ``NegotiationProblem`` for a first date before 2000 or a last one after ``horizon``.
  public func dueDates(from first: CalendarDate, count: Int) throws(NegotiationProblem) -> [CalendarDate] {
    guard first.components.year >= 2000, first <= Self.horizon else {
      throw NegotiationProblem("out_of_range", "first_due_on", "\(first) does not lie within the years 2000 to 2199.")
    }
    let dates = (0..<count).map { date($0, from: first) }
    guard let last = dates.last else { return [] }
    guard last <= Self.horizon else {
      throw NegotiationProblem("out_of_range", "first_due_on", "The last instalment would fall due on \(last), after the year 2199.")
    }
    return dates
  }

  private func date(_ index: Int, from first: CalendarDate) -> CalendarDate {
    switch self {
    case .weekly: first.advanced(byDays: 7 * index)
    case .fortnightly: first.advanced(byDays: 14 * index)
    case .monthly: Self.month(index, after: first)
    }
  }

  private static func month(_ count: Int, after first: CalendarDate) -> CalendarDate {
    let (year, month, day) = first.components
    let months = year * 12 + month - 1 + count
    // February has 28 days at least: one of the four exists.
    return (max(1, day - 3)...day).reversed().lazy.compactMap { CalendarDate(year: months / 12, month: months % 12 + 1, day: $0) }.first
      ?? first
  }
}
