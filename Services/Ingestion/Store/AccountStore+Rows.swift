import Contracts
import Messaging
import Postgres

extension AccountStore {
  /// An account from a row of `load`, by the positions of its columns.
  static func account(_ row: PostgresRow) throws -> Account {
    Account(
      accountID: try row.decode(at: 0), creditorID: try row.decode(at: 1), accountNumber: try row.decode(at: 2),
      debtorID: try row.decode(at: 3), currency: try row.decode(at: 4), productCode: try row.decode(at: 5),
      productType: try row.decode(at: 6), branchCode: try row.decode(at: 7), stated: try stated(row), overdue: try overdue(row),
      totalDue: try row.decode(at: 20), lastPayment: try pair(row, at: 21), nextDue: try pair(row, at: 23),
      riskScore: try row.decode(at: 25, as: Int32?.self).map(Int.init), flags: AccountFlags(bits: try row.decode(at: 26)),
      attributes: try attributes(try row.decode(at: 27)), details: nil, businessDate: try row.decode(at: 28),
      source: try row.decode(at: 29), sequence: try row.decode(at: 30), eventID: try row.decode(at: 31),
      eventHash: try hash(row, at: 32), fileHash: try hash(row, at: 34), profileHash: try hash(row, at: 36),
      profileSince: try row.decode(at: 38), latestMovement: try row.decode(at: 39), version: try row.decode(at: 40),
      revision: try row.decode(at: 41))
  }

  private static func stated(_ row: PostgresRow) throws -> StatedPosition {
    StatedPosition(
      status: try row.decode(at: 8), overdueMinor: try row.decode(at: 9), asOf: try row.decode(at: 10),
      daysPastDue: Int(try row.decode(at: 11, as: Int32.self)), oldestDueDate: try row.decode(at: 12), lastPayment: try pair(row, at: 13))
  }

  private static func overdue(_ row: PostgresRow) throws -> OverdueBalances {
    OverdueBalances(
      principal: try row.decode(at: 15), interest: try row.decode(at: 16), lateInterest: try row.decode(at: 17),
      fees: try row.decode(at: 18), insurance: try row.decode(at: 19))
  }

  private static func pair(_ row: PostgresRow, at position: Int) throws -> DatedAmount? {
    guard let date = try row.decode(at: position, as: CalendarDate?.self) else { return nil }
    return DatedAmount(date: date, amountMinor: try row.decode(at: position + 1))
  }

  private static func hash(_ row: PostgresRow, at position: Int) throws -> ContentHash? {
    guard let high = try row.decode(at: position, as: Int64?.self) else { return nil }
    return ContentHash(high: high, low: try row.decode(at: position + 1))
  }

  private static func attributes(_ json: PostgresJSON) throws -> [String: String] {
    guard json.bytes.count > 2 else { return [:] }
    return try JSONDocument(json.bytes).root.object().members.reduce(into: [:]) { result, member in
      result[JSONText.unescaped(member.name)] = member.value.plainText
    }
  }
}

extension AccountFlags {
  init(bits: Int16) {
    self.init()
    guard bits != 0 else { return }
    (dispute, hardship, insolvency, legalRepresentative) = (bits & 1 != 0, bits & 2 != 0, bits & 4 != 0, bits & 8 != 0)
    (doNotContact, deceased, fraud, visitAuthorized) = (bits & 16 != 0, bits & 32 != 0, bits & 64 != 0, bits & 128 != 0)
  }

  var bits: Int16 {
    var bits: Int16 = dispute ? 1 : 0
    if hardship { bits |= 2 }
    if insolvency { bits |= 4 }
    if legalRepresentative { bits |= 8 }
    if doNotContact { bits |= 16 }
    if deceased { bits |= 32 }
    if fraud { bits |= 64 }
    if visitAuthorized { bits |= 128 }
    return bits
  }
}

/// Another transaction wrote what this one had read as absent. Trying again reads it.
enum Overtaken {
  static func error(_ what: String) -> PostgresError {
    PostgresError(kind: .server, message: "another transaction has written the same \(what)", sqlState: "40001")
  }
}
