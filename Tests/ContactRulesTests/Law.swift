import ContactRules
import Contracts

/// What the tests of this target share: the compiled rules, and short ways to ask.
enum Law {
  static let rules = try! ContactRules()

  static let authorisedMicrocredit = ContactRequest(
    jurisdictions: [Jurisdiction("CO")], channel: .visit, place: .home, product: .microcredit, visitAuthorised: true,
    instant: Instant(milliseconds: 0))

  /// A request of the holder; `country` may be `BR-SP`. `at` is RFC 3339 without the seconds, such as `2026-11-25T10:00-05:00`.
  static func request(
    _ country: String, _ channel: ContactChannel, _ at: String, zone: String? = nil, _ change: (inout ContactRequest) -> Void = { _ in }
  ) -> ContactRequest {
    let parts = country.split(separator: "-").map(String.init)
    var request = ContactRequest(
      jurisdictions: [Jurisdiction(parts[0], subdivision: parts.count > 1 ? parts[1] : nil)], channel: channel, consent: .granted,
      instant: instant(at), timeZone: zone)
    change(&request)
    return request
  }

  static func instant(_ text: String) -> Instant {
    let minute = text.prefix(16)
    return Instant("\(minute):00\(text.dropFirst(16))")!
  }
}

extension ContactDecision {
  var codes: [ContactReasonCode] { reasons.map(\.code) }
}

extension [RuleID] {
  var names: [String] { map(\.rawValue) }
}
