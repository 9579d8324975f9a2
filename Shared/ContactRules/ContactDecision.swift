public import Contracts

public enum ContactRuleSubject {}
/// The key of a row of the law, such as `PE-01`.
public typealias RuleID = Code<ContactRuleSubject>

/// The answer to a `ContactRequest`.
public struct ContactDecision: Sendable, Equatable {
  public let allowed: Bool
  /// When refused, the rules that refuse, of the strongest kind that does (deny, require, window, cap);
  /// when allowed, the rules whose window is open. Sorted, without repetition.
  public let ruleIDs: [RuleID]
  /// Why it was refused; empty when allowed.
  public let reasons: [ContactReason]
  /// The earliest instant, not before the request's, at which the same request is allowed if no further contact happens.
  /// The request's own instant when allowed; `nil` when nothing within `ContactRules.searchDays` is known to be.
  public let nextAllowedAt: Instant?

  init(allowed: Bool, ruleIDs: [RuleID], reasons: [ContactReason], nextAllowedAt: Instant?) {
    self.allowed = allowed
    self.ruleIDs = ruleIDs
    self.reasons = reasons
    self.nextAllowedAt = nextAllowedAt
  }

  /// The answer about a whole day: allowed when any part of it is, from the first of them on.
  public init(_ day: DayWindows) {
    self.init(
      allowed: !day.windows.isEmpty, ruleIDs: day.ruleIDs, reasons: day.reasons, nextAllowedAt: day.windows.first?.opens)
  }
}

/// One ground of a refusal, to be put into words by a message catalogue.
public struct ContactReason: Hashable, Sendable {
  public let code: ContactReasonCode
  /// `nil` when no rule stands behind it, such as for a jurisdiction without rules.
  public let ruleID: RuleID?
}

public enum ContactReasonCode: String, CaseIterable, Sendable {
  /// A flag of the debtor or the account pauses contact.
  case flagged
  /// This party may not be contacted.
  case partyForbidden = "party_forbidden"
  /// No visit here, or only with an authorisation that is missing.
  case placeForbidden = "place_forbidden"
  /// The debtor has not agreed to the channel, and must have.
  case consentMissing = "consent_missing"
  /// The contact would do something that is forbidden, or leave a duty undone.
  case conductForbidden = "conduct_forbidden"
  case forbidden
  /// What is to be announced has not been, or not long enough ago.
  case noticeMissing = "notice_missing"
  case closedDay = "closed_day"
  case holiday
  case outsideHours = "outside_hours"
  case capReached = "cap_reached"
  /// Too soon after the last contact.
  case gapTooShort = "gap_too_short"
  /// No rule opens this channel at any time.
  case noWindow = "no_window"
  /// Whether the day is a holiday is not known, so it is not assumed to be a working day.
  case calendarMissing = "calendar_missing"
  case jurisdictionUnknown = "jurisdiction_unknown"
  case zoneUnknown = "zone_unknown"
}
