import Contracts
import FoundationEssentials
import TestSupport
import Testing

@Suite("Events that write their own JSON")
struct DirectJSONTests {
  private func golden<E: Event>(_ type: E.Type) throws -> E {
    try EventCoding.decode(type, from: try ProjectFiles.bytes("Tests/ContractsTests/Golden/\(type.type).v1.json"))
  }

  private func bothWays<E: DirectJSONEncodable>(_ value: E) throws -> Bool {
    try EventCoding.encode(value) == EventCoding.encodeReflected(value)
  }

  @Test("They write the same bytes as the encoder that knows every field")
  func sameBytes() throws {
    var account = try golden(AccountUpdated.self)
    #expect(try bothWays(account))
    account.attributes = [
      "b": "\"quoted\" \\ / \n\t\u{08}\u{0C}\r\u{01}\u{1F}\u{7F}", "a": "ñandú 😀", "": "", "a_b": "1", "aB": "2", "ab": "3",
    ]
    (account.productCode, account.branchCode, account.riskScore, account.oldestDueDate) = (nil, nil, nil, nil)
    (account.nextDueDate, account.nextDueMinor, account.lastPaymentDate, account.lastPaymentMinor) = (nil, nil, nil, nil)
    (account.totalDueMinor, account.overdueMinor, account.daysPastDue) = (.max, .min, -3)
    account.updatedAt = Instant(milliseconds: -1)
    account.flags.fraud.toggle()
    #expect(try bothWays(account))
    var payment = try golden(PaymentRecorded.self)
    #expect(try bothWays(payment))
    (payment.channel, payment.reversalOf, payment.partOf) = (nil, PaymentID("R/1"), PaymentID("R"))
    #expect(try bothWays(payment))
  }

  @Test("Debtors, wherever they live")
  func debtors() throws {
    var debtor = try golden(DebtorUpdated.self)
    #expect(try bothWays(debtor))
    var places: [Int32] = [0, 1, -1, 99, 100, -100, 1_000_000, -12_000_000, 90_000_000, -11_976_540]
    places += (0..<500).map { _ in .random(in: -90_000_000...90_000_000) }
    for place in places {
      debtor.addresses = [
        DebtorAddress(
          addressID: AddressID(rawValue: UUID()), kind: .work, lines: "Jr. Ucayali 3", district: nil, city: nil, state: nil, country: "PE",
          location: Coordinate(latitudeE6: place, longitudeE6: place), precision: nil)
      ]
      #expect(try bothWays(debtor), "\(place)")
    }
    (debtor.addresses, debtor.contacts, debtor.totals, debtor.birthDate) = ([], [], [], nil)
    #expect(try bothWays(debtor))
  }

  @Test("What happens in the field, with everything and with nothing that may be left out")
  func field() throws {
    var visit = try golden(VisitRecorded.self)
    #expect(try bothWays(visit))
    visit.note = "Dice: \"mañana\" \\ / \n"
    (visit.teamID, visit.arrivedAt, visit.promiseID) = (TeamID("lima"), Instant(milliseconds: 1), PromiseID(rawValue: UUID()))
    (visit.accountIDs, visit.taskIDs) = ([AccountID(rawValue: UUID()), AccountID(rawValue: UUID())], [])
    (visit.routeID, visit.stopID, visit.zoneID) = (RouteID(rawValue: UUID()), StopID(rawValue: UUID()), ZoneID(rawValue: UUID()))
    (visit.contactRuleIDs, visit.deviceCapturedAt) = (["PE-01", "PE-02"], Instant(milliseconds: 2))
    #expect(try bothWays(visit))
    (visit.routeID, visit.stopID, visit.teamID, visit.zoneID, visit.note, visit.location) = (nil, nil, nil, nil, nil, nil)
    (visit.accuracyMetres, visit.distanceMetres, visit.promiseID, visit.arrivedAt, visit.contactRuleIDs) = (nil, nil, nil, nil, [])
    #expect(try bothWays(visit))
    var position = try golden(PositionReported.self)
    #expect(try bothWays(position))
    position.deviceCapturedAt = Instant(milliseconds: 2)
    #expect(try bothWays(position))
    (position.teamID, position.deviceCapturedAt, position.accuracyMetres) = (nil, nil, nil)
    #expect(try bothWays(position))
  }
}
