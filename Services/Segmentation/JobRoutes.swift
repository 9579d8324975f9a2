import Contracts
import Hummingbird
import Messaging
import Postgres
import ServiceKit

/// One thing done to the work of many accounts, with a result for each.
struct JobRoutes: Sendable {
  private static let maximumItems = 10_000

  let database: ServiceDatabase
  let engine: TreatmentEngine

  func add(to api: ServiceRoutes) {
    let writers = api.authenticated(.administrator, .supervisor)
    writers.post("jobs") { request, context in try await run(request, context) }
    writers.get("jobs/{job_id}") { _, context in try await job(context) }
  }

  private enum Action: String, Codable {
    /// The open work of people is withdrawn.
    case close
    /// A message is sent.
    case message
  }

  private struct Body: Decodable {
    let jobID: JobID
    let action: Action
    /// These, or those for which the condition holds now.
    let accountIDs: [AccountID]?
    let condition: Condition?
    /// Of the work that is closed, or of the message.
    let kind: TaskKind?
    let template: String?

    private enum CodingKeys: String, CodingKey {
      case jobID = "job_id"
      case action, condition, kind, template
      case accountIDs = "account_ids"
    }
  }

  private struct Report: Encodable {
    enum Outcome: String, Encodable { case done, unchanged, failed }

    struct Item: Encodable {
      let accountID: AccountID
      let outcome: Outcome
      let code: String?

      private enum CodingKeys: String, CodingKey {
        case accountID = "account_id"
        case outcome, code
      }
    }

    let jobID: JobID
    let action: Action
    let done: Int
    let unchanged: Int
    let failed: Int
    let items: [Item]

    init(_ jobID: JobID, _ action: Action, _ items: [Item]) {
      (self.jobID, self.action, self.items) = (jobID, action, items)
      done = items.count { $0.outcome == .done }
      unchanged = items.count { $0.outcome == .unchanged }
      failed = items.count { $0.outcome == .failed }
    }

    private enum CodingKeys: String, CodingKey {
      case jobID = "job_id"
      case action, done, unchanged, failed, items
    }
  }

  private func run(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let body = try await request.decodeJSON(Body.self, context: context, maximumBytes: 2 << 20)
    if body.action == .message { _ = try Self.order(body) }
    let (report, isNew) = try await database.work { work in try await once(body, by: viewer, work) }
    return .json(bytes: report, status: isNew ? .created : .ok)
  }

  private func once(_ body: Body, by viewer: Viewer, _ work: Work) async throws -> (report: [UInt8], isNew: Bool) {
    let transaction = work.transaction
    let isNew = try await JobStore.start(
      body.jobID, action: body.action.rawValue, by: viewer.staffID, at: work.now, in: transaction)
    guard isNew else {
      guard let known = try await JobStore.report(of: body.jobID, for: viewer, in: transaction) else {
        throw Problem.conflict(code: "job_of_another", "Another person's job has that id; take a new one.")
      }
      return (known, false)
    }
    let accounts = try await accounts(body, viewer, work)
    let known = try await ListStore.debtors(of: accounts, creditors: viewer.creditorIDs, in: transaction)
    let items = try await results(body, accounts, known: accounts.filter { known[$0] != nil }, work)
    let report = try EventCoding.encode(Report(body.jobID, body.action, items))
    try await JobStore.finish(body.jobID, report, in: transaction)
    return (report, true)
  }

  private func accounts(_ body: Body, _ viewer: Viewer, _ work: Work) async throws -> [AccountID] {
    guard (body.accountIDs == nil) != (body.condition == nil) else {
      throw Problem.field("account_ids", code: "required", "Send either account_ids or a condition.")
    }
    var accounts = Set(body.accountIDs ?? []).sorted()
    if let condition = body.condition {
      let policy = try await CatalogueStore.load(in: work.transaction).policy
      let query = try await FactQuery(policy: policy, now: work.now, in: work.transaction)
      accounts = try await FactStore.list(
        condition, creditors: viewer.creditorIDs, after: nil, limit: Self.maximumItems + 1, query, in: work.transaction
      ).map(\.accountID)
    }
    guard accounts.count <= Self.maximumItems else {
      throw Problem.field("account_ids", code: "too_many", "A job takes \(Self.maximumItems) accounts.")
    }
    return accounts
  }

  private func results(_ body: Body, _ accounts: [AccountID], known: [AccountID], _ work: Work) async throws -> [Report.Item] {
    let done: Set<AccountID>
    switch body.action {
    case .close: done = try await engine.close(known, kind: body.kind, in: work)
    case .message: done = try await engine.send(try Self.order(body), id: body.jobID.description, to: known, in: work)
    }
    let within = Set(known)
    return accounts.map { account in
      if done.contains(account) { return Report.Item(accountID: account, outcome: .done, code: nil) }
      guard within.contains(account) else { return Report.Item(accountID: account, outcome: .failed, code: "account_not_found") }
      return body.action == .close
        ? Report.Item(accountID: account, outcome: .unchanged, code: nil)
        : Report.Item(accountID: account, outcome: .failed, code: "not_worked")
    }
  }

  private static func order(_ body: Body) throws -> MessageOrder {
    guard let kind = body.kind, kind.isMessage else {
      throw Problem.field("kind", code: "required", "Expected a kind of message: email, sms, whatsapp, letter or fax.")
    }
    guard let template = body.template, (1...64).contains(template.utf8.count) else {
      throw Problem.field("template", code: "required", "Name the message's template.")
    }
    return MessageOrder(kind: kind, template: template)
  }

  private func job(_ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let jobID: JobID = try context.pathIdentifier("job_id")
    guard let report = try await database.read({ try await JobStore.report(of: jobID, for: viewer, in: $0) }) else {
      throw Problem.notFound("job")
    }
    return .json(bytes: report)
  }
}
