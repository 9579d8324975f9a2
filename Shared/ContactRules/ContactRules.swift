public import Contracts

/// When, where, how often and through which channel a debtor may be contacted: the law as data, and the engine that reads it.
///
/// A prohibition goes before a requirement, that before the windows of time, those before caps on frequency. Outside a window contact is
/// closed; a window's end is not part of it. Everything is judged by clock and calendar of the debtor. What is not known refuses:
/// a country without rules, a zone that does not exist, a year without a list of holidays.
///
/// A value does no I/O, reads no clock, and may be used from any thread. Compile it once and keep it.
public struct ContactRules: Sendable {
  /// How many days ahead a next allowed instant is looked for.
  public static let searchDays = 60

  /// Every clause of the law, in the order of the data, also those that the engine does not decide.
  public let catalogue: [ContactRule]
  private let book: RuleBook
  private let zones: ZoneCatalogue
  private let places: JurisdictionZones
  private let calendars: HolidayCalendars
  let reports: [Jurisdiction: BureauReport.Rule]
  /// How the operator reads what the law leaves open.
  public let reading: LawReading
  /// Names the data and the reading by which decisions are made; stored with each of them.
  public let version: String

  /// Compiles the rules. Fails with a `RuleDataError` that names file, line and column.
  public init(_ sources: RuleSources = .bundled, reading: LawReading = LawReading()) throws {
    let lines = try RuleReader.read(sources.rules, reading)
    catalogue = lines.map(\.rule)
    calendars = try HolidayCalendars(holidays: sources.holidays, years: sources.holidayYears)
    book = RuleBook(lines, calendars: calendars)
    reports = BureauReport.rules(lines)
    zones = try ZoneCatalogue(parsing: sources.zones)
    places = try JurisdictionZones(parsing: sources.jurisdictionZones, catalogue: zones)
    self.reading = reading
    version = sources.fingerprint(with: reading.text)
  }

  /// Compiles other rules with the holidays and zones that come with the program.
  public init(parsing rules: String, reading: LawReading = LawReading()) throws {
    var sources = RuleSources.bundled
    sources.rules = rules
    try self.init(sources, reading: reading)
  }

  /// May the contact take place at the request's instant? Never fails: what cannot be judged is refused and says why.
  public func decide(_ request: ContactRequest) -> ContactDecision {
    switch judgement(of: request) {
    case .success(let judgement): judgement.decision()
    case .failure(let obstacle): ContactDecision(allowed: false, ruleIDs: [], reasons: [obstacle.reason], nextAllowedAt: nil)
    }
  }

  /// When such a contact may take place on a day of the debtor's calendar. The request's instant does not matter.
  public func windows(on date: CalendarDate, for request: ContactRequest) -> DayWindows {
    switch judgement(of: request) {
    case .success(let judgement): judgement.windows(on: Int(date.daysSince1970))
    case .failure(let obstacle): DayWindows(date: date, windows: [], reasons: [obstacle.reason], ruleIDs: [])
    }
  }

  /// The date that the debtor's calendar shows at an instant; `nil` for a zone that the data does not name.
  public func localDate(of instant: Instant, in timeZone: String) -> CalendarDate? {
    zones[timeZone].map { CalendarDate(daysSince1970: Int32($0.local(instant).day)) }
  }

  /// The instant at which a date begins by local clocks; `nil` for a zone that the data does not name.
  public func midnight(of date: CalendarDate, in timeZone: String) -> Instant? {
    zones[timeZone]?.stretches(day: Int(date.daysSince1970), minutes: 0..<1_440).first.map { Instant(milliseconds: $0.lowerBound) }
  }

  /// RFC 3339 by the clock on the spot, such as `2026-11-25T07:00:00-05:00`; `nil` for a zone that the data does not name.
  public func localText(of instant: Instant, in timeZone: String) -> String? {
    guard let zone = zones[timeZone] else { return nil }
    let offset = zone.offset(at: instant)
    var text = Instant(milliseconds: instant.milliseconds + offset).description
    text.removeLast()
    if text.hasSuffix(".000") { text.removeLast(4) }
    let minutes = Int(abs(offset) / 60_000)
    func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(text)\(offset < 0 ? "-" : "+")\(twoDigits(minutes / 60)):\(twoDigits(minutes % 60))"
  }

