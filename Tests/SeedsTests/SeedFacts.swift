import Contracts
import Seeds

/// The parts of an account event that the tests look at, decoded on their own.
struct AccountFacts: Decodable {
  let creditorID: String
  let accountNumber: String
  let productType: ProductType
  let currency: Currency
  let debtor: Debtor
  let addresses: [Address]
  let contacts: [Contact]
  let balances: Balances
  let daysPastDue: Int
  let oldestDueDate: CalendarDate?
  let nextDue: Due?
  let flags: AccountFlags?
  let sequence: Int64
  let businessDate: CalendarDate

  struct Debtor: Decodable {
    let idNumber: String
    let fullName: String
    let birthDate: CalendarDate
    private enum CodingKeys: String, CodingKey {
      case idNumber = "id_number"
      case fullName = "full_name"
      case birthDate = "birth_date"
    }
  }

  struct Address: Decodable {
    let kind: AddressKind
    let lat: Double?
    let lon: Double?

    var location: Coordinate? {
      guard let lat, let lon else { return nil }
      return Coordinate(latitude: lat, longitude: lon)
    }
  }

  struct Contact: Decodable {
    let channel: ContactChannel
    let value: String
  }

  struct Due: Decodable { let date: CalendarDate }

  struct Balances: Decodable {
    let overdue: [String: Int64]
    let notYetDueMinor: Int64
    let totalDueMinor: Int64

    var total: Int64 { overdue["total_minor"] ?? -1 }

    private enum CodingKeys: String, CodingKey {
      case overdue
      case notYetDueMinor = "not_yet_due_minor"
      case totalDueMinor = "total_due_minor"
    }
  }

  var key: String { "\(creditorID):\(accountNumber)" }

  private enum CodingKeys: String, CodingKey {
    case creditorID = "creditor_id"
    case accountNumber = "account_number"
    case productType = "product_type"
    case currency, debtor, addresses, contacts, balances
    case daysPastDue = "days_past_due"
    case oldestDueDate = "oldest_due_date"
    case nextDue = "next_due"
    case flags, sequence
    case businessDate = "business_date"
  }
}

struct PaymentFacts: Decodable {
  let paymentID: String
  let creditorID: String
  let accountNumber: String
  let amountMinor: Int64
  let valueDate: CalendarDate
  let postedAt: Instant
  let reversalOf: String?

  var key: String { "\(creditorID):\(accountNumber)" }

  private enum CodingKeys: String, CodingKey {
    case paymentID = "payment_id"
    case creditorID = "creditor_id"
    case accountNumber = "account_number"
    case amountMinor = "amount_minor"
    case valueDate = "value_date"
    case postedAt = "posted_at"
    case reversalOf = "reversal_of"
  }
}

/// A portfolio that several tests look at, made and decoded once.
struct Portfolio: Sendable, CustomStringConvertible {
  static let businessDate = CalendarDate(daysSince1970: 20_775)
  static let seed: UInt64 = 7
  static let debtors = 4_000

  let city: City
  let messages: [SeedMessage]
  var description: String { "\(city.name), \(messages.count) messages, seed \(Self.seed)" }

  static let lima = Result { try Portfolio("lima") }
  static let bogota = Result { try Portfolio("bogota") }

  static func of(_ city: String) throws -> Portfolio { try (city == "lima" ? lima : bogota).get() }

  private init(_ name: String) throws {
    city = try SeedData.city(name)
    messages = Array(SeedGenerator(city: city, debtors: Self.debtors, seed: Self.seed, businessDate: Self.businessDate))
  }

  func accounts(_ type: String = "account.delinquent") throws -> [AccountFacts] {
    try messages.filter { $0.type == type }.map { try EventCoding.decode(AccountFacts.self, from: $0.body) }
  }

  func payments(_ type: String) throws -> [PaymentFacts] {
    try messages.filter { $0.type == type }.map { try EventCoding.decode(PaymentFacts.self, from: $0.body) }
  }
}
