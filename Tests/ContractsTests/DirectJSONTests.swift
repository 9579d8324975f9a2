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

  /// What a document says by our decoder and by Foundation's; `nil` where that refuses it.
  private func readings<E: Event & Equatable>(_ type: E.Type, _ bytes: [UInt8]) -> (direct: E?, reflected: E?) {
    func reading(_ read: () throws -> E) -> E? {
      do { return try read() } catch { return nil }
    }
    return (
      IndexedJSON(bytes).flatMap { document in reading { try E(from: IndexedJSONDecoder(document: document, node: 0)) } },
      reading { try EventCoding.decodeReflected(type, from: bytes) }
    )
  }

  /// Reads the golden file, and what is left of it when bytes of it are lost, doubled or others.
  private func readsAsFoundation<E: Event & Equatable>(_ type: E.Type, seed: UInt64) throws {
    let golden = try ProjectFiles.bytes("Tests/ContractsTests/Golden/\(type.type).v1.json")
    let whole = readings(type, golden)
    #expect(whole.direct != nil && whole.direct == whole.reflected)
    #expect(try EventCoding.decode([E].self, from: Array("[".utf8) + golden + Array(", ".utf8) + golden + Array("]".utf8)).count == 2)
    var random = SplitMix(seed: seed)
    for _ in 0..<400 {
      var bytes = golden
      for _ in 0...Int(random.next() % 3) {
        let place = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 4 {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(bytes[place], at: place)
        case 2: bytes[place] = Array("{}[]\":,0-.e\\ \n".utf8)[Int(random.next() % 14)]
        default: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        }
      }
      let (direct, reflected) = readings(type, bytes)
      // What ours does not take goes on to Foundation's; what it takes must be the same.
      if direct != nil { #expect(direct == reflected, "\(String(decoding: bytes, as: UTF8.self))") }
    }
  }

  @Test("They are read as Foundation reads them, and what is broken is never taken for something else")
  func sameReading() throws {
    try readsAsFoundation(AccountUpdated.self, seed: 1)
    try readsAsFoundation(DebtorUpdated.self, seed: 2)
    try readsAsFoundation(PaymentRecorded.self, seed: 3)
    try readsAsFoundation(VisitRecorded.self, seed: 4)
    try readsAsFoundation(TaskChanged.self, seed: 5)
    try readsAsFoundation(TreatmentChanged.self, seed: 6)
    try readsAsFoundation(RoutePlanned.self, seed: 7)
    try readsAsFoundation(PromiseChanged.self, seed: 8)
    try readsAsFoundation(AgreementChanged.self, seed: 9)
    try readsAsFoundation(NotificationChanged.self, seed: 10)
    try readsAsFoundation(StaffChanged.self, seed: 11)
  }

  @Test("An identifier is read in letters of either case, and nothing else is one")
  func identifiers() {
    for _ in 0..<100 {
      let uuid = UUID()
      #expect(DebtorID(uuid.uuidString)?.rawValue == uuid)
      #expect(DebtorID(uuid.uuidString.lowercased())?.rawValue == uuid)
    }
    let text = "0af7651a-16cd-43dd-8448-eb211c80319c"
    for wrong in [
      "", text + "0", String(text.dropLast()), "g" + text.dropFirst(), text.replacing("-", with: "_"), "+1" + text.dropFirst(2),
    ] {
      #expect(DebtorID(wrong) == nil, "\(wrong)")
    }
  }
}
