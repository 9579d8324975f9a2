import Contracts
import FoundationEssentials

/// Two debtors in Lima, one in Bogotá, and the people who work them.
enum Samples {
  static let today = date("2026-11-23")

  static let ana = staff(1)
  static let bruno = staff(2)
  static let supervisor = staff(3)
  static let otherSupervisor = staff(4)

  /// On Ana's route.
  static let rosa: DebtorID = id(11)
  /// On Bruno's.
  static let pedro: DebtorID = id(12)
  /// In Bogotá, assigned to Ana.
  static let luz: DebtorID = id(13)

  static let rosaAccount: AccountID = id(21)
  /// Known only to tests that say so.
  static let rosaOtherAccount: AccountID = id(24)
  static let pedroAccount: AccountID = id(22)
  static let luzAccount: AccountID = id(23)

  static let rosaStop: StopID = id(31)
  static let pedroStop: StopID = id(32)
  static let rosaTask: TaskID = id(41)

  static let rosaHome = place(-12.046374, -77.042793)

  static func date(_ text: String) -> CalendarDate {
    guard let date = CalendarDate(text) else { preconditionFailure("not a date: \(text)") }
    return date
  }

  static func instant(_ text: String) -> Instant {
    guard let instant = Instant(text) else { preconditionFailure("not an instant: \(text)") }
    return instant
  }

  static func place(_ latitude: Double, _ longitude: Double) -> Coordinate {
    guard let place = Coordinate(latitude: latitude, longitude: longitude) else { preconditionFailure("no such place") }
    return place
  }

  static func id<Subject>(_ number: Int, _ family: String = "0000") -> Identifier<Subject> {
    let digits = String(number)
    let tail = String(repeating: "0", count: 12 - digits.count) + digits
    guard let id = Identifier<Subject>("00000000-\(family)-4000-8000-\(tail)") else { preconditionFailure("not an id") }
    return id
  }

  private static func staff(_ number: Int) -> StaffID { id(number) }

  static func member(_ staffID: StaffID, _ role: StaffRole, team: String, active: Bool = true) -> StaffChanged {
    StaffChanged(
      staffID: staffID, fullName: "Persona", email: "\(staffID)@ronda.example", roles: [role], teamID: TeamID(team), zoneCodes: [],
      creditorIDs: [], city: "lima", home: nil, timeZone: "America/Lima", shiftStartsMinute: 480, shiftEndsMinute: 1_080, maximumStops: 30,
      active: active, version: 1, changedAt: instant("2026-11-20T00:00:00Z"))
  }

  static func debtor(
    _ debtorID: DebtorID, country: String = "PE", zone: String = "America/Lima", home: Coordinate = rosaHome,
    contacts: [DebtorContact] = [], version: Int64 = 1
  ) -> DebtorUpdated {
    DebtorUpdated(
      debtorID: debtorID, idType: "DNI", idNumber: "44556677", fullName: "Rosa Quispe", personType: .natural, birthDate: nil,
      language: "es-PE", country: country, timeZone: zone,
      addresses: [
        DebtorAddress(
          addressID: id(51), kind: .home, lines: "Jr. Unión 100", district: "Lima", city: "Lima", state: nil, country: country,
          location: home, precision: "rooftop")
      ],
      contacts: contacts, totals: [], version: version, updatedAt: instant("2026-11-22T00:00:00Z"))
  }

  static func contact(_ number: Int, _ value: String, quality: String, consent: Bool? = nil) -> DebtorContact {
    DebtorContact(contactID: id(number), channel: .call, value: value, quality: quality, consentGranted: consent)
  }

  static func account(
    _ accountID: AccountID, of debtorID: DebtorID, currency: Currency = .pen, product: ProductType = .loan, total: Int64 = 100_000,
    overdue: Int64 = 40_000, flags: AccountFlags = AccountFlags(), version: Int64 = 1, updatedAt: String = "2026-11-23T06:00:00Z"
  ) -> AccountUpdated {
    AccountUpdated(
      accountID: accountID, debtorID: debtorID, creditorID: CreditorID("andes"), accountNumber: "0001", productCode: nil,
      productType: product, branchCode: nil, currency: currency, status: .active, daysPastDue: 45, oldestDueDate: date("2026-10-09"),
      totalDueMinor: total, overdueMinor: overdue, overduePrincipalMinor: overdue - 6_000, overdueInterestMinor: 3_000,
      overdueLateInterestMinor: 2_000, overdueFeesMinor: 1_000, nextDueDate: date("2026-12-09"), nextDueMinor: 12_000,
      lastPaymentDate: nil, lastPaymentMinor: nil, riskScore: nil, flags: flags, attributes: [:], businessDate: date("2026-11-22"),
      version: version, updatedAt: instant(updatedAt))
  }

  static func route(_ collectorID: StaffID, _ stops: [RouteStop], team: String, version: Int64 = 1) -> RoutePlanned {
    RoutePlanned(
      routeID: id(61), collectorID: collectorID, zoneID: id(71), teamID: TeamID(team), businessDate: today, timeZone: "America/Lima",
      start: rosaHome, end: rosaHome, startsAt: instant("2026-11-23T13:00:00Z"), endsAt: instant("2026-11-23T22:00:00Z"), stops: stops,
      distanceMetres: Metres(4_000), durationSeconds: Seconds(7_200), cause: .planned, version: version,
      plannedAt: instant("2026-11-22T23:00:00Z"))
  }

  static func stop(_ stopID: StopID, _ debtorID: DebtorID, _ accountID: AccountID) -> RouteStop {
    RouteStop(
      stopID: stopID, sequence: 1, taskIDs: [rosaTask], debtorID: debtorID, accountIDs: [accountID], addressID: id(51),
      location: rosaHome, arrivesAt: instant("2026-11-23T13:10:00Z"), startsAt: instant("2026-11-23T13:10:00Z"),
      departsAt: instant("2026-11-23T13:20:00Z"), priority: 500, amountMinor: 40_000, currency: .pen, status: .planned)
  }

  static func assignment(_ debtorID: DebtorID, to collectorID: StaffID, team: String) -> AssignmentChanged {
    AssignmentChanged(
      debtorID: debtorID, zoneID: id(71), collectorID: collectorID, teamID: TeamID(team), version: 1,
      changedAt: instant("2026-11-22T00:00:00Z"))
  }

  static func payment(
    _ paymentID: String, _ amount: Int64, on valueDate: String, kind: PaymentKind = .posted, reversing: String? = nil,
    account: AccountID = rosaAccount
  ) -> PaymentRecorded {
    PaymentRecorded(
      paymentID: PaymentID(paymentID), accountID: account, debtorID: rosa, creditorID: CreditorID("andes"), amountMinor: amount,
      currency: .pen, kind: kind, reversalOf: reversing.map { PaymentID($0) }, valueDate: date(valueDate),
      postedAt: instant("\(valueDate)T15:00:00Z"), channel: nil, accountOverdueMinor: 0, debtorOverdueMinor: 0,
      recordedAt: instant("\(valueDate)T15:00:01Z"))
  }
}
