import AssignmentRouting
import Contracts
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Messaging
import Postgres
import ServiceKit
import TestSupport

/// The service on a real database, with one square zone A and its neighbour B to the east, on a Sunday in Lima.
struct Stage {
  let test: TestService<AssignmentRoutingService>

  static let administrator = Viewer(staffID: Given.id(900, 1), fullName: "Admin", roles: [.administrator])
  static let supervisor = Viewer(staffID: Given.id(901, 1), fullName: "Supervisora", roles: [.supervisor], teamID: TeamID("lima"))
  static let stranger = Viewer(staffID: Given.id(902, 1), fullName: "Otra", roles: [.supervisor], teamID: TeamID("bogota"))

  static func run(at start: Instant = Given.sunday, _ body: (Stage) async throws -> Void) async throws {
    try await withTestService(AssignmentRoutingService.self, clock: ManualClock(start.description)) { test in
      let stage = Stage(test: test)
      try await stage.importZones([stage.square("A", 0, 0, 10, 10), stage.square("B", 10, 0, 20, 10)])
      try await body(stage)
    }
  }

  var database: ServiceDatabase { test.database }
  var service: AssignmentRoutingService { test.service }

  // MARK: Zones

  /// A feature whose corners are given in thousandths of a degree from the corner of the test city.
  func square(_ code: String, _ west: Int, _ south: Int, _ east: Int, _ north: Int, country: String = "PE") -> String {
    let corners = [(west, south), (east, south), (east, north), (west, north), (west, south)].map { Given.place($0.0, $0.1) }
    return feature(code, corners.map { "[\($0.longitude),\($0.latitude)]" }.joined(separator: ","), country: country)
  }

  func feature(_ code: String, _ ring: String, country: String = "PE") -> String {
    """
    {"type":"Feature","properties":{"code":"\(code)","name":"Zona \(code)","city":"lima","country":"\(country)"},
     "geometry":{"type":"Polygon","coordinates":[[\(ring)]]}}
    """
  }

