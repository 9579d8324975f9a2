import Contracts

/// Reads and checks one address, contact or party by the rules that hold for those of a bank's event.
enum SupplementReader {
  /// - Parameter country: that of the debtor, for an address or a telephone number that does not name one.
  /// - Returns: what is said, and the thing in its normal form, which tells it from others of the debtor.
  /// - Throws: the first thing that is wrong, with its field.
  static func content(
    _ part: SupplementPart, _ body: [UInt8], country: String
  ) throws(RecordError) -> (content: SupplementContent, key: String) {
    let value = try JSONDocument(body).root
    let object = try value.object()
    let reader = ProfileReader(currency: nil)
    switch part {
    case .address:
      let address = try reader.address(object, country)
      return (.address(address), address.place)
    case .contact:
      let contact = try reader.contact(object, country)
      return (.contact(contact), "\(contact.channel.rawValue)/\(contact.value)")
    case .party:
      let party = try reader.party(value)
      guard !party.person.isEmpty else { throw object.missing("full_name") }
      return (.party(party), "\(party.role.rawValue)/\(party.person)")
    }
  }

  static func read(_ notice: SupplementNotice, of debtor: Debtor, naming: Naming) throws(RecordError) -> Supplement {
    let (content, key) = try content(notice.part, notice.body, country: debtor.country)
    return Supplement(
      supplementID: try naming.supplement(of: debtor.debtorID, notice.part, key, notice.source), debtorID: debtor.debtorID,
      part: notice.part, source: notice.source, creditorID: notice.creditorID, since: notice.since, body: notice.body,
      hash: ContentHash(of: notice.body), content: content)
  }
}
