import Contracts
import FoundationEssentials
import Reporting

/// Events about a small world: two teams, each with one collector in one zone.
enum Samples {
  /// 08:00 in Lima.
  static let now = Instant(milliseconds: 1_795_438_800_000)
  static let today = CalendarDate(daysSince1970: Int32(now.milliseconds / 86_400_000))
  static let north = TeamID("north")
  static let south = TeamID("south")
  static let ana: StaffID = identifier(1)
  static let luis: StaffID = identifier(2)
  static let zoneNorth: ZoneID = identifier(11)
  static let zoneSouth: ZoneID = identifier(12)

  static func identifier<Subject>(_ number: Int) -> Identifier<Subject> {
    let tail = String(number, radix: 16)
    let text = "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - tail.count) + tail
    guard let identifier = Identifier<Subject>(text) else { preconditionFailure("not a UUID: \(text)") }
    return identifier
  }

  static func account(
    _ number: Int, debtor: Int? = nil, overdue: Int64 = 10_000, currency: Currency = .pen, creditor: CreditorID = CreditorID("andes"),
    version: Int64 = 1, date: CalendarDate = today, days: Int = 40, status: AccountStatus = .active
  ) -> AccountUpdated {
    AccountUpdated(
      accountID: identifier(1_000 + number), debtorID: identifier(2_000 + (debtor ?? number)), creditorID: creditor,
      accountNumber: "A\(number)", productCode: nil, productType: .loan, branchCode: nil, currency: currency, status: status,
      daysPastDue: days, oldestDueDate: nil, totalDueMinor: overdue * 5, overdueMinor: overdue, overduePrincipalMinor: overdue,
      overdueInterestMinor: 0, overdueLateInterestMinor: 0, overdueFeesMinor: 0, nextDueDate: nil, nextDueMinor: nil,
      lastPaymentDate: nil, lastPaymentMinor: nil, riskScore: nil, flags: AccountFlags(), attributes: [:], businessDate: date,
      version: version, updatedAt: now)
  }

  static func treatment(_ number: Int, segments: [String], version: Int64 = 1, at instant: Instant = now) -> TreatmentChanged {
    TreatmentChanged(
      accountID: identifier(1_000 + number), debtorID: identifier(2_000 + number), creditorID: CreditorID("andes"), stage: .early,
      bucket: "31-60", segmentIDs: segments.map { SegmentID($0) }, strategyID: StrategyID("consumer"), strategyVersion: 1, step: "visit",
      state: .active,
      version: version, changedAt: instant)
  }

  static func assignment(
    debtor: Int, collector: StaffID?, zone: ZoneID? = zoneNorth, team: TeamID? = north, version: Int64 = 1, at instant: Instant? = nil
  ) -> AssignmentChanged {
    AssignmentChanged(
      debtorID: identifier(2_000 + debtor), zoneID: zone, collectorID: collector, teamID: team, version: version,
      changedAt: instant ?? now.advanced(by: Seconds(-3_600)))
  }

  static func visit(
    _ number: Int, account: Int = 1, collector: StaffID = ana, team: TeamID = north, zone: ZoneID = zoneNorth,
    date: CalendarDate = today, contact: ContactType = .rightParty, stop: Int? = nil, late: Bool = false
  ) -> VisitRecorded {
    VisitRecorded(
      visitID: identifier(3_000 + number), debtorID: identifier(2_000 + account), accountIDs: [identifier(1_000 + account)], taskIDs: [],
      routeID: nil, stopID: stop.map { identifier(4_000 + $0) }, collectorID: collector, teamID: team, zoneID: zone, businessDate: date,
      outcome: "promise", contactType: contact, note: "a note", location: nil, accuracyMetres: nil, distanceMetres: nil,
      geoVerdict: .unknown, contactAllowed: true, contactRuleIDs: [], late: late, promiseID: nil,
      arrivedAt: now.advanced(by: Seconds(-300)), capturedAt: now, receivedAt: now)
  }

