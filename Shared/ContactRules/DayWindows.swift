public import Contracts

/// When a contact is allowed within one local day.
public struct DayWindows: Sendable, Equatable {
  public let date: CalendarDate
  /// In order, apart from each other. Empty when the day is closed.
  public let windows: [ContactWindow]
  /// Why the day is closed; empty otherwise.
  public let reasons: [ContactReason]
  /// The rules that open the day, or those that close it.
  public let ruleIDs: [RuleID]
}

/// A stretch of time in which a contact is allowed: from `opens` up to but not including `closes`.
public struct ContactWindow: Sendable, Hashable {
  public let opens: Instant
  public let closes: Instant
  /// What the debtor's clock shows at `opens`, in minutes since midnight.
  public let localOpens: Int
  /// What the debtor's clock shows when it closes, up to 1440.
  public let localCloses: Int

  public func contains(_ instant: Instant) -> Bool { opens <= instant && instant < closes }
}
