import Contracts

/// How dates are written: as such, or as days from a business date that is given later.
enum DateForm: Sendable {
  case absolute(CalendarDate)
  /// `{{-47}}` stands for the date 47 days before the business date (``SeedDates``).
  case relative
}

/// The texts of the days around the business date, made once: a message has a dozen of them.
struct DateTexts: Sendable {
  private static let kept = -1_600...800

  private let form: DateForm
  private let texts: [String]

  init(_ form: DateForm) {
    self.form = form
    texts = Self.kept.map { Self.text($0, form) }
  }

  /// The date `day` days after the business date.
  subscript(day: Int) -> String {
    Self.kept.contains(day) ? texts[day - Self.kept.lowerBound] : Self.text(day, form)
  }

  private static func text(_ day: Int, _ form: DateForm) -> String {
    switch form {
    case .absolute(let business): business.advanced(byDays: day).description
    case .relative: "{{\(day)}}"
    }
  }
}
