import ContactRules
import Contracts
import HTTPTypes
import Hummingbird
import Messaging
import NIOCore
import Postgres
import Segmentation
import ServiceKit
import TestSupport

/// Segmentation on a real database, served over HTTP to people, on a Sunday morning in Lima.
struct Office {
  let service: TestService<SegmentationService>
  let client: TestHTTPClient
  let consumers: Consumers
  let worker: CircuitWorker

  static func run(at start: String = "2026-11-22T15:00:00Z", _ body: (Office) async throws -> Void) async throws {
    try await withTestService(SegmentationService.self, clock: ManualClock(start)) { service in
      let engine = TreatmentEngine(rules: try ContactRules())
      let worker = CircuitWorker(
        database: service.database, engine: engine, settings: SegmentationSettings(workerInterval: .seconds(1), workerBatch: 50))
      try await service.application().serving { client in
        try await body(Office(service: service, client: client, consumers: Consumers(engine: engine), worker: worker))
      }
    }
  }

  func viewer(_ role: StaffRole, number: Int = 1, creditors: [String] = [], team: String? = nil) throws -> Viewer {
    Viewer(
      staffID: try id("staff", number), fullName: "Eva", roles: [role], teamID: team.map { TeamID($0) },
      creditorIDs: creditors.map { CreditorID($0) })
  }

  func send(
    _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, as viewer: Viewer? = nil
  ) async throws -> TestResponse {
    let authorization = try await service.tokens.authorization(try viewer ?? self.viewer(.administrator))
    var headers: HTTPFields = [.authorization: authorization]
    if body != nil { headers[.contentType] = "application/json" }
    return try await client.execute(
      uri: "/api/segmentation/v1/" + path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
  }

  /// The answer's JSON.
  func json(_ response: TestResponse) throws -> JSONValue {
    try EventCoding.decode(JSONValue.self, from: Array(response.body.readableBytesView))
  }

  func learn(debtors: [DebtorUpdated]) async throws { try await service.database.work { try await consumers.debtors(debtors, $0) } }
  func learn(accounts: [AccountUpdated]) async throws { try await service.database.work { try await consumers.accounts(accounts, $0) } }
  func exclude(_ events: [ExclusionChanged]) async throws { try await service.database.work { try await consumers.exclusions(events, $0) } }

  /// The newest state of each task.
  func tasks() async throws -> [TaskChanged] {
    let newest = Dictionary(try await service.published(TaskChanged.self).map { ($0.taskID, $0) }) { $0.version > $1.version ? $0 : $1 }
    return newest.values.sorted { $0.taskID < $1.taskID }
  }

  func openVisits() async throws -> [TaskChanged] { try await tasks().filter { $0.kind == .visit && $0.state == .open } }

  /// For how many accounts the evaluator says that a condition holds.
  func holding(_ condition: Condition) async throws -> Int {
    let now = service.clock.now
    return try await service.database.read { transaction in
      let policy = try await CatalogueStore.load(in: transaction).policy
      let ids = try await transaction.query("select account_id from accounts").map { try $0.decode(AccountID.self, "account_id") }
      let profiles = try await DossierStore.load(ids, in: transaction).map { Profile($0, policy: policy, now: now) }
      let set = ConditionSet([condition])
      return set.rows(of: FactTable(profiles, set.attributes))[0].cardinality
    }
  }

  /// How many accounts SQL finds for a condition.
  func count(_ condition: String) async throws -> Int {
    let condition = try Condition(condition)
    return try await service.database.read { transaction in
      let policy = try await CatalogueStore.load(in: transaction).policy
      let query = try await FactQuery(policy: policy, now: service.clock.now, in: transaction)
      return try await FactStore.count(condition, creditors: [], query, in: transaction)
    }
  }
}
