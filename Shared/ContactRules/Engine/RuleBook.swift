import Contracts

/// The law indexed by jurisdiction and channel, so that a decision reads only what concerns it.
///
/// Which clauses hold together is settled here, once: prohibitions and requirements of the house, of the country and of its subdivision all
/// hold; windows and caps of a subdivision replace those of its country for the channels that it speaks about, and those of a country
/// replace the house's.
struct RuleBook: Sendable {
  private let jurisdictions: [Jurisdiction: JurisdictionRules]

  init(_ lines: [RuleReader.Line], calendars: HolidayCalendars) {
    // The order of the data must not matter.
    let sorted = lines.sorted { ($0.rule.id, $0.rule.clause) < ($1.rule.id, $1.rule.clause) }
    let byPlace = Dictionary(grouping: sorted) { $0.rule.jurisdiction }
    let countries = Set(sorted.compactMap { $0.rule.jurisdiction?.country })
    var places = Set(byPlace.keys.compactMap { $0 })
    places.formUnion(countries.map { Jurisdiction($0) })
    places.formUnion(calendars.jurisdictions.filter { countries.contains($0.country) })

    let house = byPlace[nil] ?? []
    var jurisdictions: [Jurisdiction: JurisdictionRules] = [:]
    for place in places {
      let national = byPlace[Jurisdiction(place.country)] ?? []
      let own = place.subdivision == nil ? [] : byPlace[place] ?? []
      jurisdictions[place] = JurisdictionRules(
        zone: Self.zone(of: own) ?? Self.zone(of: national), calendar: calendars[place],
        channels: ContactChannel.allCases.sorted { $0.ordinal < $1.ordinal }.map { Self.merge([house, national, own], for: $0) })
    }
    self.jurisdictions = jurisdictions
  }

  /// Whether a part of a country has rules or holidays of its own.
  func knows(_ jurisdiction: Jurisdiction) -> Bool { jurisdictions[jurisdiction] != nil }

  /// The rules of a subdivision, else of its country; `nil` for a country without rules.
  func rules(for jurisdiction: Jurisdiction) -> JurisdictionRules? {
    jurisdictions[jurisdiction] ?? jurisdictions[Jurisdiction(jurisdiction.country)]
  }

  /// `levels` go from the widest to the narrowest.
  private static func merge(_ levels: [[RuleReader.Line]], for channel: ContactChannel) -> ChannelRules {
    var rules = ChannelRules()
    for level in levels {
      func clauses(_ effect: ContactRuleEffect) -> [Clause] {
        level.compactMap { line in line.rule.effect == effect ? line.clause : nil }.filter { $0.channels.contains(channel) }
      }
      rules.deny += clauses(.deny)
      rules.require += clauses(.require)
      let allow = clauses(.allow)
      if !allow.isEmpty { rules.allow = allow }
      let cap = clauses(.cap)
      if !cap.isEmpty { rules.cap = cap }
    }
    return rules
  }

  /// The one zone that all lines name, if they agree on one.
  private static func zone(of lines: [RuleReader.Line]) -> String? {
    let zones = Set(lines.flatMap(\.zones))
    guard zones.count == 1, let zone = zones.first, !zone.contains("*") else { return nil }
    return String(zone)
  }
}
