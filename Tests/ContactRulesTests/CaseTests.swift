import ContactRules
import Contracts
import Testing

@Suite struct CaseTests {
  private static let law: ContactRules = {
    do { return try ContactRules(reading: LawReading(includesHouse: false)) } catch { preconditionFailure("\(error)") }
  }()

  private static let header = "id,jurisdiction,subdivision,channel,place,party_role,product_type,visit_authorized,instant,prior"

  /// Lines without quotes; how files are divided is tested where they are read.
  private func answers(_ text: String) throws -> [String] {
    let lines = text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    let table = try CaseTable(header: lines.first ?? [])
    return lines.dropFirst().enumerated().map { index, fields in
      do { return try CaseTable.answer(try table.row(fields, line: index + 2), by: Self.law) } catch { return "\(error)" }
    }
  }

  @Test(
    "V08, X01: cases are answered with decision, rules and the next allowed instant in the debtor's own time",
    arguments: [
      ("1,PE,,visit,home,holder,loan,false,2026-11-25T20:01:00-05:00,", "1,denied,PE-01,2026-11-26T07:00:00-05:00"),
      ("2,PE,,visit,home,holder,loan,false,2026-11-25T19:59:00-05:00,", "2,allowed,PE-01,2026-11-25T19:59:00-05:00"),
      ("3,PE,,visit,home,holder,loan,false,2026-12-08T10:00:00-05:00,", "3,denied,PE-01,2026-12-10T07:00:00-05:00"),
      // Given in UTC, judged and answered by the clock of Lima.
      ("4,PE,,call,,holder,loan,,2026-11-26T01:01:00Z,", "4,denied,PE-01,2026-11-26T07:00:00-05:00"),
      ("5,CO,,visit,home,holder,loan,true,2026-11-25T10:00:00-05:00,", "5,denied,CO-06,"),
      ("6,CO,,visit,home,holder,microcredit,true,2026-11-25T10:00:00-05:00,", "6,allowed,CO-01,2026-11-25T10:00:00-05:00"),
      ("7,CO,,visit,workplace,holder,microcredit,false,2026-11-25T10:00:00-05:00,", "7,denied,CO-06,"),
      (
        "8,CO,,call,,holder,loan,,2026-11-24T10:00:00-05:00,sms@2026-11-23T10:00:00-05:00",
        "8,denied,CO-05,2026-11-30T07:00:00-05:00"
      ),
      (
        "9,CO,,sms,,holder,loan,,2026-11-23T11:00:00-05:00,call@2026-11-23T10:00:00-05:00",
        "9,denied,CO-04|CO-05,2026-11-30T07:00:00-05:00"
      ),
      ("10,AR,CABA,call,,,,,2026-11-28T09:00:00-03:00,", "10,allowed,AR-02b,2026-11-28T09:00:00-03:00"),
      ("11,AR,C (CABA),call,,,,,2026-11-28T12:00:00-03:00,", "11,denied,AR-02b,2026-11-30T08:00:00-03:00"),
      ("12,BR,SP,call,,,,,2026-11-28T13:59:00-03:00,", "12,allowed,BR-02,2026-11-28T13:59:00-03:00"),
      ("13,BR,AM,call,,,,,2026-11-25T19:00:00-04:00,", "13,denied,BR-05,2026-11-26T08:00:00-04:00"),
      // The offset tells Tijuana from Mexico City; C48.
      ("14,MX,,call,,,,,2026-11-25T21:30:00-08:00,", "14,allowed,MX-01,2026-11-25T21:30:00-08:00"),
      ("15,MX,,call,,,,,2026-11-25T22:30:00-06:00,", "15,denied,MX-01,2026-11-26T07:00:00-06:00"),
      ("16,ES,,visit,home,,,,2026-11-25T21:00:00+01:00,", "16,denied,ES-01,2026-11-26T09:00:00+01:00"),
      ("17,EC,,visit,workplace,,,,2026-11-25T10:00:00-05:00,", "17,denied,EC-02,"),
      ("18,EC,,call,,legal_representative,,,2026-11-25T10:00:00-05:00,", "18,denied,EC-03,"),
      ("19,CL,,email,,,,,2026-11-25T10:00:00-03:00,sms@2026-11-24T10:00:00-03:00", "19,denied,CL-03,2026-11-26T08:00:00-03:00"),
      ("20,CO,,bureau_report,,,,,2026-11-25T10:00:00-05:00,letter@2026-11-10T10:00:00-05:00", "20,denied,CO-08,2026-11-30T00:00:00-05:00"),
      ("21,PE,,CALL,,Co-debtor,,,2026-11-25T10:00-05:00,", "21,allowed,PE-01,2026-11-25T10:00:00-05:00"),
      ("22,PE,,letter,,,,,2026-11-25T10:00:00-05:00,", "22,denied,,"),
    ])
  func answer(row: String, expected: String) throws {
    #expect(try answers("\(Self.header)\n\(row)\n") == [expected])
  }

