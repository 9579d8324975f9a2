package import Contracts

/// Reads and checks what is said about the people and places behind an account.
package struct ProfileReader: Sendable {
  /// Tells the country of an address that does not name one.
  let currency: Currency?

  package init(currency: Currency?) {
    self.currency = currency
  }

  static let parts = ["debtor", "parties", "addresses", "contacts"]
  private static let maximumAddresses = 50
  private static let maximumContacts = 100
  private static let maximumParties = 50

  /// `nil` when nothing is said.
  package func read(_ object: JSONObject) throws(RecordError) -> ProfileStatement? {
    let debtor = try object.object("debtor")
    let hasAddresses = object.value("addresses") != nil
    let hasContacts = object.value("contacts") != nil
    let hasParties = object.value("parties") != nil
    guard debtor != nil || hasAddresses || hasContacts || hasParties else { return nil }
    let person: PersonStatement? = if let debtor { try self.person(debtor) } else { nil }
    let country = person.flatMap { Countries.ofIdentity(idType: $0.idType, home: nil, currency: currency) }
    let addresses: [AddressStatement]? = hasAddresses ? try self.addresses(object, country) : nil
    let home = addresses?.first { $0.kind == .home } ?? addresses?.first
    let contacts: [ContactStatement]? = hasContacts ? try self.contacts(object, home?.country ?? country) : nil
    let parties: [PartyStatement]? = hasParties ? try self.parties(object) : nil
    let body = StatementDetails.members(Self.parts, of: object)
    return ProfileStatement(
      body: body, hash: ContentHash(of: body), isWhole: person != nil && hasAddresses && hasContacts, person: person,
      addresses: addresses, contacts: contacts, parties: parties)
  }

  private func person(_ debtor: JSONObject) throws(RecordError) -> PersonStatement {
    let idNumber = PlainText.documentNumber(try debtor.requiredText("id_number", atMost: 32))
    guard !idNumber.isEmpty else { throw debtor.missing("id_number") }
    let language = try debtor.text("language", atMost: 35)
    return PersonStatement(
      idType: try debtor.requiredCode("id_type", atMost: 16).uppercased(), idNumber: idNumber,
      fullName: try debtor.requiredText("full_name", atMost: 200), personType: try debtor.personType(),
      birthDate: try debtor.date("birth_date"), language: language)
  }

  private func addresses(_ object: JSONObject, _ fallback: String?) throws(RecordError) -> [AddressStatement] {
    var addresses: [AddressStatement] = []
    for element in try object.elements("addresses", atMost: Self.maximumAddresses) {
      addresses.append(try address(try element.object(), fallback))
    }
    return addresses
  }

  /// - Parameter fallback: the country of an address that does not name one.
  func address(_ object: JSONObject, _ fallback: String?) throws(RecordError) -> AddressStatement {
    let lines = try lines(object)
    let district = try object.text("district", atMost: 100)
    let city = try object.text("city", atMost: 100)
    let state = try object.text("state", atMost: 100)
    guard let country = try object.text("country", atMost: 8)?.uppercased() ?? fallback else { throw object.missing("country") }
    guard TimeZones.isKnown(country) else {
      throw RecordError(.unknownCountry, object.path.isEmpty ? "country" : object.path + ".country", "is not a country that Ronda knows")
    }
    return AddressStatement(
      place: PlainText.place(lines: lines, district: district, city: city, country: country),
      kind: try object.word("kind", of: AddressKind.self) ?? .home, lines: lines, district: district, city: city, state: state,
      country: country, location: try location(object), precision: try object.text("precision", atMost: 32),
      quality: try quality(object))
  }

  /// One text or a list of texts.
  private func lines(_ object: JSONObject) throws(RecordError) -> String {
    let value = try object.required("lines")
    if value.isText {
      guard let text = try value.text(atMost: 300) else { throw object.missing("lines") }
      return text
    }
    var lines: [String] = []
    for line in try value.elements(atMost: 10) {
      if let text = try line.text(atMost: 300) { lines.append(text) }
    }
    guard !lines.isEmpty else { throw object.missing("lines") }
    return lines.joined(separator: ", ")
  }

  private func location(_ object: JSONObject) throws(RecordError) -> Coordinate? {
    guard let latitude = object.value("lat"), let longitude = object.value("lon") else {
      if object.value("lat") != nil { throw object.missing("lon") }
      if object.value("lon") != nil { throw object.missing("lat") }
      return nil
    }
    guard let coordinate = Coordinate(latitude: try degrees(latitude), longitude: try degrees(longitude)) else {
      throw RecordError(.invalidNumber, latitude.path, "latitude must lie within ±90 and longitude within ±180 degrees")
    }
    return coordinate
  }

  /// A number, or a text of decimal digits, as files have it.
  private func degrees(_ value: JSONValue) throws(RecordError) -> Double {
    guard value.isNumber || value.isText, let degrees = Double(value.plainText),
      value.plainBytes.allSatisfy({ $0 < UInt8(ascii: "A") || $0 | 0x20 == UInt8(ascii: "e") })
    else { throw value.wrongType("degrees") }
    return degrees
  }

  private func contacts(_ object: JSONObject, _ country: String?) throws(RecordError) -> [ContactStatement] {
    var contacts: [ContactStatement] = []
    for element in try object.elements("contacts", atMost: Self.maximumContacts) {
      contacts.append(try contact(try element.object(), country))
    }
    return contacts
  }

  /// - Parameter country: tells how a telephone number without a prefix is written.
  func contact(_ contact: JSONObject, _ country: String?) throws(RecordError) -> ContactStatement {
    let channel = try contact.channel()
    let text = try contact.requiredText("value", atMost: 254)
    guard let value = Self.normal(text, channel, country: country ?? "") else {
      throw RecordError(.invalidValue, contact.path.isEmpty ? "value" : contact.path + ".value", "is not a \(channel.rawValue) contact")
    }
    return ContactStatement(channel: channel, value: value, quality: try quality(contact), consent: try consent(contact))
  }

  /// A contact in the form in which two spellings of it are equal; `nil` for what is none.
  static func normal(_ text: String, _ channel: ContactChannel, country: String) -> String? {
    switch channel {
    case .call, .sms, .whatsapp, .fax: PlainText.telephone(text, country: country)
    case .email:
      text.utf8.contains(UInt8(ascii: "@")) && !text.utf8.contains(UInt8(ascii: " ")) ? text.lowercased() : nil
    case .letter, .visit: text
    }
  }

  private func consent(_ contact: JSONObject) throws(RecordError) -> ConsentStatement? {
    guard let consent = try contact.object("consent"), let isGranted = try consent.boolean("granted") else { return nil }
    return ConsentStatement(isGranted: isGranted, at: try consent.instant("at"), source: try consent.text("source", atMost: 64))
  }

  private func quality(_ object: JSONObject) throws(RecordError) -> String {
    try object.word("quality", of: Quality.self)?.rawValue ?? Quality.unknown.rawValue
  }

  private func parties(_ object: JSONObject) throws(RecordError) -> [PartyStatement] {
    var parties: [PartyStatement] = []
    for element in try object.elements("parties", atMost: Self.maximumParties) { parties.append(try party(element)) }
    return parties
  }

  func party(_ element: JSONValue) throws(RecordError) -> PartyStatement {
    let party = try element.object()
    guard let role = try party.word("role", of: PartyRole.self) else { throw party.missing("role") }
    return PartyStatement(
      role: role, idType: try party.text("id_type", atMost: 16)?.uppercased(),
      idNumber: try party.text("id_number", atMost: 32).map(PlainText.documentNumber),
      fullName: try party.text("full_name", atMost: 200), body: Array(element.raw))
  }
}

private enum Quality: String, CaseIterable {
  case good, unknown, bad
}

extension JSONObject {
  /// `natural` unless it says otherwise; banks also write `person` and `company`.
  fileprivate func personType() throws(RecordError) -> PersonType? {
    guard let value = value("person_type"), let text = try value.text(atMost: 32) else { return nil }
    switch text.lowercased() {
    case "natural", "person", "individual": return .natural
    case "legal", "company", "organization": return .legal
    default: throw RecordError(.invalidValue, value.path, "expected natural or legal")
    }
  }

  /// Banks also write `phone` and `mobile`.
  fileprivate func channel() throws(RecordError) -> ContactChannel {
    let value = try required("channel")
    if let text = try value.text(atMost: 32)?.lowercased(), text == "phone" || text == "mobile" { return .call }
    guard let channel = try word("channel", of: ContactChannel.self) else { throw missing("channel") }
    return channel
  }
}
