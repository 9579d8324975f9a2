package import Contracts

/// What one account's bank says about the people and places behind it.
package struct ProfileStatement: Sendable {
  /// A JSON object with the members `debtor`, `parties`, `addresses` and `contacts` as they came.
  package var body: [UInt8]
  package var hash: ContentHash
  /// Whether all of `debtor`, `addresses` and `contacts` were said, so that nothing said before counts any longer.
  package var isWhole: Bool
  package var person: PersonStatement?
  package var addresses: [AddressStatement]?
  package var contacts: [ContactStatement]?
  package var parties: [PartyStatement]?
}

package struct PersonStatement: Equatable, Sendable {
  package var idType: String
  package var idNumber: String
  package var fullName: String
  package var personType: PersonType?
  package var birthDate: CalendarDate?
  package var language: String?
}

package struct AddressStatement: Equatable, Sendable {
  /// The normal form: equal for two spellings of the same address.
  package var place: String
  package var kind: AddressKind
  package var lines: String
  package var district: String?
  package var city: String?
  package var state: String?
  package var country: String
  package var location: Coordinate?
  package var precision: String?
  package var quality: String
}

package struct ContactStatement: Equatable, Sendable {
  package var channel: ContactChannel
  /// In its normal form: +51999888777, an address in lower case.
  package var value: String
  package var quality: String
  package var consent: ConsentStatement?
}

package struct ConsentStatement: Equatable, Sendable {
  package var isGranted: Bool
  package var at: Instant?
  package var source: String?
}

/// Somebody beside the debtor who answers for the account or knows the debtor.
package struct PartyStatement: Equatable, Sendable {
  package var role: PartyRole
  package var idType: String?
  package var idNumber: String?
  package var fullName: String?
  /// The whole object as it came.
  package var body: [UInt8]

  /// What tells this person from others of the same role; empty when neither document nor name is known.
  var person: String { idNumber.map { "\(idType ?? "")/\($0)" } ?? PlainText.folded(fullName ?? "") }
}
