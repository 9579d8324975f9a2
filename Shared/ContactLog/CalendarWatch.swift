public import ContactRules
public import Contracts
public import Logging
import Metrics
import ServiceKit
public import ServiceLifecycle

/// Raises an alarm while the holidays of this year or the next are not known for a country of the law: contact there will be refused.
///
/// Looks at the start and every six hours. The gauge `ronda_contact_calendar_missing` is 1 for each country and year that is missing.
public struct CalendarWatch: ServiceLifecycle.Service {
  private static let interval = Duration.seconds(6 * 3_600)

  private let rules: ContactRules
  private let clock: WallClock
  private let logger: Logger

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
    await cancelWhenGracefulShutdown {
      var raised: Set<Missing> = []
      while !Task.isCancelled {
        look(&raised)
        do { try await Task.sleep(for: Self.interval) } catch { return }
      }
    }
  }

  private func look(_ raised: inout Set<Missing>) {
    let missing = Set(Self.missing(rules, at: clock.now))
    for one in missing.union(raised).sorted(by: { ($0.year, $0.country) < ($1.year, $1.country) }) {
      let dimensions = [("country", one.country), ("year", String(one.year))]
      Gauge(label: "ronda_contact_calendar_missing", dimensions: dimensions).record(missing.contains(one) ? 1 : 0)
      guard missing.contains(one) else { continue }
      logger.record(
        .error, "A calendar of holidays is missing: contact will be refused. Add it to the rules' data",
        [.key: "\(one.country)", .state: "\(one.year)"])
    }
    raised = missing
  }
}
