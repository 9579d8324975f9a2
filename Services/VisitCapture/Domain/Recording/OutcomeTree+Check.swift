import Contracts

extension OutcomeTree {
  private static let mostOutcomes = 200
  private static let mostReasons = 50
  /// Where debtors may not be asked why they fell behind (Colombia, Ley 2300 of 2023), and where no law is known to allow it.
  private static let withoutReasons: Set<String> = ["CO", CountryCode.elsewhere]

  /// Whether the tree can be published for a country.
  ///
  /// - Throws: the field that is wrong: a country that is none, a code that is no plain word or stands there twice, a name that is missing,
  ///   a contact type without an outcome, or reasons where the law forbids to ask for them.
  package func check(for country: String) throws(RecordProblem) {
    try CountryCode.check(country)
    guard Set(contactTypes.map(\.code)) == Set(ContactType.allCases), contactTypes.count == ContactType.allCases.count,
      contactTypes.allSatisfy({ !$0.outcomes.isEmpty })
    else {
      let all = ContactType.allCases.map(\.rawValue).joined(separator: ", ")
      throw RecordProblem("invalid", "contact_types", "Expected each of \(all) once, with one outcome at least.")
    }
    let outcomes = contactTypes.flatMap(\.outcomes)
    guard outcomes.count <= Self.mostOutcomes, reasons.count <= Self.mostReasons else {
      throw RecordProblem("too_many", "contact_types", "A tree has at most \(Self.mostOutcomes) outcomes and \(Self.mostReasons) reasons.")
    }
    try Self.check(outcomes.map { Word(code: $0.code, nameES: $0.nameES, nameEN: $0.nameEN) }, "contact_types")
    try Self.check(reasons, "reasons")
    for contact in contactTypes where contact.nameES.isEmpty || contact.nameEN.isEmpty {
      throw RecordProblem("invalid", "contact_types", "\(contact.code.rawValue) has no name.")
    }
    guard reasons.isEmpty || !Self.withoutReasons.contains(country) else {
      throw RecordProblem("reason_forbidden", "reasons", "Debtors may not be asked there why they fell behind: publish no reasons.")
    }
  }

  private static func check(_ words: [Word], _ field: String) throws(RecordProblem) {
    var seen: Set<String> = []
    for word in words {
      guard (1...64).contains(word.code.utf8.count), word.code.utf8.allSatisfy({ isCodeByte($0) }) else {
        throw RecordProblem("invalid", field, "A code has 1 to 64 lower-case letters, digits and underscores.")
      }
      guard (1...100).contains(word.nameES.count), (1...100).contains(word.nameEN.count) else {
        throw RecordProblem("invalid", field, "\(word.code) needs a name of 1 to 100 characters in Spanish and in English.")
      }
      guard seen.insert(word.code).inserted else { throw RecordProblem("repeated", field, "\(word.code) stands there twice.") }
    }
  }

  private static func isCodeByte(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
