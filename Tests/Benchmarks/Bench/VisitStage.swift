import Contracts
import Foundation
import Hummingbird
import Logging
import Messaging
import Postgres
import ServiceKit
import TestSupport
import VisitCapture

/// Visit capture alone on a durable server, with a portfolio for so many collectors, and real HTTP in front of it.
struct VisitStage: Sendable {
  /// Debtors of each collector; each visit is to one of them.
  static let debtors = 600

  let temporary: TemporaryDatabase
  let database: ServiceDatabase
  let tokens: TestTokens
  private let service: VisitCaptureService
  private let logger: Logger

  static func make(collectors: Int, on server: TemporaryPostgres, _ logger: Logger) async throws -> VisitStage {
    let temporary = try await server.createDatabase("bench_visits")
    let owner = temporary.makePool(size: 1)
    try await SchemaOwner(service: VisitCaptureService.name, pool: owner).prepare(extensions: VisitCaptureService.extensions)
    await owner.close()
    let configuration = temporary.configuration(
      searchPath: [VisitCaptureService.name.schema, "public"], role: SchemaOwner.role(of: VisitCaptureService.name))
    let database = ServiceDatabase(
      service: VisitCaptureService.name, pool: PostgresPool(configuration, size: collectors, logger: logger), clock: .system)
    try await database.migrate(try VisitCaptureService.migrations, logger: logger)
    let tokens = try TestTokens(clock: .system)
    let ground = ServiceGround(
      configuration: .variables([:]), database: database, clock: .system, logger: logger, outbound: Outbound(threads: 1),
      verifier: tokens.verifier, dataDirectory: NSTemporaryDirectory(), isEmbedded: true)
    let service = try VisitCaptureService(ground)
    try await service.prepare()
    let stage = VisitStage(temporary: temporary, database: database, tokens: tokens, service: service, logger: logger)
    for collector in 0..<collectors { try await stage.teach(collector) }
    return stage
  }

  /// The HTTP side, with every middleware of the host.
  var application: some ApplicationProtocol {
    var router = ServiceRouter(services: [service], verifier: tokens.verifier, logger: logger)
    router.limits = HTTPLimits(inFlight: 1_000, inFlightPerClient: 1_000)
    return Application(
      router: router.make(), configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)), logger: logger)
  }

  /// Gives the planner what it knows in an installation that has run for a while.
  func settle() async throws {
    let owner = temporary.makePool(size: 1)
    try await owner.execute("vacuum analyze")
    await owner.close()
  }

  func authorization(of collector: Int) async throws -> String {
    let viewer = Viewer(staffID: Self.identifier(collector, 1), fullName: "Bench", roles: [.collector], teamID: TeamID("bench"))
    return try await tokens.authorization(viewer, lifetime: Seconds(86_400))
  }

  /// A visit as a device sends it, without a stop.
  static func visit(_ number: Int, of collector: Int) -> String {
    let debtor: DebtorID = identifier(collector * debtors + number % debtors, 2)
    return """
      {"visit_id":"\(UUID())","debtor_id":"\(debtor)","outcome":"nobody_home","lat":-12.046374,"lon":-77.042793,"accuracy_m":12.5,
       "mock":false,"note":"Nadie en casa; vecina dice que vuelve por la tarde.","captured_at":"\(WallClock.system.now)"}
      """
  }

  private func teach(_ collector: Int) async throws {
    let consumers = Consumers(keeper: PromiseKeeper())
    let staffID: StaffID = Self.identifier(collector, 1)
    let people = (0..<Self.debtors).map { collector * Self.debtors + $0 }
    try await database.work { work in
      try await consumers.staff([Self.member(staffID)], work)
      try await consumers.debtors(people.map(Self.debtor), work)
      try await consumers.accounts(people.map(Self.account), work)
      try await consumers.assignments(
        people.map {
          AssignmentChanged(
            debtorID: Self.identifier($0, 2), zoneID: nil, collectorID: staffID, teamID: TeamID("bench"), version: 1, changedAt: work.now)
        }, work)
    }
  }

  static func identifier<Subject>(_ number: Int, _ kind: Int) -> Identifier<Subject> {
    let text = "00000000-0000-4000-800\(kind)-" + String(String(number + 1_000_000_000_000).suffix(12))
    guard let identifier = Identifier<Subject>(text) else { preconditionFailure("not a UUID: \(text)") }
    return identifier
  }

  private static func member(_ staffID: StaffID) -> StaffChanged {
    StaffChanged(
      staffID: staffID, fullName: "Bench", email: "bench@ronda.example", roles: [.collector], teamID: TeamID("bench"), zoneCodes: [],
      creditorIDs: [], city: nil, home: nil, timeZone: "America/Lima", shiftStartsMinute: 480, shiftEndsMinute: 1_080, maximumStops: 50,
      active: true, version: 1, changedAt: WallClock.system.now)
  }

  private static func debtor(_ number: Int) -> DebtorUpdated {
    DebtorUpdated(
      debtorID: identifier(number, 2), idType: "DNI", idNumber: "44556677", fullName: "Bench", personType: .natural, birthDate: nil,
      language: "es", country: "PE", timeZone: "America/Lima",
      addresses: [
        DebtorAddress(
          addressID: identifier(number, 4), kind: .home, lines: "Jr. Unión 100", district: "Lima", city: "Lima", state: nil, country: "PE",
          location: Coordinate(latitudeE6: -12_046_374, longitudeE6: -77_042_793), precision: "rooftop")
      ], contacts: [], totals: [], version: 1, updatedAt: WallClock.system.now)
  }

  private static func account(_ number: Int) -> AccountUpdated {
    let now = WallClock.system.now
    return AccountUpdated(
      accountID: identifier(number, 3), debtorID: identifier(number, 2), creditorID: CreditorID("andes"), accountNumber: "B\(number)",
      productCode: nil, productType: .loan, branchCode: nil, currency: .pen, status: .active, daysPastDue: 40, oldestDueDate: nil,
      totalDueMinor: 50_000, overdueMinor: 10_000, overduePrincipalMinor: 10_000, overdueInterestMinor: 0, overdueLateInterestMinor: 0,
      overdueFeesMinor: 0, nextDueDate: nil, nextDueMinor: nil, lastPaymentDate: nil, lastPaymentMinor: nil, riskScore: nil,
      flags: AccountFlags(), attributes: [:], businessDate: now.dateInUTC, version: 1, updatedAt: now)
  }
}
