/// How often a debtor may be contacted.
struct Cap: Sendable {
  enum Period: String {
    case day = "DAY"
    /// A calendar week of the debtor, Monday to Sunday.
    case week = "WEEK"
    /// The day of the contact and the six before it.
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

  /// Whether a contact on `other` falls into the period of one on `day`.
  func covers(_ other: Int, on day: Int) -> Bool {
    switch period {
    case .day: return other == day
    case .week:
      let monday = day - LocalTime.weekday(ofDay: day)
      return other >= monday && other < monday + 7
    case .sevenDays: return other > day - 7 && other <= day
    }
  }
}

/// What counts as a contact where the law leaves it open, as in Colombia (Ley 2300, art. 3).
public enum CountMode: Sendable {
  /// An unanswered call or a message sent counts: the reading of the Superintendencia Financiera.
  case attempt
  /// Only a conversation counts.
  case directContact
}
