package import Contracts

/// What a device may record in one jurisdiction: contact type, then result, then, where asking is allowed, the reason of the default.
package struct OutcomeTree: Codable, Equatable, Sendable {
  package struct Word: Codable, Equatable, Sendable {
    package let code: String
    package let nameES: String
    package let nameEN: String

    private enum CodingKeys: String, CodingKey {
      case code
      case nameES = "name_es"
      case nameEN = "name_en"
    }
  }

  package struct Outcome: Codable, Equatable, Sendable {
    package let code: String
    package let nameES: String
    package let nameEN: String
    package let takesPromise: Bool
    package let asksReason: Bool

    private enum CodingKeys: String, CodingKey {
      case code
      case nameES = "name_es"
      case nameEN = "name_en"
      case takesPromise = "takes_promise"
      case asksReason = "asks_reason"
    }
  }

  package struct Contact: Codable, Equatable, Sendable {
    package let code: ContactType
    package let nameES: String
    package let nameEN: String
    package let outcomes: [Outcome]

    private enum CodingKeys: String, CodingKey {
      case code
      case nameES = "name_es"
      case nameEN = "name_en"
      case outcomes
    }
  }

  package let contactTypes: [Contact]
  /// Empty where the debtor may not be asked.
  package let reasons: [Word]

  private enum CodingKeys: String, CodingKey {
    case contactTypes = "contact_types"
    case reasons
  }

  /// What the codes of a visit mean; refuses what this tree does not offer.
  package func reading(of report: VisitReport) throws(RecordProblem) -> (contactType: ContactType, outcome: Outcome) {
    for contact in contactTypes {
      guard let outcome = contact.outcomes.first(where: { $0.code == report.outcome }) else { continue }
      if let given = report.contactType, given != contact.code {
        throw RecordProblem("outcome_of_other_contact", "contact_type", "The outcome belongs to the contact type \(contact.code.rawValue).")
      }
      if let reason = report.reason, !outcome.asksReason || !reasons.contains(where: { $0.code == reason }) {
        throw RecordProblem("reason_not_offered", "reason", "The outcome tree offers no such reason here.")
      }
      if report.promise != nil, !outcome.takesPromise {
        throw RecordProblem("promise_not_expected", "promise", "No promise goes with this outcome.")
      }
      return (contact.code, outcome)
    }
    throw RecordProblem("unknown_outcome", "outcome", "The outcome tree has no such outcome.")
  }
}

/// Every published tree.
package struct OutcomeCatalogue: Sendable {
  package struct Entry: Sendable {
    package let country: String
    package let version: Int
    package let tree: OutcomeTree

    package init(country: String, version: Int, tree: OutcomeTree) {
      self.country = country
      self.version = version
      self.tree = tree
    }
  }

  /// By country and ascending version.
  package let entries: [Entry]

  package init(_ entries: [Entry]) {
    self.entries = entries.sorted { ($0.country, $0.version) < ($1.country, $1.version) }
  }

  /// The newest tree of each jurisdiction.
  package var current: [Entry] {
    entries.indices.filter { $0 + 1 == entries.count || entries[$0 + 1].country != entries[$0].country }.map { entries[$0] }
  }

  /// The tree of a country, or the one that holds elsewhere; in a given version, so that a device that was off line when a new one was
  /// published is judged by what it had.
  package func entry(for country: String, version: Int?) throws(RecordProblem) -> Entry {
    let own = entries.filter { $0.country == country }
    let candidates = own.isEmpty ? entries.filter { $0.country == CountryCode.elsewhere } : own
    guard let version else {
      guard let newest = candidates.last else {
        throw RecordProblem("no_outcome_tree", "outcome", "No outcome tree is published for the debtor's country.")
      }
      return newest
    }
    guard let entry = candidates.first(where: { $0.version == version }) else {
      throw RecordProblem("unknown_tree_version", "tree_version", "The outcome tree of the debtor's country has no such version.")
    }
    return entry
  }
}
