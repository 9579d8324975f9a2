import Contracts
import Ingestion
import Testing

@Suite("One debtor out of many accounts")
struct ConsolidationTests {
  private func threeProducts() -> [SampleAccount] {
    [
      SampleAccount(number: "0001"),
      SampleAccount(
        creditor: "crediya", number: "77", fullName: "Rosa Quispe Mamani", overdue: #"{"total":"50.00"}"#, totalDue: "60.00",
        daysPastDue: 90,
        addresses:
          #"[{"kind":"home","lines":"AVENIDA AREQUIPA Nº 1234","district":"lince","city":"LIMA","country":"PE","lat":-12.08,"lon":-77.03,"precision":"street"},{"kind":"business","lines":"Jr. Unión 5","city":"Lima","country":"PE"}]"#,
        contacts: #"[{"channel":"call","value":"+51 999 888 777"},{"channel":"email","value":"Rosa@Example.com"}]"#),
      SampleAccount(number: "0002", currency: "USD", overdue: #"{"total":"20.00"}"#, totalDue: "20.00", daysPastDue: 5),
    ]
  }

  @Test("C18: three products are shown as one debtor, with totals per currency")
  func oneDebtor() throws {
    var ledger = Ledger()
    try ledger.take(try threeProducts().map { try $0.statement() })
    #expect(ledger.debtors.count == 1)
    let totals = ledger.debtors.values.first?.totals ?? []
    #expect(totals.map(\.currency.rawValue) == ["PEN", "USD"])
    #expect(totals.map(\.overdueMinor) == [15_000, 2_000])
    #expect(totals.map(\.totalDueMinor) == [56_000, 2_000])
    #expect(totals.map(\.accounts) == [2, 1])
    #expect(totals.map(\.maximumDaysPastDue) == [90, 5])
  }

  @Test("C18: an address or contact that several banks know is there once")
  func onceEach() throws {
    var ledger = Ledger()
    try ledger.take(try threeProducts().map { try $0.statement() })
    let debtor = ledger.debtors.values.first
    #expect(debtor?.addresses.map(\.kind) == [.home, .business])
    #expect(debtor?.addresses.first?.location == Coordinate(latitude: -12.08, longitude: -77.03))
    #expect(debtor?.contacts.map(\.value) == ["+51999888777", "rosa@example.com"])
    #expect(debtor?.contacts.first?.quality == "good")
    #expect(debtor?.timeZone == "America/Lima")
    #expect(debtor?.language == "es-PE")
  }

  @Test("C18: the debtor does not depend on the order in which the accounts arrive")
  func anyOrder() throws {
    let samples = threeProducts()
    var outcomes: [DebtorUpdated] = []
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
      var ledger = Ledger()
      for index in order { try ledger.take(try samples[index].statement()) }
      outcomes += ledger.debtors.values.map { $0.updated(version: 1, at: Samples.now) }
    }
    #expect(outcomes.count == 6)
    #expect(Set(outcomes.map(\.fullName)).count == 1)
    #expect(outcomes.allSatisfy { $0 == outcomes[0] })
  }

  @Test("F17: replaying all events leaves the same state and publishes nothing")
  func replay() throws {
    var ledger = Ledger()
    let statements = try threeProducts().map { try $0.statement() }
    try ledger.take(statements)
    let again = try ledger.take(statements)
    #expect(again.outcomes == [.duplicate, .duplicate, .duplicate])
    #expect(again.settlement.debtorEvents.isEmpty && again.settlement.accountEvents.isEmpty && again.settlement.debtors.isEmpty)
  }

  @Test("An account that turns out to be another person's leaves its first debtor")
  func moved() throws {
    var ledger = Ledger()
    try ledger.take(try threeProducts().map { try $0.statement() })
    let (_, settlement) = try ledger.take(try SampleAccount(number: "0002", currency: "USD", sequence: 2, idNumber: "99999999").statement())
    #expect(ledger.debtors.count == 2)
    #expect(settlement.debtorEvents.count == 2)
    let first = settlement.debtorEvents.first { $0.idNumber == "40123456" }
    #expect(first?.totals.map(\.currency.rawValue) == ["PEN"])
    #expect(settlement.accountEvents.first?.debtorID == settlement.debtorEvents.first { $0.idNumber == "99999999" }?.debtorID)
  }

  @Test("What a partial event does not say about people and places stays")
  func partialProfile() throws {
    var ledger = Ledger()
    try ledger.take(try SampleAccount().statement())
    let json = #"""
      {"creditor_id":"andes","account_number":"0001","sequence":2,"business_date":"2026-11-22",
       "contacts":[{"channel":"email","value":"r@x.pe","consent":{"granted":false,"at":"2026-11-01T00:00:00Z"}}]}
      """#
    try ledger.take(try Samples.statement(json, .paused))
    let debtor = ledger.debtors.values.first
    #expect(debtor?.addresses.count == 1)
    #expect(debtor?.contacts.map(\.value) == ["r@x.pe"])
    #expect(debtor?.contacts.first?.consentGranted == false)
    #expect(ledger.only?.status == .paused)
  }

  @Test("The time zone follows from country, state and city")
  func timeZones() {
    let cases: [(String, String?, String?, String)] = [
      ("PE", nil, "Lima", "America/Lima"), ("CO", "Cundinamarca", "Bogotá", "America/Bogota"), ("MX", "Sonora", nil, "America/Hermosillo"),
      ("MX", "Quintana Roo", "Cancún", "America/Cancun"), ("MX", "Chihuahua", "Ciudad Juárez", "America/Ciudad_Juarez"),
      ("MX", "Nuevo León", "Monterrey", "America/Monterrey"), ("MX", "Tamaulipas", "Reynosa", "America/Matamoros"),
      ("MX", "Baja California", "Tijuana", "America/Tijuana"), ("MX", nil, nil, "America/Mexico_City"),
      ("BR", "AM", "Manaus", "America/Manaus"), ("CL", "Magallanes", nil, "America/Punta_Arenas"),
      ("EC", "Galápagos", nil, "Pacific/Galapagos"),
    ]
    for (country, state, city, zone) in cases { #expect(TimeZones.name(country: country, state: state, city: city) == zone) }
    #expect(TimeZones.name(country: "ZZ", state: nil, city: nil) == nil)
  }

  @Test("Two spellings of an address or number are the same")
  func spellings() {
    #expect(
      PlainText.place(lines: "Av. José Larco N° 345, Dpto. 2", district: nil, city: "LIMA", country: "PE")
        == PlainText.place(lines: "AVENIDA JOSE LARCO 345 DP 2", district: nil, city: "Lima", country: "PE"))
    #expect(PlainText.telephone("(01) 444-5555", country: "PE") == "+5114445555")
    #expect(PlainText.telephone("300 123 4567", country: "CO") == PlainText.telephone("+57 3001234567", country: "CO"))
    #expect(PlainText.telephone("0051 999888777", country: "CO") == "+51999888777")
    #expect(PlainText.documentNumber("1.234.567-k") == "1234567K")
  }
}
