package import Contracts

/// What a visit should have said. The visit stays as it was recorded.
package struct Correction: Codable, Equatable, Sendable {
  package static let longestText = 2_000

  package var correctionID: CorrectionID
  package var outcome: String
  package var note: String?
  /// Why it is corrected.
  package var why: String

  /// What the corrected outcome means by the tree that the visit was recorded by.
  package func reading(_ tree: OutcomeTree) throws(RecordProblem) -> ContactType {
    guard !why.allSatisfy(\.isWhitespace), why.count <= Self.longestText else {
      throw RecordProblem("required", "why", "Say why, in at most \(Self.longestText) characters.")
    }
    guard (note?.count ?? 0) <= Self.longestText else {
      throw RecordProblem("too_long", "note", "A note has at most \(Self.longestText) characters.")
    }
    guard let contact = tree.contactTypes.first(where: { $0.outcomes.contains { $0.code == outcome } }) else {
      throw RecordProblem("unknown_outcome", "outcome", "The outcome tree has no such outcome.")
    }
    return contact.code
  }

  private enum CodingKeys: String, CodingKey {
    case correctionID = "correction_id"
    case outcome, note, why
  }
}
