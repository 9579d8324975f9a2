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
  ///   - supplements: what files, people, the field and geocoders say of the debtor.
  ///   - consents: all that the debtor gave and revoked.
  ///   - currency: that of one of the accounts, which tells the country when nothing else does.
  /// - Returns: `nil` when no profile has a person.
  package func debtor(
    _ id: DebtorID, from profiles: [Profile], supplements: [Supplement] = [], consents: [Consent] = [], currency: Currency
  ) throws(RecordError) -> Debtor? {
    let newestFirst = profiles.sorted { ($0.since, $0.accountID) > ($1.since, $1.accountID) }
    let persons = newestFirst.compactMap(\.statement.person)
    guard let person = persons.first else { return nil }
    let voices = (profiles.map(Voice.init) + supplements.map(Voice.init)).sorted(by: Voice.precedes)
    let addresses = try addresses(of: id, voices)
    let contacts = try contacts(of: id, voices, consents)
    let home = addresses.first
    let country = home?.country ?? Countries.ofIdentity(idType: person.idType, home: nil, currency: currency) ?? "PE"
    let zone =
      TimeZones.name(country: country, state: home?.state, city: home?.city) ?? TimeZones.name(country: country, state: nil, city: nil)
    return Debtor(
      debtorID: id, idType: person.idType, idNumber: person.idNumber, fullName: person.fullName,
      personType: persons.lazy.compactMap(\.personType).first ?? .natural, birthDate: persons.lazy.compactMap(\.birthDate).first,
      language: persons.lazy.compactMap(\.language).first ?? Countries.language(of: country), country: country,
      timeZone: zone ?? "America/Lima", addresses: addresses, contacts: contacts,
      parties: try parties(of: id, voices), totals: [])
  }

  /// Everybody but the debtor, once for each account and role, by the name that is believed first.
  private func parties(of debtor: DebtorID, _ voices: [Voice]) throws(RecordError) -> [DebtorParty] {
    var parties: [PartyID: DebtorParty] = [:]
    for (accountID, creditorID, party) in voices.flatMap(\.parties) where party.role != .holder && !party.person.isEmpty {
      let id = try naming.party(of: debtor, accountID, creditorID, "\(party.role.rawValue)/\(party.person)")
      if parties[id] == nil {
        parties[id] = DebtorParty(partyID: id, role: party.role, accountID: accountID, creditorID: creditorID, fullName: party.fullName)
      }
    }
    return parties.values.sorted { ($0.role.rawValue, $0.partyID) < ($1.role.rawValue, $1.partyID) }
  }

  /// Homes first, then work, business and other; within a kind by id.
  private func addresses(of debtor: DebtorID, _ voices: [Voice]) throws(RecordError) -> [DebtorAddress] {
    var merged: [String: AddressStatement] = [:]
    var located: Set<String> = []
    for voice in voices {
      for address in voice.addresses {
        if voice.locatesForGood, address.location != nil, merged[address.place]?.location == nil { located.insert(address.place) }
        merged[address.place] = merged[address.place]?.joined(by: address, keepingLocation: located.contains(address.place)) ?? address
      }
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

  private func contacts(of debtor: DebtorID, _ voices: [Voice], _ consents: [Consent]) throws(RecordError) -> [DebtorContact] {
    var merged: [ContactPlace: ContactStatement] = [:]
    for contact in voices.flatMap(\.contacts) {
      let place = ContactPlace(channel: contact.channel, value: contact.value)
      guard var known = merged[place] else {
        merged[place] = contact
        continue
      }
      if known.quality == "unknown" { known.quality = contact.quality }
      if let consent = contact.consent, consent.isNewer(than: known.consent) { known.consent = consent }
      merged[place] = known
    }
    if !consents.isEmpty { apply(consents, to: &merged) }
    var contacts: [DebtorContact] = []
    for contact in merged.values {
      contacts.append(
        DebtorContact(
          contactID: try naming.contact(of: debtor, contact.channel, contact.value), channel: contact.channel, value: contact.value,
          quality: contact.quality, consentGranted: contact.consent?.isGranted))
    }
    return contacts.sorted { ($0.channel.rawValue, $0.contactID) < ($1.channel.rawValue, $1.contactID) }
  }

  /// The newest word counts, and of two at the same time the refusal. A consent to visits or letters needs no contact to hold for.
  private func apply(_ consents: [Consent], to merged: inout [ContactPlace: ContactStatement]) {
    let inOrder = consents.sorted {
      ($0.givenAt, $0.isGranted ? 0 : 1, $0.consentID) < ($1.givenAt, $1.isGranted ? 0 : 1, $1.consentID)
    }
    for consent in inOrder {
      let statement = ConsentStatement(isGranted: consent.isGranted, at: consent.givenAt, source: consent.captured.rawValue)
      var places = merged.keys.filter { $0.channel == consent.channel && (consent.value == nil || $0.value == consent.value) }
      if places.isEmpty, consent.channel == .visit || consent.channel == .letter {
        let place = ContactPlace(channel: consent.channel, value: consent.channel.rawValue)
        merged[place] = ContactStatement(channel: consent.channel, value: place.value, quality: "unknown", consent: nil)
        places = [place]
      }
      for place in places where statement.isNotOlder(than: merged[place]?.consent) { merged[place]?.consent = statement }
    }
  }
}

extension AddressStatement {
  /// Completed by another statement of the same place, which comes later in the order of belief.
  fileprivate func joined(by other: AddressStatement, keepingLocation: Bool) -> AddressStatement {
    var known = self
    if other.kind.rank < known.kind.rank { known.kind = other.kind }
    let isBetter = known.location == nil || (other.location != nil && other.precisionRank < known.precisionRank)
    if isBetter, !keepingLocation || known.location == nil {
      known.location = other.location
      known.precision = other.precision
    }
    if known.quality == "unknown" { known.quality = other.quality }
    return known
  }
}

extension ConsentStatement {
  /// By when it was given; one without a time is older than all others.
  fileprivate func isNewer(than other: ConsentStatement?) -> Bool {
    guard let other else { return true }
    guard let at else { return false }
    return other.at.map { at > $0 } ?? true
  }

  fileprivate func isNotOlder(than other: ConsentStatement?) -> Bool {
    guard let at, let theirs = other?.at else { return at != nil || other == nil }
    return at >= theirs
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
