public import Contracts

/// How an operator reads the law where it leaves something open. Each reading is a switch; what the rules say plainly is none.
public struct LawReading: Sendable, Equatable {
  /// What counts as a contact where the law does not say.
  public var counting: CountMode
  /// What a week is.
  public var week: WeekMode
  /// Other days for the windows of a rule whose source is unsure of them, as that of `MX-01`.
  public var windows: [RuleID: WindowReading]
  /// Whether the house's own rules (`GEN-*`) hold beside the law.
  public var includesHouse: Bool

  public init(
    counting: CountMode = .attempt, week: WeekMode = .calendar, windows: [RuleID: WindowReading] = [:], includesHouse: Bool = true
  ) {
    self.counting = counting
    self.week = week
    self.windows = windows
    self.includesHouse = includesHouse
  }

  /// The same text for the same reading.
  var text: String {
    let windows = windows.sorted { $0.key < $1.key }.map {
      "\($0.key.rawValue)=\($0.value.weekdays)\($0.value.opensOnHolidays ? "+HOL" : "")"
    }
    return "\(counting) \(week) \(windows.joined(separator: " ")) \(includesHouse)"
  }
}

/// What counts as a contact where the law leaves it open, as in Colombia (Ley 2300, art. 3).
public enum CountMode: String, CaseIterable, Sendable {
  /// An unanswered call or a message sent counts: the reading of the Superintendencia Financiera.
  case attempt
  /// Only a conversation counts.
  case directContact = "direct_contact"
}

/// What caps by the week count over.
public enum WeekMode: String, CaseIterable, Sendable {
  /// Monday to Sunday by the debtor's calendar.
  case calendar
  /// The seven times 24 hours that end with the contact.
  case rolling
}

/// The days on which the windows of a rule are open.
public struct WindowReading: Sendable, Equatable {
  /// As the data writes them, such as `MON-FRI`.
  public var weekdays: String
  public var opensOnHolidays: Bool

  public init(weekdays: String, opensOnHolidays: Bool) {
    self.weekdays = weekdays
    self.opensOnHolidays = opensOnHolidays
  }
}
