public import Contracts

/// One clause of one row of the law, as it is shown to people. A row that says several things has several clauses.
public struct ContactRule: Sendable {
  public let id: RuleID
  public let clause: Int
  public let effect: ContactRuleEffect
  public let evaluation: ContactRuleEvaluation
  /// `nil` for house policy, which holds everywhere.
  public let jurisdiction: Jurisdiction?
  /// What the clause says, where numbers do not say it all.
  public let conditions: String
  public let source: String
  /// How sure we are of the source: `HIGH`, `MED`, `LOW`, `POLICY`, or a mixture in words.
  public let confidence: String
  /// The first day on which it holds; `nil` when it held before we kept data.
  public let validFrom: CalendarDate?
  /// The last day on which it holds; `nil` while it is in force.
  public let validTo: CalendarDate?
}

public enum ContactRuleEffect: String, Sendable {
  case deny = "DENY"
  /// Refuses unless something is given.
  case require = "REQUIRE"
  /// Opens a window; outside all windows contact is closed.
  case allow = "ALLOW"
  case cap = "CAP"
}

/// Who sees to it that a clause is kept.
public enum ContactRuleEvaluation: String, Sendable {
  /// `ContactRules` decides it.
  case engine = "ENGINE"
  /// It limits fees, decided where charges are made.
  case fee = "FEE"
  /// It is about negative reports to credit bureaus: see `BureauReport`.
  case reporting = "REPORTING"
}
