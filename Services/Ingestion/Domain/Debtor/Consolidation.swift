package import Contracts

/// Makes one debtor out of what the banks of all its accounts say.
///
/// The outcome depends on the profiles alone, not on the order in which they arrived: the newest one (by the business date at which it
/// changed, then by account) says the name; an address or contact that several know is there once.
package struct Consolidation: Sendable {
  let naming: Naming

  package init(naming: Naming) {
    self.naming = naming
  }

  /// - Parameters:
  ///   - profiles: those of all the debtor's accounts.
  ///   - currency: that of one of the accounts, which tells the country when nothing else does.
  /// - Returns: `nil` when no profile has a person.
  package func debtor(_ id: DebtorID, from profiles: [Profile], currency: Currency) throws(RecordError) -> Debtor? {
    let newestFirst = profiles.sorted { ($0.since, $0.accountID) > ($1.since, $1.accountID) }.map(\.statement)
    let persons = newestFirst.compactMap(\.person)
    guard let person = persons.first else { return nil }
    let addresses = try addresses(of: id, newestFirst.flatMap { $0.addresses ?? [] })
    let contacts = try contacts(of: id, newestFirst.flatMap { $0.contacts ?? [] })
    let home = addresses.first
    let country = home?.country ?? Countries.ofIdentity(idType: person.idType, home: nil, currency: currency) ?? "PE"
    let zone =
      TimeZones.name(country: country, state: home?.state, city: home?.city) ?? TimeZones.name(country: country, state: nil, city: nil)
    return Debtor(
      debtorID: id, idType: person.idType, idNumber: person.idNumber, fullName: person.fullName,
      personType: persons.lazy.compactMap(\.personType).first ?? .natural, birthDate: persons.lazy.compactMap(\.birthDate).first,
      language: persons.lazy.compactMap(\.language).first ?? Countries.language(of: country), country: country,
      timeZone: zone ?? "America/Lima", addresses: addresses, contacts: contacts, totals: [])
  }

  /// Homes first, then work, business and other; within a kind by id.
  private func addresses(of debtor: DebtorID, _ newestFirst: [AddressStatement]) throws(RecordError) -> [DebtorAddress] {
    var merged: [String: AddressStatement] = [:]
    for address in newestFirst {
      guard var known = merged[address.place] else {
        merged[address.place] = address
        continue
      }
      if address.kind.rank < known.kind.rank { known.kind = address.kind }
      if known.location == nil || (address.location != nil && address.precisionRank < known.precisionRank) {
        known.location = address.location
        known.precision = address.precision
      }
      if known.quality == "unknown" { known.quality = address.quality }
      merged[address.place] = known
    }
    // One that proved wrong is left out, unless it is the only one there is.
    let usable = merged.values.contains { $0.quality != "bad" } ? merged.values.filter { $0.quality != "bad" } : Array(merged.values)
    var addresses: [DebtorAddress] = []
    for address in usable {
      addresses.append(
        DebtorAddress(
          addressID: try naming.address(of: debtor, address.place), kind: address.kind, lines: address.lines, district: address.district,
          city: address.city, state: address.state, country: address.country, location: address.location, precision: address.precision))
    }
    return addresses.sorted { ($0.kind.rank, $0.addressID) < ($1.kind.rank, $1.addressID) }
  }

  private struct ContactPlace: Hashable {
    let channel: ContactChannel
    let value: String
  }

  private func contacts(of debtor: DebtorID, _ newestFirst: [ContactStatement]) throws(RecordError) -> [DebtorContact] {
    var merged: [ContactPlace: ContactStatement] = [:]
    for contact in newestFirst {
      let place = ContactPlace(channel: contact.channel, value: contact.value)
      guard var known = merged[place] else {
        merged[place] = contact
        continue
      }
      if known.quality == "unknown" { known.quality = contact.quality }
      if let consent = contact.consent, consent.isNewer(than: known.consent) { known.consent = consent }
      merged[place] = known
    }
    var contacts: [DebtorContact] = []
    for contact in merged.values {
      contacts.append(
        DebtorContact(
          contactID: try naming.contact(of: debtor, contact.channel, contact.value), channel: contact.channel, value: contact.value,
          quality: contact.quality, consentGranted: contact.consent?.isGranted))
    }
    return contacts.sorted { ($0.channel.rawValue, $0.contactID) < ($1.channel.rawValue, $1.contactID) }
  }
}

extension ConsentStatement {
  /// By when it was given; one without a time is older than all others.
  fileprivate func isNewer(than other: ConsentStatement?) -> Bool {
    guard let other else { return true }
    guard let at else { return false }
    return other.at.map { at > $0 } ?? true
  }
}

extension AddressKind {
  fileprivate var rank: Int {
    switch self {
    case .home: 0
    case .work: 1
    case .business: 2
    case .other: 3
    }
  }
}

extension AddressStatement {
  /// How well the coordinate is known, the best first.
  fileprivate var precisionRank: Int {
    switch precision {
    case "rooftop": 0
    case "street": 1
    case "district": 3
    case "city": 4
    default: 2
    }
  }
}
