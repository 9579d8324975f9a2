import Contracts

/// Reads the lines of the law.
struct RuleReader {
  private static let file = "contact-rules.csv"
  private static let required = [
    "rule_id", "clause", "effect", "evaluation", "jurisdiction", "subdivision", "zones", "channels", "places", "parties", "products",
    "flags",
    "conducts", "unless_parties", "unless_products", "unless", "weekdays", "from", "to", "holidays", "cap_n", "cap_period", "cap_scope",
    "gap_days",
    "gap_after", "counts", "valid_from", "valid_to", "conditions", "source", "confidence",
  ]

  struct Line {
    let rule: ContactRule
    /// IANA names or patterns; a single plain name is the zone of the jurisdiction.
    let zones: [Substring]
    /// `nil` when the engine does not decide it.
    let clause: Clause?
    /// Calendar days between the notice and what it announces, where a clause asks for them.
    let noticeDays: Int?
  }

  /// Fails at the first line that cannot be read, and when two versions of a clause hold on the same day.
  static func read(_ text: String, _ reading: LawReading) throws(RuleDataError) -> [Line] {
    var lines: [Line] = []
    var versions: [String: [ClosedRange<Int>]] = [:]
    for row in try CSVTable(parsing: text, file: file, required: required).rows {
      let reader = RuleReader(row: row, reading: reading)
      let rule = try reader.rule()
      let validity = Self.days(rule)
      let key = "\(rule.id)/\(rule.clause)"
      guard versions[key]?.contains(where: { $0.overlaps(validity) }) != true else {
        throw reader.error("valid_from", "overlaps another version of the same clause")
      }
      versions[key, default: []].append(validity)
      if rule.jurisdiction == nil, !reading.includesHouse { continue }
      lines.append(
        Line(
          rule: rule, zones: row["zones"].split(separator: "|"), clause: rule.evaluation == .engine ? try reader.clause(of: rule) : nil,
          noticeDays: rule.evaluation == .reporting ? try reader.noticeDays() : nil))
    }
    return lines
  }

  private let row: CSVTable.Row
  private let reading: LawReading

  private func error(_ column: String, _ problem: String) -> RuleDataError {
    RuleDataError(file: Self.file, line: row.line, column: column, problem: problem)
  }

  static func days(_ rule: ContactRule) -> ClosedRange<Int> {
    let from = rule.validFrom.map { Int($0.daysSince1970) } ?? .min
    return from...max(from, rule.validTo.map { Int($0.daysSince1970) } ?? .max)
  }

  private func rule() throws(RuleDataError) -> ContactRule {
    guard !row["rule_id"].isEmpty else { throw error("rule_id", "is empty") }
    guard let number = Int(row["clause"]) else { throw error("clause", "is not a number") }
    guard let effect = ContactRuleEffect(rawValue: row["effect"]) else { throw error("effect", "is none of ALLOW, DENY, REQUIRE, CAP") }
    guard let evaluation = ContactRuleEvaluation(rawValue: row["evaluation"]) else {
      throw error("evaluation", "is none of ENGINE, FEE, REPORTING")
    }
    let from = try date("valid_from")
    let to = try date("valid_to")
    if let from, let to, to < from { throw error("valid_to", "is before valid_from") }
    let country = row["jurisdiction"]
    let subdivision = row["subdivision"]
    guard country == "*" ? subdivision.isEmpty : country.utf8.count == 2 else { throw error("jurisdiction", "is neither * nor a country") }
    return ContactRule(
      id: RuleID(row["rule_id"]), clause: number, effect: effect, evaluation: evaluation,
      jurisdiction: country == "*" ? nil : Jurisdiction(country, subdivision: subdivision.isEmpty ? nil : subdivision),
      conditions: row["conditions"], source: row["source"], confidence: row["confidence"], validFrom: from, validTo: to)
  }

  private func clause(of rule: ContactRule) throws(RuleDataError) -> Clause {
    let exemption = try exemption()
    let conduct = try conduct()
    if rule.effect == .require, exemption == nil, conduct.isEmpty {
      throw error("unless", "is needed: what does the clause require?")
    }
    let own = rule.effect == .allow ? reading.windows[rule.id] : nil
    guard let days = DaySet(own?.weekdays ?? row["weekdays"]) else {
      throw error("weekdays", "is not a set of days such as MON-FRI or SUN+HOL")
    }
    if rule.effect == .allow, days.namesHolidays { throw error("weekdays", "of a window cannot name holidays; say so in holidays") }
    let holidays = own.map { $0.opensOnHolidays ? "Y" : "N" } ?? row["holidays"]
    guard rule.effect != .allow || holidays == "Y" || holidays == "N" else { throw error("holidays", "is neither Y nor N") }
    return Clause(
      ruleID: rule.id, number: rule.clause,
      channels: try cases("channels", whenEmpty: .none), places: try cases("places", whenEmpty: .all),
      parties: try cases("parties", whenEmpty: .all), products: try cases("products", whenEmpty: .all),
      flags: try flags(), conduct: conduct, exemption: exemption, days: days,
      minutes: rule.effect == .allow ? try window() : 0..<1_440, opensOnHolidays: holidays == "Y", validity: Self.days(rule),
      cap: rule.effect == .cap ? try cap() : nil)
  }