  /// Whether a date is a holiday; `nil` when the list of that year, or of that country, is not known.
  public func isHoliday(_ date: CalendarDate, in jurisdiction: Jurisdiction) -> Bool? {
    switch book.rules(for: jurisdiction)?.calendar.status(ofDay: Int(date.daysSince1970)) {
    case .working?: false
    case .holiday?: true
    case .unknown?, nil: nil
    }
  }

  /// The zone of a jurisdiction that has only one.
  public func timeZone(of jurisdiction: Jurisdiction) -> String? {
    book.rules(for: jurisdiction)?.zone
  }

  /// The zones of a jurisdiction, the most usual first; empty for a country without rules.
  public func timeZones(of jurisdiction: Jurisdiction) -> [String] { places.zones(of: jurisdiction) }

  /// The zone of a jurisdiction whose clock shows that distance to UTC at an instant; the most usual one when none does or no distance
  /// is given.
  public func timeZone(of jurisdiction: Jurisdiction, showing offset: Seconds?, at instant: Instant) -> String? {
    let names = timeZones(of: jurisdiction)
    guard let offset else { return names.first }
    return names.first { utcOffset(at: instant, in: $0) == offset } ?? names.first
  }

  /// How far the clock is ahead of UTC; `nil` for a zone that the data does not name.
  public func utcOffset(at instant: Instant, in timeZone: String) -> Seconds? {
    zones[timeZone].map { Seconds(Int($0.offset(at: instant) / 1_000)) }
  }

  /// The jurisdiction that people call so: `("AR", "CABA")` is `AR-C`. `nil` for a country without rules.
  public func jurisdiction(_ country: String, subdivision: String?) -> Jurisdiction? {
    guard book.rules(for: Jurisdiction(country)) != nil else { return nil }
    return Jurisdiction(country, subdivision: subdivision.map { places.code(of: $0, in: country) })
  }

  /// Whose law holds at an address: the part of the country when it has rules or holidays of its own, else the country.
  ///
  /// - Parameter state: as people write it: a code, or a name with or without accents.
  public func jurisdiction(of country: String, state: String?) -> Jurisdiction {
    guard let state else { return Jurisdiction(country) }
    let part = Jurisdiction(country, subdivision: places.code(of: state, in: country))
    return book.knows(part) ? part : Jurisdiction(country)
  }

  /// The countries that have rules, in order.
  public var countries: [String] { Set(catalogue.compactMap(\.jurisdiction?.country)).sorted() }

  /// The countries with rules whose list of holidays is not known for a year, in order.
  public func countriesWithoutCalendar(in year: Int) -> [String] {
    countries.filter { calendars.years[$0]?.contains(year) != true }
  }

  private struct Obstacle: Error {
    let reason: ContactReason
    init(_ code: ContactReasonCode) { reason = ContactReason(code: code, ruleID: nil) }
  }

  private func judgement(of request: ContactRequest) -> Result<Judgement, Obstacle> {
    var voices: [Judgement.Voice] = []
    voices.reserveCapacity(request.jurisdictions.count)
    var zoneName = request.timeZone
    for jurisdiction in request.jurisdictions {
      guard let rules = book.rules(for: jurisdiction) else { return .failure(Obstacle(.jurisdictionUnknown)) }
      if zoneName == nil, voices.isEmpty { zoneName = rules.zone }
      voices.append(Judgement.Voice(rules: rules.rules(for: request.channel), calendar: rules.calendar))
    }
    guard !voices.isEmpty else { return .failure(Obstacle(.jurisdictionUnknown)) }
    guard let zoneName, let zone = zones[zoneName] else { return .failure(Obstacle(.zoneUnknown)) }
    return .success(Judgement(request: request, voices: voices, zone: zone, reading: reading))
  }
}