  @Test("X01: columns come in any order, and those that are not needed may be missing")
  func columns() throws {
    #expect(
      try answers("instant,Channel,id,jurisdiction\n2026-11-25T20:01:00-05:00,visit,a,pe\n") == [
        "a,denied,PE-01,2026-11-26T07:00:00-05:00"
      ])
    #expect(throws: RuleDataError.self) { try CaseTable(header: ["id", "jurisdiction", "channel"]) }
    #expect(throws: RuleDataError.self) { try CaseTable(header: []) }
  }

  @Test(
    "X01: a row that cannot be read is told with line and column and stops no other",
    arguments: [
      ("x,UY,,visit,,,,,2026-11-25T10:00:00-05:00,", "jurisdiction"), ("x,,,visit,,,,,2026-11-25T10:00:00-05:00,", "jurisdiction"),
      ("x,PE,,pigeon,,,,,2026-11-25T10:00:00-05:00,", "channel"), ("x,PE,,visit,moon,,,,2026-11-25T10:00:00-05:00,", "place"),
      ("x,PE,,visit,,boss,,,2026-11-25T10:00:00-05:00,", "party_role"), ("x,PE,,visit,,,gold,,2026-11-25T10:00:00-05:00,", "product_type"),
      ("x,PE,,visit,,,,maybe,2026-11-25T10:00:00-05:00,", "visit_authorized"), ("x,PE,,visit,,,,,2026-02-30T10:00:00-05:00,", "instant"),
      ("x,PE,,visit,,,,,2026-11-25T10:00:00,", "instant"), ("x,US,,visit,,,,,9999-11-25T10:00:00-05:00,", "instant"),
      ("x,PE,,visit,,,,,0001-01-01T10:00:00-05:00,", "instant"),
      ("x,PE,,visit,,,,,2026-11-25T10:00:00-05:00,sms@9999-01-01T00:00:00Z", "prior"),
      ("x,PE,,visit,,,,,,", "instant"),
      ("x,PE,,visit,,,,,2026-11-25T10:00:00-05:00,sms", "prior"), ("x,PE,,visit,,,,,2026-11-25T10:00:00-05:00,sms@never", "prior"),
      ("x,PE,,visit,,,,,2026-11-25T10:00:00-05:00,pigeon@2026-11-24T10:00:00-05:00", "prior"),
    ])
  func badRow(row: String, column: String) throws {
    let good = "y,PE,,visit,,,,,2026-11-25T10:00:00-05:00,"
    let lines = try answers("\(Self.header)\n\(row)\n\(good)\n")
    #expect(lines[0].hasPrefix("cases, line 2, \(column): "))
    #expect(lines[1] == "y,allowed,PE-01,2026-11-25T10:00:00-05:00")
    #expect(try answers("\(Self.header)\nx,PE\n\(good)\n")[0] == "cases, line 2: has 2 fields instead of 10")
  }

  @Test("X01: a decision is said in words, in Spanish and English")
  func words() {
    let request = Law.request("PE", .visit, "2026-11-25T20:01-05:00")
    let decision = Law.rules.decide(request)
    let spanish = DecisionWords(Law.rules, in: .spanish).explain(decision, of: request)
    #expect(
      spanish.hasPrefix("No se permite: visita a titular, PE, 2026-11-25T20:01:00-05:00 (America/Lima).\n- PE-01: está fuera del horario."))
    #expect(spanish.hasSuffix("Se permite desde 2026-11-26T07:00:00-05:00."))
    let english = DecisionWords(Law.rules, in: .english).explain(decision, of: request)
    #expect(
      english.hasPrefix("Not allowed: visit to the holder, PE,") && english.hasSuffix("It is allowed from 2026-11-26T07:00:00-05:00 on."))
    let open = Law.request("PE", .visit, "2026-11-25T19:59-05:00")
    #expect(DecisionWords(Law.rules, in: .english).explain(Law.rules.decide(open), of: open).contains("PE-01: the hours are open."))
  }
}
