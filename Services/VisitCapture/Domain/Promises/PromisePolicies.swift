/// The newest policy of each jurisdiction.
package struct PromisePolicies: Sendable {
  package struct Entry: Sendable {
    package let version: Int
    package let policy: PromisePolicy
  }

  /// By country.
  package let entries: [Entry]

  init(_ entries: [Entry]) { self.entries = entries.sorted { $0.policy.country < $1.policy.country } }

  /// The policy of a country, or the one that holds elsewhere.
  package func entry(for country: String) -> Entry? { own(country) ?? own(CountryCode.elsewhere) }

  package subscript(country: String) -> PromisePolicy? { entry(for: country)?.policy }

  func own(_ country: String) -> Entry? { entries.first { $0.policy.country == country } }
}
