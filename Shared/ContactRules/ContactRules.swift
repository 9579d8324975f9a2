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
  private let countMode: CountMode

  /// Compiles the rules. Fails with a `RuleDataError` that names file, line and column.
  public init(_ sources: RuleSources = .bundled, countMode: CountMode = .attempt) throws {
    let lines = try RuleReader.read(sources.rules)
    catalogue = lines.map(\.rule)
    book = RuleBook(lines, calendars: try HolidayCalendars(holidays: sources.holidays, years: sources.holidayYears))
    zones = try ZoneCatalogue(parsing: sources.zones)
    self.countMode = countMode
  }

  /// Compiles other rules with the holidays and zones that come with the program.
  public init(parsing rules: String, countMode: CountMode = .attempt) throws {
    var sources = RuleSources.bundled
    sources.rules = rules
    try self.init(sources, countMode: countMode)
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
    return .success(Judgement(request: request, voices: voices, zone: zone, countMode: countMode))
  }
}
