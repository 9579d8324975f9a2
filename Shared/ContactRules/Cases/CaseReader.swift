import Contracts

/// Reads one case into the question that it asks.
///
/// What a case does not say is taken as what makes the law alone decide: the holder, consent given, no flags. The zone is the named one,
/// else that of the jurisdiction whose clock shows the offset of `instant`, else the most usual one.
public struct CaseReader: Sendable {
  public enum Question: Sendable {
    case contact(ContactRequest)
    case report(BureauReport)
  }

  /// Neither law nor calendar says anything about other years.
  private static let years = 2000...2199

  private let rules: ContactRules

  public init(_ rules: ContactRules) { self.rules = rules }

  public func read(_ row: CaseRow) throws(RuleDataError) -> Question {
    let jurisdictions = try jurisdictions(row)
    let (instant, offset) = try instant(row["instant"], row, "instant")
    let zone = try zone(row, jurisdictions, instant, offset)
    if row.word("channel") == "bureau_report" {
      return .report(
        BureauReport(
          jurisdiction: jurisdictions[0], isAuthorised: try look("consent", CaseWords.consents, row) == .granted,
          notices: try prior(row).map(\.instant), instant: instant, timeZone: zone))
    }
    return .contact(
      ContactRequest(
        jurisdictions: jurisdictions, channel: try look("channel", CaseWords.channels, row),
        place: try look("place", CaseWords.places, row),
        party: try look("party_role", CaseWords.parties, row), product: try look("product_type", CaseWords.products, row),
        visitAuthorised: try look("visit_authorized", CaseWords.truths, row), consent: try look("consent", CaseWords.consents, row),
        flags: try flags(row), conduct: try conduct(row), instant: instant, timeZone: zone,
        prior: try contacts(row)))
  }

  private func look<Value>(_ column: String, _ words: [String: Value], _ row: CaseRow) throws(RuleDataError) -> Value {
    guard let value = words[row.word(column)] else { throw row.unknown(column, words.keys.filter { !$0.isEmpty }) }
    return value
  }

  private func channel(_ text: Substring, _ row: CaseRow) throws(RuleDataError) -> ContactChannel {
    guard let channel = CaseWords.channels[CaseRow.word(text)] else {
      throw row.error("prior", "'\(text.prefix(40))' is none of \(CaseWords.channels.keys.sorted().joined(separator: ", "))")
    }
    return channel
  }

  /// `CO`, `BR-SP`, or several divided by `|`; `subdivision` holds for the first.
  private func jurisdictions(_ row: CaseRow) throws(RuleDataError) -> [Jurisdiction] {
    var result: [Jurisdiction] = []
    for part in row["jurisdiction"].uppercased().split(separator: "|") {
      let names = CaseRow.trimmed(part).split(separator: "-", maxSplits: 1)
      guard let country = names.first else { continue }
      var subdivision = names.count > 1 ? String(names[1]) : nil
      if result.isEmpty, subdivision == nil, !row["subdivision"].isEmpty {
        let text = row["subdivision"].uppercased()
        subdivision = text.hasPrefix("\(country)-") ? String(text.dropFirst(country.count + 1)) : text
      }
      guard let jurisdiction = rules.jurisdiction(String(country), subdivision: subdivision) else {
        throw row.unknown("jurisdiction", rules.countries)
      }
      result.append(jurisdiction)
    }
    guard !result.isEmpty else { throw row.error("jurisdiction", "is empty") }
    return result
  }

  private func zone(
    _ row: CaseRow, _ jurisdictions: [Jurisdiction], _ instant: Instant, _ offset: Seconds?
  ) throws(RuleDataError) -> String {
    let named = String(row["time_zone"])
    guard named.isEmpty else {
      guard rules.utcOffset(at: instant, in: named) != nil else {
        throw row.error("time_zone", "is not the IANA name of a zone of the data")
      }
      return named
    }
    guard let zone = rules.timeZone(of: jurisdictions[0], showing: offset, at: instant) else {
      throw row.error("time_zone", "is needed: the jurisdiction has no zone of its own")
    }
    return zone
  }

  /// RFC 3339; the seconds may be left out. The offset is `nil` for `Z`, which says nothing about the place.
  private func instant(_ text: Substring, _ row: CaseRow, _ column: String) throws(RuleDataError) -> (Instant, Seconds?) {
    var full = String(text)
    if text.utf8.count >= 17, text.dropFirst(16).first.map({ "Zz+-".contains($0) }) == true {
      full = "\(text.prefix(16)):00\(text.dropFirst(16))"
    }
    guard let instant = Instant(full) else {
      throw row.error(column, "'\(text.prefix(40))' is not RFC 3339 with an offset, such as 2026-11-25T19:59:00-05:00")
    }
    guard Self.years.contains(instant.dateInUTC.components.year) else {
      throw row.error(column, "'\(text.prefix(40))' lies outside of the years \(Self.years.lowerBound) to \(Self.years.upperBound)")
    }
    let sign = full.suffix(6).first
    guard sign == "+" || sign == "-", let hours = Int(full.suffix(5).prefix(2)), let minutes = Int(full.suffix(2)) else {
      return (instant, nil)
    }
    return (instant, Seconds((sign == "-" ? -1 : 1) * (hours * 60 + minutes) * 60))
  }

  private struct Prior {
    let channel: Substring
    let instant: Instant
    let reached: Bool
  }

  /// `channel@instant|...`; `channel@instant@reached` for a conversation.
  private func prior(_ row: CaseRow) throws(RuleDataError) -> [Prior] {
    var result: [Prior] = []
    for entry in row["prior"].split(separator: "|") {
      let parts = entry.split(separator: "@")
      guard parts.count == 2 || parts.count == 3 && CaseRow.word(parts[2]) == "reached" else {
        throw row.error("prior", "'\(entry.prefix(60))' is not channel@instant")
      }
      result.append(
        Prior(channel: parts[0], instant: try instant(CaseRow.trimmed(parts[1]), row, "prior").0, reached: parts.count == 3))
    }
    return result
  }

  private func contacts(_ row: CaseRow) throws(RuleDataError) -> [PriorContact] {
    var contacts: [PriorContact] = []
    for prior in try prior(row) {
      contacts.append(PriorContact(try channel(prior.channel, row), at: prior.instant, reached: prior.reached))
    }
    return contacts
  }

  private func flags(_ row: CaseRow) throws(RuleDataError) -> ContactFlags {
    var flags: ContactFlags = []
    for name in row["flags"].split(separator: "|") {
      guard let flag = ContactFlags.names[CaseRow.word(name)] else { throw row.unknown("flags", ContactFlags.names.keys) }
      flags.insert(flag)
    }
    return flags
  }

  private func conduct(_ row: CaseRow) throws(RuleDataError) -> ContactConduct {
    var conduct: ContactConduct = []
    for name in row["conduct"].split(separator: "|") {
      guard let one = ContactConduct.names[CaseRow.word(name)] else { throw row.unknown("conduct", ContactConduct.names.keys) }
      conduct.insert(one)
    }
    return conduct
  }
}
