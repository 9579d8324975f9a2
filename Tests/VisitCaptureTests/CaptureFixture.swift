import ContactRules
import Contracts
import HTTPTypes
import Messaging
import Postgres
import ServiceKit
import TestSupport
import Testing
import VisitCapture

/// Visit capture on a real database and real HTTP, knowing the portfolio of `Samples`. The clock stands at eight in the morning in Lima.
struct Capture: Sendable {
  let service: TestService<VisitCaptureService>
  let server: TestServer
  let consumers: Consumers
  let keeper: PromiseKeeper
  let recorder: BatchRecorder

  struct Answers: Decodable {
    let results: [RecordAnswer]
  }

  struct Fault: Decodable {
    struct Field: Decodable {
      let field: String
      let code: String
    }

    let code: String
    let errors: [Field]?
  }

  func send(_ method: String, _ path: String, as viewer: Viewer, _ body: String? = nil) async throws -> OutboundResponse {
    try await server.send(
      method == "GET" ? .get : .post, "/api/visit-capture/v1/\(path)",
      authorization: try await service.tokens.authorization(viewer), contentType: body == nil ? nil : "application/json", body: body)
  }

  func get<Value: Decodable>(_ path: String, as viewer: Viewer, _ type: Value.Type = Value.self) async throws -> Value {
    let response = try await send("GET", path, as: viewer)
    #expect(response.status == 200)
    return try EventCoding.decode(type, from: response.body)
  }

  /// The answers to a batch.
  func post(_ batch: String, as viewer: Viewer = Capture.ana) async throws -> (status: Int, results: [RecordAnswer]) {
    let response = try await send("POST", "batches", as: viewer, batch)
    return (response.status, try EventCoding.decode(Answers.self, from: response.body).results)
  }

  func fault(_ response: OutboundResponse) throws -> Fault { try EventCoding.decode(Fault.self, from: response.body) }

  func count(_ table: String) async throws -> Int64 {
    try await service.database.read { transaction in
      try await transaction.first("select count(*) as n from \(identifier: table)")?.decode(Int64.self, "n") ?? -1
    }
  }

  func pay(_ payments: PaymentRecorded...) async throws {
    try await service.database.work { try await consumers.payments(payments, $0) }
  }

  /// What the topics told; the same as often as it is called.
  func learn() async throws {
    try await service.database.work { work in
      try await consumers.staff(
        [
          Samples.member(Samples.ana, .collector, team: "lima"), Samples.member(Samples.bruno, .collector, team: "lima"),
          Samples.member(Samples.supervisor, .supervisor, team: "lima"),
        ], work)
      try await consumers.debtors(
        [
          Samples.debtor(
            Samples.rosa,
            contacts: [
              Samples.contact(81, "+51911111111", quality: "good"), Samples.contact(82, "+51922222222", quality: "bad"),
              Samples.contact(83, "+51933333333", quality: "unknown", consent: false),
            ]),
          Samples.debtor(Samples.pedro),
          Samples.debtor(Samples.luz, country: "CO", zone: "America/Bogota", home: Samples.place(4.711, -74.0721)),
        ], work)
      try await consumers.accounts(
        [
          Samples.account(Samples.rosaAccount, of: Samples.rosa), Samples.account(Samples.pedroAccount, of: Samples.pedro),
          Samples.account(Samples.luzAccount, of: Samples.luz, currency: .cop),
        ], work)
      try await consumers.assignments(
        [
          Samples.assignment(Samples.rosa, to: Samples.ana, team: "lima"),
          Samples.assignment(Samples.pedro, to: Samples.bruno, team: "lima"),
          Samples.assignment(Samples.luz, to: Samples.ana, team: "lima"),
        ], work)
      try await consumers.routes(
        [
          Samples.route(Samples.ana, [Samples.stop(Samples.rosaStop, Samples.rosa, Samples.rosaAccount)], team: "lima"),
          Samples.route(Samples.bruno, [Samples.stop(Samples.pedroStop, Samples.pedro, Samples.pedroAccount)], team: "lima"),
        ], work)
    }
  }

  static let ana = viewer(Samples.ana, .collector, team: "lima")
  static let bruno = viewer(Samples.bruno, .collector, team: "lima")
  static let supervisor = viewer(Samples.supervisor, .supervisor, team: "lima")
  static let otherSupervisor = viewer(Samples.otherSupervisor, .supervisor, team: "bogota")
  static let gateway = viewer(Samples.id(9), .gateway, team: nil)

  static func viewer(_ staffID: StaffID, _ role: StaffRole, team: String?) -> Viewer {
    Viewer(staffID: staffID, fullName: "Persona", roles: [role], teamID: team.map { TeamID($0) })
  }
}

func withCapture(settings: [String: String] = [:], _ body: (Capture) async throws -> Void) async throws {
  try await withTestService(VisitCaptureService.self, settings: settings) { service in
    try await service.withServer { server in
      let rules = try ContactRules()
      let keeper = PromiseKeeper()
      let capture = Capture(
        service: service, server: server, consumers: Consumers(keeper: keeper), keeper: keeper,
        recorder: BatchRecorder(judge: VisitJudge(rules: rules, policy: CapturePolicy()), keeper: keeper))
      try await capture.learn()
      try await body(capture)
    }
  }
}

/// Records as a device writes them.
enum Records {
  static func visitID(_ number: Int) -> VisitID { Samples.id(number, "00aa") }
  static func promiseID(_ number: Int) -> PromiseID { Samples.id(number, "00bb") }
  static func positionID(_ number: Int) -> PositionID { Samples.id(number, "00cc") }

  static func visit(
    _ number: Int, debtor: DebtorID = Samples.rosa, stop: StopID? = Samples.rosaStop, outcome: String = "nobody_home",
    at capturedAt: String = "2026-11-23T12:30:00.000Z", lat: Double = -12.046374, lon: Double = -77.042793, extra: String = ""
  ) -> String {
    let stopField = stop.map { "\"stop_id\":\"\($0)\"," } ?? ""
    return """
      {"visit_id":"\(visitID(number))","debtor_id":"\(debtor)",\(stopField)"outcome":"\(outcome)","lat":\(lat),"lon":\(lon),
       "accuracy_m":12.5,"mock":false,"captured_at":"\(capturedAt)"\(extra)}
      """
  }

  static func promise(
    _ number: Int, amount: Int64 = 20_000, due: String = "2026-11-27", account: AccountID = Samples.rosaAccount,
    made: String = "2026-11-23T12:30:00.000Z", extra: String = ""
  ) -> String {
    """
    {"promise_id":"\(promiseID(number))","account_id":"\(account)","amount_minor":\(amount),"currency":"PEN","due_on":"\(due)",
     "made_at":"\(made)"\(extra)}
    """
  }

  static func position(_ number: Int, at capturedAt: String = "2026-11-23T12:31:00.000Z") -> String {
    """
    {"position_id":"\(positionID(number))","lat":-12.05,"lon":-77.04,"accuracy_m":8,"mock":false,"captured_at":"\(capturedAt)"}
    """
  }

  static func batch(visits: [String] = [], positions: [String] = [], promises: [String] = []) -> String {
    """
    {"visits":[\(visits.joined(separator: ","))],"positions":[\(positions.joined(separator: ","))],
     "promises":[\(promises.joined(separator: ","))]}
    """
  }
}
