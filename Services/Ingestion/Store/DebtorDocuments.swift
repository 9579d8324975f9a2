import Contracts
import FoundationEssentials
import Postgres

/// Reads the lists of a debtor's row, which `DebtorStore` wrote. Several times as fast as `Decodable`, and in the path of every event.
enum DebtorDocuments {
  /// Above every limit that what was written had to keep.
  private static let longest = 10_000

  static func addresses(_ json: PostgresJSON) throws -> [DebtorAddress] {
    try elements(json).map { object in
      DebtorAddress(
        addressID: try identifier("address_id", object), kind: try required(object.word("kind")),
        lines: try object.requiredText("lines", atMost: longest), district: try object.text("district", atMost: longest),
        city: try object.text("city", atMost: longest), state: try object.text("state", atMost: longest),
        country: try object.requiredText("country", atMost: longest), location: try location(object),
        precision: try object.text("precision", atMost: longest))
    }
  }

  static func contacts(_ json: PostgresJSON) throws -> [DebtorContact] {
    try elements(json).map { object in
      DebtorContact(
        contactID: try identifier("contact_id", object), channel: try required(object.word("channel")),
        value: try object.requiredText("value", atMost: longest), quality: try object.requiredText("quality", atMost: longest),
        consentGranted: try object.boolean("consent_granted"))
    }
  }

  static func parties(_ json: PostgresJSON) throws -> [DebtorParty] {
    try elements(json).map { object in
      DebtorParty(
        partyID: try identifier("party_id", object), role: try required(object.word("role")),
        accountID: object.has("account_id") ? try identifier("account_id", object) : nil,
        creditorID: try object.text("creditor_id", atMost: longest).map { CreditorID($0) },
        fullName: try object.text("full_name", atMost: longest))
    }
  }

  static func totals(_ json: PostgresJSON) throws -> [DebtorTotal] {
    try elements(json).map { object in
      DebtorTotal(
        currency: try required(Currency(rawValue: try object.requiredText("currency", atMost: longest))),
        totalDueMinor: try integer("total_due_minor", object), overdueMinor: try integer("overdue_minor", object),
        accounts: Int(try integer("accounts", object)), maximumDaysPastDue: Int(try integer("maximum_days_past_due", object)))
    }
  }

  private static func elements(_ json: PostgresJSON) throws -> [JSONObject] {
    guard json.bytes.count > 2 else { return [] }
    return try JSONDocument(json.bytes).root.elements(atMost: .max).map { try $0.object() }
  }

  private static func identifier<Subject>(_ name: String, _ object: JSONObject) throws -> Identifier<Subject> {
    try required(Identifier<Subject>(try object.requiredText(name, atMost: 36)))
  }

  private static func integer(_ name: String, _ object: JSONObject) throws -> Int64 {
    try required(try object.integer(name, in: .min ... .max))
  }

  private static func location(_ object: JSONObject) throws -> Coordinate? {
    guard let location = try object.object("location") else { return nil }
    let latitude = try required(Double(try location.required("lat").plainText))
    let longitude = try required(Double(try location.required("lon").plainText))
    return Coordinate(latitude: latitude, longitude: longitude)
  }

  private static func required<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw PostgresError(kind: .decoding, message: "a list of a debtor's row is not what was written") }
    return value
  }
}
