import ArgumentParser
import ContactRules
import Contracts

/// How long a million decisions take on one core: allowed and refused, with earlier contacts, over all jurisdictions.
struct ContactRulesBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "contact-rules", abstract: "Decisions of the contact rules on one core.")
  @Option(help: "How many decisions.") var decisions = 1_000_000

  func run() throws {
    let rules = try ContactRules()
    let requests = Self.requests(rules)
    var allowed = 0
    let began = ContinuousClock.now
    for index in 0..<decisions where rules.decide(requests[index % requests.count]).allowed { allowed += 1 }
    let seconds = (ContinuousClock.now - began).inSeconds
    note("\(decisions) decisions in \(Figure.rounded(seconds)) s, \(allowed) allowed")
    var figure = Figure("contact-rules", seconds, "seconds")
    figure.messages = decisions
    figure.rate = Figure.rounded(Double(decisions) / seconds)
    try figure.print()
  }

  /// Every country and channel at hours spread over two weeks of November 2026, with none to three contacts before.
  private static func requests(_ rules: ContactRules) -> [ContactRequest] {
    var requests: [ContactRequest] = []
    let monday = Instant(milliseconds: Int64(CalendarDate("2026-11-09")?.daysSince1970 ?? 0) * 86_400_000)
    var hour = 0
    for country in rules.countries {
      for channel in ContactChannel.allCases {
        for step in 0..<64 {
          hour = (hour + 5) % 336
          let instant = monday.advanced(by: Seconds(hour * 3_600))
          requests.append(
            ContactRequest(
              jurisdictions: [Jurisdiction(country)], channel: channel, place: .home, product: .microcredit, visitAuthorised: step % 2 == 0,
              consent: .granted, instant: instant, timeZone: rules.timeZones(of: Jurisdiction(country)).first,
              prior: (0..<step % 4).map { PriorContact(channel, at: instant.advanced(by: Seconds(-($0 * 40 + 20) * 3_600))) }))
        }
      }
    }
    return requests
  }
}