  private func date(_ column: String) throws(RuleDataError) -> CalendarDate? {
    let text = row[column]
    if text.isEmpty { return nil }
    guard let date = CalendarDate(text) else { throw error(column, "is not a date YYYY-MM-DD") }
    return date
  }

  private func cases<Element>(_ column: String, whenEmpty: CaseSet<Element>) throws(RuleDataError) -> CaseSet<Element> {
    guard let set = CaseSet<Element>(row[column], whenEmpty: whenEmpty) else { throw error(column, "has an unknown name") }
    return set
  }

  private func flags() throws(RuleDataError) -> ContactFlags {
    var set: ContactFlags = []
    for name in row["flags"].split(separator: "|") {
      guard let flag = ContactFlags.names[String(name)] else { throw error("flags", "has an unknown name") }
      set.insert(flag)
    }
    return set
  }

  private func conduct() throws(RuleDataError) -> ContactConduct {
    var set: ContactConduct = []
    for name in row["conducts"].split(separator: "|") {
      guard let conduct = ContactConduct.names[String(name)] else { throw error("conducts", "has an unknown name") }
      set.insert(conduct)
    }
    return set
  }

  private func noticeDays() throws(RuleDataError) -> Int {
    guard let days = Int(row["gap_days"]), days >= 0 else { throw error("gap_days", "is not a number of days") }
    return days
  }

  private func exemption() throws(RuleDataError) -> Clause.Exemption? {
    var conditions: ExemptionConditions = []
    for name in row["unless"].split(separator: "|") {
      guard let condition = ExemptionConditions.names[String(name)] else { throw error("unless", "has an unknown name") }
      conditions.insert(condition)
    }
    let parties: CaseSet<PartyRole> = try cases("unless_parties", whenEmpty: .none)
    let products: CaseSet<ProductType> = try cases("unless_products", whenEmpty: .none)
    if conditions.isEmpty, parties.isEmpty, products.isEmpty { return nil }
    return Clause.Exemption(parties: parties, products: products, conditions: conditions)
  }

  private func window() throws(RuleDataError) -> Range<Int> {
    let from = try minute("from")
    let to = try minute("to")
    guard from < to else { throw error("to", "is not after from; state a window across midnight as two") }
    return from..<to
  }

  /// Minutes since midnight; 24:00 is the end of the day.
  private func minute(_ column: String) throws(RuleDataError) -> Int {
    let parts = row[column].split(separator: ":").map { Int($0) }
    guard parts.count == 2, let hours = parts[0], let minutes = parts[1], hours >= 0, (0..<60).contains(minutes),
      hours * 60 + minutes <= 1_440
    else { throw error(column, "is not a time HH:MM") }
    return hours * 60 + minutes
  }

  private func cap() throws(RuleDataError) -> Cap {
    guard let limit = Int(row["cap_n"]), limit > 0 else { throw error("cap_n", "is not a positive number") }
    guard let period = Cap.Period(rawValue: row["cap_period"]) else { throw error("cap_period", "is none of DAY, WEEK, 7D") }
    guard let scope = Cap.Scope(rawValue: row["cap_scope"]) else { throw error("cap_scope", "is none of listed, channel, distinct, debt") }
    guard let counting = Cap.Counting(rawValue: row["counts"]) else {
      throw error("counts", "is none of attempts, conversations, switch")
    }
    let gapText = row["gap_days"]
    guard let gap = gapText.isEmpty ? 0 : Int(gapText), gap >= 0 else { throw error("gap_days", "is not a number of days") }
    let after = row["gap_after"]
    guard gap == 0 || after == "attempt" || after == "conversation" else {
      throw error("gap_after", "is neither attempt nor conversation")
    }
    return Cap(
      limit: limit, period: period, scope: scope, gapDays: gap, gapAfterConversation: after == "conversation", counting: counting)
  }
}
