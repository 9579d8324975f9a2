public import Contracts

/// A negative report to a credit bureau, which some laws let follow on a notice only.
public struct BureauReport: Sendable {
  public var jurisdiction: Jurisdiction
  /// The debtor authorised reports expressly.
  public var isAuthorised: Bool
  /// When the debtor was told of the report.
  public var notices: [Instant]
  /// A debt so small that the law asks for two notices, in Colombia up to 15 % of a minimum wage.
  public var isSmallDebt: Bool
  public var instant: Instant
  /// IANA name of the debtor's zone.
  public var timeZone: String

  public init(
    jurisdiction: Jurisdiction, isAuthorised: Bool, notices: [Instant], isSmallDebt: Bool = false, instant: Instant, timeZone: String
  ) {
    self.jurisdiction = jurisdiction
    self.isAuthorised = isAuthorised
    self.notices = notices
    self.isSmallDebt = isSmallDebt
    self.instant = instant
    self.timeZone = timeZone
  }

  /// A law that asks for a notice so many calendar days before.
  struct Rule: Sendable {
    let ruleID: RuleID
    let noticeDays: Int
    let validity: ClosedRange<Int>
  }

  static func rules(_ lines: [RuleReader.Line]) -> [Jurisdiction: Rule] {
    lines.reduce(into: [:]) { rules, line in
      guard let jurisdiction = line.rule.jurisdiction, let days = line.noticeDays else { return }
      rules[jurisdiction] = Rule(ruleID: line.rule.id, noticeDays: days, validity: RuleReader.days(line.rule))
    }
  }
}

extension ContactRules {
  /// May the report be made? Where no law speaks about reports, an authorisation is not asked for here.
  public func decide(_ report: BureauReport) -> ContactDecision {
    guard let rule = reports[report.jurisdiction] ?? reports[Jurisdiction(report.jurisdiction.country)] else {
      return ContactDecision(allowed: true, ruleIDs: [], reasons: [], nextAllowedAt: report.instant)
    }
    func refusal(_ code: ContactReasonCode, until next: Instant?) -> ContactDecision {
      ContactDecision(
        allowed: false, ruleIDs: [rule.ruleID], reasons: [ContactReason(code: code, ruleID: rule.ruleID)], nextAllowedAt: next)
    }
    guard let today = localDate(of: report.instant, in: report.timeZone) else { return refusal(.zoneUnknown, until: nil) }
    let allowed = ContactDecision(allowed: true, ruleIDs: [rule.ruleID], reasons: [], nextAllowedAt: report.instant)
    guard rule.validity.contains(Int(today.daysSince1970)) else { return allowed }
    let dates = Set(report.notices.filter { $0 <= report.instant }.compactMap { localDate(of: $0, in: report.timeZone) }).sorted()
    let needed = report.isSmallDebt ? 2 : 1
    guard report.isAuthorised, dates.count >= needed else { return refusal(.noticeMissing, until: nil) }
    let earliest = dates[needed - 1].advanced(byDays: rule.noticeDays)
    return today >= earliest ? allowed : refusal(.noticeMissing, until: midnight(of: earliest, in: report.timeZone))
  }
}
