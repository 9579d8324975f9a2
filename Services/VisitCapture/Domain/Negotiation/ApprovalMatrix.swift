package import Contracts

/// Who must agree to what: the level of a deal is the highest that any of its measures calls for.
package struct ApprovalMatrix: Codable, Equatable, Sendable {
  /// What is held against a rule.
  package enum Measure: String, Codable, CaseIterable, Sendable {
    /// In hundredths of a per cent of the debt.
    case waivedBasisPoints = "waived_basis_points"
    case waivedMinor = "waived_minor"
    case instalments
    /// Days from the deal to the first instalment.
    case firstDueDays = "first_due_days"
    case brokenPlans = "broken_plans"
    case daysPastDue = "days_past_due"
  }

  /// A measure above `above` calls for `level`; where the rule names a creditor, an age or a balance, only there.
  package struct Rule: Codable, Equatable, Sendable {
    package var measure: Measure
    package var above: Int64
    package var level: Int
    package var creditorID: CreditorID?
    package var fromDay: Int?
    package var toDay: Int?
    package var fromBalanceMinor: Int64?
    package var toBalanceMinor: Int64?

    package init(
      _ measure: Measure, above: Int64, level: Int, creditorID: CreditorID? = nil, fromDay: Int? = nil, toDay: Int? = nil,
      fromBalanceMinor: Int64? = nil, toBalanceMinor: Int64? = nil
    ) {
      self.measure = measure
      self.above = above
      self.level = level
      self.creditorID = creditorID
      self.fromDay = fromDay
      self.toDay = toDay
      self.fromBalanceMinor = fromBalanceMinor
      self.toBalanceMinor = toBalanceMinor
    }

    private enum CodingKeys: String, CodingKey {
      case measure, above, level
      case creditorID = "creditor_id"
      case fromDay = "from_day"
      case toDay = "to_day"
      case fromBalanceMinor = "from_balance_minor"
      case toBalanceMinor = "to_balance_minor"
    }

    func covers(_ account: AccountUpdated) -> Bool {
      (creditorID ?? account.creditorID) == account.creditorID
        && account.daysPastDue >= fromDay ?? .min && account.daysPastDue <= toDay ?? .max
        && account.totalDueMinor >= fromBalanceMinor ?? .min && account.totalDueMinor <= toBalanceMinor ?? .max
    }
  }

  package struct Level: Codable, Equatable, Sendable {
    package var level: Int
    /// Who may agree; whoever may at a higher level may here too.
    package var roles: [StaffRole]
    /// How many people must agree.
    package var approvals: Int

    package init(level: Int, roles: [StaffRole], approvals: Int = 1) {
      self.level = level
      self.roles = roles
      self.approvals = approvals
    }
  }

  package var rules: [Rule]
  package var levels: [Level]
  /// The level for a waiver above the plan's maxima; without one it is refused.
  package var overLimitLevel: Int?
  /// Nobody having decided by then, the deal goes back to the agent.
  package var expiresAfterHours: Int

  package init(rules: [Rule], levels: [Level], overLimitLevel: Int? = nil, expiresAfterHours: Int = 48) {
    self.rules = rules
    self.levels = levels
    self.overLimitLevel = overLimitLevel
    self.expiresAfterHours = expiresAfterHours
  }

  private enum CodingKeys: String, CodingKey {
    case rules, levels
    case overLimitLevel = "over_limit_level"
    case expiresAfterHours = "expires_after_hours"
  }

  /// 0: nobody else needs to agree.
  package func level(of measures: [Measure: Int64], for account: AccountUpdated) -> Int {
    rules.filter { rule in rule.covers(account) && (measures[rule.measure] ?? 0) > rule.above }.map(\.level).max() ?? 0
  }

  /// The roles that may agree at a level.
  package func roles(atLeast level: Int) -> Set<StaffRole> { Set(levels.filter { $0.level >= level }.flatMap(\.roles)) }

  package func approvals(at level: Int) -> Int { levels.first { $0.level == level }?.approvals ?? 1 }

  /// Refuses a matrix that calls for somebody who does not exist.
  func check() throws(RecordProblem) {
    for level in rules.map(\.level) + [overLimitLevel].compactMap(\.self) where level < 0 || (level > 0 && roles(atLeast: level).isEmpty) {
      throw RecordProblem("unknown_level", "approvals.levels", "Nobody may agree at level \(level): give it roles.")
    }
    guard (1...2_160).contains(expiresAfterHours) else {
      throw RecordProblem("out_of_range", "approvals.expires_after_hours", "A request is open for 1 to 2160 hours.")
    }
    guard levels.allSatisfy({ (1...5).contains($0.approvals) }) else {
      throw RecordProblem("out_of_range", "approvals.levels", "A level takes 1 to 5 approvals.")
    }
  }
}
