import Contracts
import FoundationEssentials
import Messaging
import Postgres
import Reporting
import ServiceKit
import TestSupport

/// Shorthands for tests of the service on a real database. The clock stands at `Samples.now`.
func withReporting<Value>(_ body: (TestService<ReportingService>) async throws -> Value) async throws -> Value {
  let clock = ManualClock()
  clock.set(Samples.now)
  return try await withTestService(ReportingService.self, clock: clock, body)
}

/// Events of every kind that one delivery brings.
struct Delivery {
  var staff: [StaffChanged] = []
  var accounts: [AccountUpdated] = []
  var treatments: [TreatmentChanged] = []
  var assignments: [AssignmentChanged] = []
  var routes: [RoutePlanned] = []
  var visits: [VisitRecorded] = []
  var corrections: [VisitCorrected] = []
  var promises: [PromiseChanged] = []
  var payments: [PaymentRecorded] = []
  var positions: [PositionReported] = []
}

extension TestService where Service == ReportingService {
  /// Hands the events over, each kind in a transaction of its own.
  func take(_ delivery: Delivery) async throws {
    let consumers = Consumers(timeZone: "America/Lima")
    try await database.work { try await consumers.staff(delivery.staff, $0) }
    try await database.work { try await consumers.accounts(heard(delivery.accounts), $0) }
    try await database.work { try await consumers.treatments(heard(delivery.treatments), $0) }
    try await database.work { try await consumers.assignments(heard(delivery.assignments), $0) }
    try await database.work { try await consumers.routes(delivery.routes, $0) }
    try await database.work { try await consumers.visits(heard(delivery.visits), $0) }
    try await database.work { try await consumers.corrections(heard(delivery.corrections), $0) }
    try await database.work { try await consumers.promises(heard(delivery.promises), $0) }
    try await database.work { try await consumers.payments(heard(delivery.payments), $0) }
    try await database.work { try await consumers.positions(delivery.positions, $0) }
  }

  private func heard<E: Event>(_ events: [E]) -> [Heard<E>] {
    events.map { Heard($0, id: "event of \($0.key.text)") }
  }

  func figures(
    by grouping: Grouping = .total, on date: CalendarDate = Samples.today, scope: ViewerScope = .everything
  ) async throws -> [Figure] {
    try await database.read { transaction in
      let activity = try await FiguresStore.activity(on: date, by: grouping, scope, in: transaction)
      return Figure.assemble(activity + (try await FiguresStore.portfolio(by: grouping, scope, in: transaction)))
    }
  }

  /// Counts days when it is told to.
  func dayPublisher() throws -> DayPublisher {
    DayPublisher(database: database, settings: try ReportingSettings(ground.configuration))
  }

  func count(_ table: String) async throws -> Int64 {
    try await database.read { try await $0.first("select count(*) as n from \(identifier: table)")?.decode(Int64.self, "n") ?? -1 }
  }

  func number(_ sql: SQL) async throws -> Int64? {
    try await database.read { try await $0.first(sql)?.decode(at: 0, as: Int64?.self) }
  }

  func viewer(_ role: StaffRole, team: TeamID? = nil, staff: StaffID? = nil, creditors: [CreditorID] = []) -> Viewer {
    Viewer(
      staffID: staff ?? StaffID(rawValue: UUID()), fullName: "Test", roles: [role], teamID: team, creditorIDs: creditors)
  }
}
