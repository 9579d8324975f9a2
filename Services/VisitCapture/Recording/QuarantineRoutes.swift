import Contracts
import Hummingbird
import Messaging
import ServiceKit

/// What becomes of batches of people who have left: somebody looks at them and lets them count, or not.
struct QuarantineRoutes: Sendable {
  let database: ServiceDatabase
  let recorder: BatchRecorder

  func add(to api: ServiceRoutes) {
    let office = api.authenticated(.administrator, .supervisor)
    office.get("quarantine") { request, context in try await list(request, context) }
    office.post("quarantine/{batch_id}/decision") { request, context in try await decide(request, context) }
  }

  private func list(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let limit = try request.queryInteger("limit", in: 1...1_000, default: 100)
    let state = try request.query("state", expected: HeldBatch.State.allCases.map(\.rawValue).joined(separator: ", ")) {
      HeldBatch.State(rawValue: $0)
    }
    let found = try await database.read { try await QuarantineStore.list(state: state, for: viewer, limit: limit, in: $0) }
    return try .json(Page(found.map(HeldBatchView.init)))
  }

  /// Released, its records are taken as if the collector had sent them now; the answer says what became of each.
  private func decide(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let batchID: HeldBatchID = try context.pathIdentifier("batch_id")
    let decision = try await request.decodeJSON(QuarantineDecision.self, context: context)
    let answers = try await database.work { work -> [RecordAnswer] in
      guard let held = try await QuarantineStore.take(batchID, for: viewer, in: work.transaction) else { throw Problem.notFound("batch") }
      guard held.state == .held else { throw Problem.conflict(code: "already_decided", "The batch has been \(held.state.rawValue).") }
      try await QuarantineStore.decide(
        batchID, decision.release ? .released : .discarded, by: viewer.staffID, reason: decision.reason, at: work.now,
        in: work.transaction)
      guard decision.release else { return [] }
      guard let collector = try await StaffStore.recorder(held.collectorID, in: work.transaction) else {
        throw Problem.conflict(code: "unknown_collector", "The collector is not known: nobody's work can be recorded.")
      }
      let batch = try EventCoding.decode(BatchSubmission.self, from: held.body).batch
      return try await recorder.record(batch, by: collector, in: work)
    }
    return try .json(BatchView(results: answers))
  }
}

/// The body of `POST quarantine/{batch_id}/decision`.
struct QuarantineDecision: Decodable {
  let release: Bool
  let reason: String?
}

/// A held batch without what it says.
struct HeldBatchView: Encodable, Sendable {
  let batchID: HeldBatchID
  let collectorID: StaffID
  let records: Int
  let receivedAt: Instant
  let state: HeldBatch.State
  let reason: String?

  init(_ batch: HeldBatch) {
    batchID = batch.batchID
    collectorID = batch.collectorID
    records = batch.records
    receivedAt = batch.receivedAt
    state = batch.state
    reason = batch.reason
  }

  private enum CodingKeys: String, CodingKey {
    case batchID = "batch_id"
    case collectorID = "collector_id"
    case records
    case receivedAt = "received_at"
    case state, reason
  }
}