  func collection(_ features: [String]) -> String { #"{"type":"FeatureCollection","features":["# + features.joined(separator: ",") + "]}" }

  func importZones(_ features: [String]) async throws {
    let zones = try EventCoding.decode(ZoneCollection.self, from: Array(collection(features).utf8))
    try await database.work { work in _ = try await ZoneImport(law: Given.law).run(zones.features, by: nil, work) }
  }

  var zoneA: ZoneID { get throws { try Naming.zoneID("A") } }

  // MARK: Events

  func staff(_ collectors: [Collector], version: Int64 = 1) async throws {
    let events = collectors.map { one in
      StaffChanged(
        staffID: one.collectorID, fullName: one.fullName, email: "c@ronda.example", roles: [.collector], teamID: one.teamID,
        zoneCodes: one.zoneCodes, creditorIDs: one.creditorIDs.sorted(), city: one.city, home: one.home, timeZone: one.timeZone,
        shiftStartsMinute: one.shiftStartsMinute, shiftEndsMinute: one.shiftEndsMinute, maximumStops: one.maximumStops,
        active: one.isActive, version: version, changedAt: test.clock.now, skills: one.skills.sorted())
    }
    try await database.work { work in try await service.consumers.staff(events, work) }
  }

  static func debtor(_ number: Int, at location: Coordinate?, country: String = "PE", version: Int64 = 1) -> DebtorUpdated {
    let address = DebtorAddress(
      addressID: Given.id(number, 4), kind: .home, lines: "Jr. Uno", district: nil, city: "lima", state: nil, country: country,
      location: location, precision: nil)
    return DebtorUpdated(
      debtorID: Given.id(number), idType: "dni", idNumber: "\(number)", fullName: "Deudora \(number)", personType: .natural,
      birthDate: nil, language: "es-PE", country: country, timeZone: country == "CO" ? "America/Bogota" : Given.lima,
      addresses: [address], contacts: [], totals: [], version: version, updatedAt: Given.sunday)
  }

  static func account(
    _ number: Int, flags: AccountFlags = AccountFlags(), overdueMinor: Int64 = 100_000, version: Int64 = 1, at now: Instant = Given.sunday
  ) -> AccountUpdated {
    AccountUpdated(
      accountID: Given.id(number, 2), debtorID: Given.id(number), creditorID: CreditorID("andes"), accountNumber: "\(number)",
      productCode: nil, productType: .loan, branchCode: nil, currency: .pen, status: .active, daysPastDue: 30, oldestDueDate: nil,
      totalDueMinor: overdueMinor, overdueMinor: overdueMinor, overduePrincipalMinor: overdueMinor, overdueInterestMinor: 0,
      overdueLateInterestMinor: 0, overdueFeesMinor: 0, nextDueDate: nil, nextDueMinor: nil, lastPaymentDate: nil,
      lastPaymentMinor: nil, riskScore: nil, flags: flags, attributes: [:], businessDate: Given.monday, version: version, updatedAt: now)
  }

  static func task(
    _ number: Int, state: TaskState = .open, reason: TaskCloseReason? = nil, segments: [SegmentID] = [], version: Int64 = 1
  ) -> TaskChanged {
    TaskChanged(
      taskID: Given.id(number, 3), debtorID: Given.id(number), accountID: Given.id(number, 2), creditorID: CreditorID("andes"),
      kind: .visit, state: state, closeReason: reason, strategyID: StrategyID("mid"), strategyVersion: 1, step: "visit", template: nil,
      dueOn: Given.monday.advanced(byDays: -1), expiresOn: Given.monday.advanced(byDays: 10), priority: 500, amountMinor: 100_000,
      currency: .pen, daysPastDue: 30, segmentIDs: segments, version: version, changedAt: Given.sunday)
  }

  static func payment(_ number: Int, left: Int64 = 0, at now: Instant = Given.sunday.advanced(by: Seconds(60))) -> PaymentRecorded {
    PaymentRecorded(
      paymentID: PaymentID("P\(number)-\(now.milliseconds)"), accountID: Given.id(number, 2), debtorID: Given.id(number),
      creditorID: CreditorID("andes"), amountMinor: 100_000 - left, currency: .pen, kind: .posted, reversalOf: nil,
      valueDate: Given.monday, postedAt: now, channel: nil, accountOverdueMinor: left, debtorOverdueMinor: left, recordedAt: now)
  }

  static func visit(_ number: Int, on date: CalendarDate, at now: Instant) -> VisitRecorded {
    VisitRecorded(
      visitID: Given.id(number, 7), debtorID: Given.id(number), accountIDs: [], taskIDs: [], routeID: nil, stopID: nil,
      collectorID: Given.id(1, 1), teamID: nil, zoneID: nil, businessDate: date, outcome: "not_home", contactType: .noContact, note: nil,
      location: nil, accuracyMetres: nil, distanceMetres: nil, geoVerdict: .unknown, contactAllowed: true, contactRuleIDs: [],
      late: false, promiseID: nil, arrivedAt: nil, capturedAt: now, receivedAt: now)
  }

  /// Debtors with an account and an open task each, in zone A unless said otherwise.
  func debtors(_ numbers: ClosedRange<Int>, at location: (Int) -> Coordinate? = { Given.place($0 * 3 % 9 + 1, $0 * 7 % 9 + 1) })
    async throws
  {
    try await database.work { work in
      try await service.consumers.tasks(numbers.map { Self.task($0) }, work)
      try await service.consumers.accounts(numbers.map { Self.account($0) }, work)
      try await service.consumers.debtors(numbers.map { Self.debtor($0, at: location($0)) }, work)
    }
  }

  // MARK: Planning

  func assign() async throws { try await service.assigner.assignAll(database) }

  @discardableResult
  func plan(on date: CalendarDate = Given.monday, isForced: Bool = false) async throws -> DayPlanner.Outcome {
    try await assign()
    return try await service.planner.plan(try zoneA, on: date, isForced: isForced)
  }

  /// Plans Monday the day before and goes on to its morning.
  func beginMonday() async throws {
    try await plan()
    test.clock.set(Given.mondayMorning)
    try await plan()
  }

  func routes(on date: CalendarDate = Given.monday) async throws -> [Route] {
    try await database.read { try await RouteStore.ofZone(try zoneA, on: date, in: $0).map(\.route) }
  }

  func plannedDebtors(on date: CalendarDate = Given.monday) async throws -> [DebtorID] {
    try await routes(on: date).flatMap { $0.visits.filter { $0.status == .planned }.map(\.debtorID) }.sorted()
  }

  func publishedRoutes() async throws -> [RoutePlanned] { try await test.published(RoutePlanned.self) }

  // MARK: HTTP

  func request(
    _ method: HTTPRequest.Method, _ path: String, as viewer: Viewer?, body: String? = nil, contentType: String = "application/json"
  ) async throws -> (status: Int, body: JSONValue) {
    let authorization = try await viewer.asyncMap { try await test.tokens.authorization($0) }
    var headers: HTTPFields = authorization.map { [.authorization: $0] } ?? [:]
    headers[.contentType] = contentType
    let fields = headers
    return try await test.application().serving { client in
      try await client.execute(
        uri: "/api/assignment-routing/v1/\(path)", method: method, headers: fields, body: body.map { ByteBuffer(string: $0) }
      ) { response in
        let bytes = Array(response.body.readableBytesView)
        return (response.status.code, bytes.isEmpty ? .null : try EventCoding.decode(JSONValue.self, from: bytes))
      }
    }
  }
}

extension Optional {
  fileprivate func asyncMap<T>(_ transform: (Wrapped) async throws -> T) async throws -> T? {
    switch self {
    case .some(let value): try await transform(value)
    case .none: nil
    }
  }
}
