/// How often a debtor may be contacted.
struct Cap: Sendable {
  enum Period: String {
    case day = "DAY"
    /// A calendar week of the debtor, Monday to Sunday.
    case week = "WEEK"
    /// The seven times 24 hours that end with the contact. Never laxer than counting by dates.
    case sevenDays = "7D"
  }

  enum Scope: String {
    /// Contacts through any of the clause's channels, together.
    case listed
    /// Contacts through the same channel.
    case channel
    /// How many of the clause's channels are used at all.
    case distinct
    /// As `listed`, about the same debt.
    case debt
  }

  enum Counting: String {
    case attempts
    case conversations
    /// As the operator reads the law: see `CountMode`.
    case switchable = "switch"
  }

  let limit: Int
  let period: Period
  let scope: Scope
  /// The least difference between the dates of two contacts; 0 for none.
  let gapDays: Int
  /// Whether only a conversation starts the gap.
  let gapAfterConversation: Bool
  let counting: Counting

  /// Whether it is counted up to the instant of the contact, not over days of the calendar.
  func isRolling(_ week: WeekMode) -> Bool {
    switch period {
    case .day: false
    case .week: week == .rolling
    case .sevenDays: true
    }
  }

  /// Whether a contact on `other` falls into the calendar's period of one on `day`; for caps that do not roll.
  func covers(_ other: Int, on day: Int) -> Bool {
    switch period {
    case .day: return other == day
    case .week, .sevenDays:
      let monday = day - LocalTime.weekday(ofDay: day)
      return other >= monday && other < monday + 7
    }
  }
}
