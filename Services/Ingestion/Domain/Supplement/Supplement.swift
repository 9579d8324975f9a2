package import Contracts

package enum SupplementSubject {}
package typealias SupplementID = Identifier<SupplementSubject>

/// Who says something about people and places beside the banks' statements on accounts.
package enum SupplementSource: String, CaseIterable, Sendable {
  case file = "CSV"
  case manual = "MANUAL"
  /// Found at the door and approved.
  case field = "FIELD"
  case geocoder = "GEOCODER"
}

package enum SupplementPart: String, CaseIterable, Sendable {
  case address, contact, party
}

/// One address, contact or party of a debtor that a file, a person, the field or a geocoder has named.
///
/// A source says one thing of one address, contact or party of a debtor: what it says next takes its place.
package struct Supplement: Sendable {
  package var supplementID: SupplementID
  package var debtorID: DebtorID
  package var part: SupplementPart
  package var source: SupplementSource
  /// `nil` for what is known over all creditors.
  package var creditorID: CreditorID?
  package var since: CalendarDate
  /// The JSON object as it came.
  package var body: [UInt8]
  package var hash: ContentHash
  package var content: SupplementContent

  package init(
    supplementID: SupplementID, debtorID: DebtorID, part: SupplementPart, source: SupplementSource, creditorID: CreditorID?,
    since: CalendarDate, body: [UInt8], hash: ContentHash, content: SupplementContent
  ) {
    self.supplementID = supplementID
    self.debtorID = debtorID
    self.part = part
    self.source = source
    self.creditorID = creditorID
    self.since = since
    self.body = body
    self.hash = hash
    self.content = content
  }
}

package enum SupplementContent: Equatable, Sendable {
  case address(AddressStatement)
  case contact(ContactStatement)
  case party(PartyStatement)
}

/// What a file or a person says of somebody's address, contact or party, before it is known whose it is.
package struct SupplementNotice: Sendable {
  /// Whose it is: the debtor of an account, or a debtor.
  package var subject: SupplementSubjectKey
  package var part: SupplementPart
  package var source: SupplementSource
  package var creditorID: CreditorID?
  package var since: CalendarDate
  package var body: [UInt8]

  package init(
    of subject: SupplementSubjectKey, part: SupplementPart, source: SupplementSource, creditorID: CreditorID? = nil, since: CalendarDate,
    body: [UInt8]
  ) {
    self.subject = subject
    self.part = part
    self.source = source
    self.creditorID = creditorID
    self.since = since
    self.body = body
  }
}

package enum SupplementSubjectKey: Hashable, Sendable {
  case account(AccountID)
  case debtor(DebtorID)
}