  static func payment(
    _ number: Int, account: Int = 1, amount: Int64 = 5_000, kind: PaymentKind = .posted, currency: Currency = .pen,
    at instant: Instant = now, on date: CalendarDate = today
  ) -> PaymentRecorded {
    PaymentRecorded(
      paymentID: PaymentID("P\(number)"), accountID: identifier(1_000 + account), debtorID: identifier(2_000 + account),
      creditorID: CreditorID("andes"), amountMinor: amount, currency: currency, kind: kind, reversalOf: nil, valueDate: date,
      postedAt: instant, channel: nil, accountOverdueMinor: 0, debtorOverdueMinor: 0, recordedAt: instant)
  }

  static func promise(
    _ number: Int, account: Int = 1, visit: Int? = nil, collector: StaffID = ana, amount: Int64 = 7_000, state: PromiseState = .active,
    version: Int64 = 1, madeAt: Instant = now, due: CalendarDate = today.advanced(byDays: 7)
  ) -> PromiseChanged {
    PromiseChanged(
      promiseID: identifier(5_000 + number), debtorID: identifier(2_000 + account), accountID: identifier(1_000 + account),
      visitID: visit.map { identifier(3_000 + $0) }, collectorID: collector, amountMinor: amount, currency: .pen,
      dueOn: due, state: state, paidMinor: 0, version: version, madeAt: madeAt, changedAt: now)
  }

  static func agreement(_ number: Int, account: Int = 1, paid: Int64 = 0, version: Int64 = 1) -> AgreementChanged {
    AgreementChanged(
      agreementID: identifier(8_000 + number), debtorID: identifier(2_000 + account), accountID: identifier(1_000 + account),
      creditorID: CreditorID("andes"), collectorID: ana, negotiationType: "instalment_plan", planCode: "alivio", planVersion: 1,
      state: .active, cause: .instalmentPaid, currency: .pen, debtMinor: 10_000, waivedMinor: 500, waiverEarnedMinor: 0,
      downPaymentMinor: 0, financedMinor: 9_500, totalMinor: 9_500, instalments: 2, frequency: "monthly", firstDueOn: today,
      lastDueOn: today.advanced(byDays: 30), nextDueOn: today, nextDueMinor: 4_750, paidMinor: paid, paidInstalments: 0,
      lateInstalments: 0, approvalLevel: 0, incentivesEarned: 0, documentSHA256: nil, version: version, madeAt: now, changedAt: now,
      overdueInstalments: 0)
  }

  static func route(collector: StaffID = ana, accounts: [Int], version: Int64 = 1) -> RoutePlanned {
    RoutePlanned(
      routeID: identifier(6_000), collectorID: collector, zoneID: zoneNorth, teamID: north, businessDate: today, timeZone: "America/Lima",
      start: place, end: place, startsAt: now, endsAt: now,
      stops: accounts.enumerated().map { index, account in
        RouteStop(
          stopID: identifier(4_000 + account), sequence: index + 1, taskIDs: [], debtorID: identifier(2_000 + account),
          accountIDs: [identifier(1_000 + account)], addressID: identifier(7_000 + account), location: place, arrivesAt: now,
          startsAt: now, departsAt: now, priority: 500, amountMinor: 10_000, currency: .pen, status: .planned)
      }, distanceMetres: Metres(1_000), durationSeconds: Seconds(3_600), cause: .planned, version: version, plannedAt: now)
  }

  static func position(_ number: Int, collector: StaffID, team: TeamID?, at instant: Instant = now) -> PositionReported {
    PositionReported(
      positionID: identifier(8_000 + number), collectorID: collector, teamID: team, location: place, accuracyMetres: Metres(8),
      mock: false, capturedAt: instant, receivedAt: instant)
  }

  static func member(_ staffID: StaffID, _ name: String, team: TeamID, version: Int64 = 1) -> StaffChanged {
    StaffChanged(
      staffID: staffID, fullName: name, email: "x@ronda.example", roles: [.collector], teamID: team, zoneCodes: ["LIM-01"],
      creditorIDs: [], city: nil, home: nil, timeZone: "America/Lima", shiftStartsMinute: 480, shiftEndsMinute: 1_080, maximumStops: 20,
      active: true, version: version, changedAt: now)
  }

  static var place: Coordinate {
    guard let place = Coordinate(latitudeE6: -12_046_000, longitudeE6: -77_043_000) else { preconditionFailure("a place in Lima") }
    return place
  }
}
