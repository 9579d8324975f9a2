public import ContactRules
public import Contracts
public import Logging
import Metrics
import ServiceKit
public import ServiceLifecycle
import Synchronization

/// Raises an alarm while the holidays of this year or the next are not known for a country of the law: contact there will be refused.
///
/// Looks at the start and every six hours. The gauge `ronda_contact_calendar_missing` is 1 for each country and year that is missing.
public final class CalendarWatch: ServiceLifecycle.Service {
  private static let interval = Duration.seconds(6 * 3_600)

  private let rules: ContactRules
  private let clock: WallClock
  private let logger: Logger
  private let raised = Mutex<Set<Missing>>([])

  public init(rules: ContactRules, clock: WallClock, logger: Logger) {
    self.rules = rules
    self.clock = clock
    self.logger = logger
  }

  /// A list of holidays that has to be added.
  public struct Missing: Sendable, Hashable {
    public let country: String
    public let year: Int
  }

  /// What is missing for the year of `now` and the one after it.
  public static func missing(_ rules: ContactRules, at now: Instant) -> [Missing] {
    let year = now.dateInUTC.components.year
    return [year, year + 1].flatMap { year in rules.countriesWithoutCalendar(in: year).map { Missing(country: $0, year: year) } }
  }

  public func run() async throws {
    await Periodic("the calendars of holidays could not be looked at", every: Self.interval, logger: logger) { [self] in look() }.run()
  }

  private func look() {
    let missing = Set(Self.missing(rules, at: clock.now))
    let known = raised.withLock { raised in
      defer { raised = missing }
      return raised
    }
    for one in missing.union(known).sorted(by: { ($0.year, $0.country) < ($1.year, $1.country) }) {
      let dimensions = [("country", one.country), ("year", String(one.year))]
      Gauge(label: "ronda_contact_calendar_missing", dimensions: dimensions).record(missing.contains(one) ? 1 : 0)
      guard missing.contains(one) else { continue }
      logger.record(
        .error,
        "A calendar of holidays is missing: contact will be refused. Install one with 'ronda contact-rules holidays FILE --install PATH'",
        [.key: "\(one.country)", .state: "\(one.year)"])
    }
  }
}
