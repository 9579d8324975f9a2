package import Contracts

/// Names a version of a policy.
package struct PromisePolicyVersion: Equatable, Sendable {
  package let country: String
  package let version: Int

  package init(country: String, version: Int) {
    self.country = country
    self.version = version
  }
}

/// The published policies of each jurisdiction.
package struct PromisePolicies: Sendable {
  package struct Entry: Sendable {
    package let version: Int
    package let policy: PromisePolicy
    package let publishedAt: Instant
    /// `nil` for one that came with the service: it has always held.
    package let publishedBy: StaffID?

    package var name: PromisePolicyVersion { PromisePolicyVersion(country: policy.country, version: version) }

    func holds(at instant: Instant) -> Bool { publishedBy == nil || publishedAt <= instant }
  }

  /// Every version, by country and number.
  private let all: [Entry]

  init(_ entries: [Entry]) { all = entries.sorted { ($0.policy.country, $0.version) < ($1.policy.country, $1.version) } }

  /// The newest of each country.
  package var entries: [Entry] { Set(all.map(\.policy.country)).sorted().compactMap(own) }

  /// Every version of a country's own policy, the newest first.
  package func versions(of country: String) -> [Entry] { all.filter { $0.policy.country == country }.reversed() }

  /// The policy of a country, or the one that holds elsewhere.
  package func entry(for country: String) -> Entry? { own(country) ?? own(CountryCode.elsewhere) }

  /// By what a promise is judged: by the version that the device worked with if it held for the country when the promise was made, else by
  /// the present one.
  ///
  /// - Parameter version: `nil` from a device that does not say.
  package func entry(for country: String, named version: Int?, at madeAt: Instant) throws(RecordProblem) -> Entry {
    guard let present = entry(for: country) else {
      throw RecordProblem("no_promise_policy", "account_id", "No promise policy is published for the debtor's country.")
    }
    guard let version else { return present }
    let candidates = [country, CountryCode.elsewhere].map { name in all.filter { $0.policy.country == name } }
    guard candidates.joined().contains(where: { $0.version == version }) else {
      throw RecordProblem("unknown_policy_version", "policy_version", "The promise policy of the debtor's country has no such version.")
    }
    let held = candidates.lazy.compactMap { $0.last { $0.holds(at: madeAt) } }.first
    return held?.version == version ? held ?? present : present
  }

  func own(_ country: String) -> Entry? { all.last { $0.policy.country == country } }
}
