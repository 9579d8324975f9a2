/// The newest state of one debtor, consolidated over creditors and products.
public struct DebtorUpdated: VersionedEvent {
  public static let type = "debtor.updated"
  public static let topic = Topics.debtor
  public var key: RecordKey { RecordKey(debtorID) }

  public var debtorID: DebtorID
  public var idType: String
  public var idNumber: String
  public var fullName: String
  public var personType: PersonType
  public var birthDate: CalendarDate?
  /// BCP 47, such as `es-PE`.
  public var language: String
  /// ISO 3166-1 alpha-2: the jurisdiction of the debtor's home.
  public var country: String
  /// IANA name of the zone in which contact hours are judged.
  public var timeZone: String
  public var addresses: [DebtorAddress]
  public var contacts: [DebtorContact]
  public var totals: [DebtorTotal]
  /// Who else answers for the debts or knows the debtor; `nil` when nobody is known.
  public var parties: [DebtorParty]?
  public var version: Int64
  public var updatedAt: Instant

  public init(
    debtorID: DebtorID, idType: String, idNumber: String, fullName: String, personType: PersonType, birthDate: CalendarDate?,
    language: String,
    country: String, timeZone: String, addresses: [DebtorAddress], contacts: [DebtorContact], totals: [DebtorTotal],
    parties: [DebtorParty]? = nil, version: Int64, updatedAt: Instant
  ) {
    self.debtorID = debtorID
    self.idType = idType
    self.idNumber = idNumber
    self.fullName = fullName
    self.personType = personType
    self.birthDate = birthDate
    self.language = language
    self.country = country
    self.timeZone = timeZone
    self.addresses = addresses
    self.contacts = contacts
    self.totals = totals
    self.parties = parties
    self.version = version
    self.updatedAt = updatedAt
  }

  private enum CodingKeys: String, CodingKey {
    case debtorID = "debtor_id"
    case idType = "id_type"
    case idNumber = "id_number"
    case fullName = "full_name"
    case personType = "person_type"
    case birthDate = "birth_date"
    case language, country
    case timeZone = "time_zone"
    case addresses, contacts, totals, parties, version
    case updatedAt = "updated_at"
  }
}

extension DebtorUpdated {
  /// Who the debtor is was forgotten: there is neither a document nor a name.
  public var isErased: Bool { idNumber.isEmpty && fullName.isEmpty }
}

public enum PersonType: String, Codable, Sendable { case natural, legal }

public enum AddressKind: String, Codable, CaseIterable, Sendable { case home, work, business, other }

public struct DebtorAddress: Codable, Equatable, Sendable {
  public var addressID: AddressID
  public var kind: AddressKind
  public var lines: String
  public var district: String?
  public var city: String?
  public var state: String?
  public var country: String
  /// `nil` until somebody has located the address.
  public var location: Coordinate?
  /// How the coordinate was found: `rooftop`, `street`, `district`, `city`.
  public var precision: String?

  public init(
    addressID: AddressID, kind: AddressKind, lines: String, district: String?, city: String?, state: String?, country: String,
    location: Coordinate?, precision: String?
  ) {
    self.addressID = addressID
    self.kind = kind
    self.lines = lines
    self.district = district
    self.city = city
    self.state = state
    self.country = country
    self.location = location
    self.precision = precision
  }

  private enum CodingKeys: String, CodingKey {
    case addressID = "address_id"
    case kind, lines, district, city, state, country, location, precision
  }
}

public enum ContactChannel: String, Codable, CaseIterable, Sendable { case call, sms, whatsapp, email, letter, visit, fax }

public struct DebtorContact: Codable, Equatable, Sendable {
  public var contactID: ContactID
  public var channel: ContactChannel
  public var value: String
  /// `good`, `unknown` or `bad`; a bad one is not used.
  public var quality: String
  /// `nil` when the debtor was never asked.
  public var consentGranted: Bool?

  public init(contactID: ContactID, channel: ContactChannel, value: String, quality: String, consentGranted: Bool?) {
    self.contactID = contactID
    self.channel = channel
    self.value = value
    self.quality = quality
    self.consentGranted = consentGranted
  }

  private enum CodingKeys: String, CodingKey {
    case contactID = "contact_id"
    case channel, value, quality
    case consentGranted = "consent_granted"
  }
}

/// What a debtor owes in one currency over all accounts that are worked.
public struct DebtorTotal: Codable, Equatable, Sendable {
  public var currency: Currency
  public var totalDueMinor: Int64
  public var overdueMinor: Int64
  public var accounts: Int
  public var maximumDaysPastDue: Int

  public init(currency: Currency, totalDueMinor: Int64, overdueMinor: Int64, accounts: Int, maximumDaysPastDue: Int) {
    self.currency = currency
    self.totalDueMinor = totalDueMinor
    self.overdueMinor = overdueMinor
    self.accounts = accounts
    self.maximumDaysPastDue = maximumDaysPastDue
  }

  private enum CodingKeys: String, CodingKey {
    case currency
    case totalDueMinor = "total_due_minor"
    case overdueMinor = "overdue_minor"
    case accounts
    case maximumDaysPastDue = "maximum_days_past_due"
  }
}

extension DebtorUpdated {
  /// What the debtor said about being contacted by a channel: granted for one of its contacts is enough, refused only when all of them
  /// are; `nil` when nothing is known.
  public func consent(to channel: ContactChannel) -> Bool? {
    let said = contacts.filter { $0.channel == channel }.map(\.consentGranted)
    if said.contains(true) { return true }
    return said.isEmpty || said.contains(nil) ? nil : false
  }
}
