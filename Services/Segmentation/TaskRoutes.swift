import Contracts
import FoundationEssentials
import Hummingbird
import Messaging
import Postgres
import ServiceKit

/// The work of people over HTTP: worklists by queue and segment, call-backs, and saying that something is done.
struct TaskRoutes: Sendable {
  private static let limits = 1...1_000
  private static let office: Set<StaffRole> = [.administrator, .supervisor, .auditor, .operator]

  let database: ServiceDatabase
  let engine: TreatmentEngine

  func add(to api: ServiceRoutes) {
    let office = api.authenticated(.administrator, .supervisor, .auditor, .operator)
    office.get("tasks") { request, context in try await list(request, context) }
    let staff = api.authenticated
    staff.get("worklist") { request, context in try await worklist(request, context) }
    staff.get("callbacks") { request, context in try await callbacks(request, context) }
    let workers = api.authenticated(.administrator, .supervisor, .collector, .agency, .lawFirm, .operator, .gateway)
    workers.post("callbacks") { request, context in try await callBack(request, context) }
    workers.post("tasks/{task_id}/completion") { request, context in try await complete(request, context) }
  }

  private func list(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let state = try request.query("state", expected: "open or closed") { TaskState(rawValue: $0) }
    let kind = try request.query("kind", expected: "a kind of task such as visit") { TaskKind(rawValue: $0) }
    let queue = try request.query("queue", expected: "a queue such as phone") { TaskQueue(rawValue: $0) }
    let limit = try request.queryInteger("limit", in: Self.limits, default: 100)
    let now = database.clock.now
    let lines = try await database.read { transaction in
      let tasks = try await TaskStore.list(
        state: state, kind: kind, queue: queue, creditors: viewer.creditorIDs, limit: limit, in: transaction)
      return try await Self.lines(tasks, at: now, in: transaction)
    }
    return try .json(Page(lines))
  }

  /// What somebody is to do: open work of people in the segments that are linked to the person or the group, each task once.
  private func worklist(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    var staffID: StaffID? = try request.queryIdentifier("staff_id")
    var teamID = request.query("team_id").map { TeamID($0) }
    if staffID == nil, teamID == nil { (staffID, teamID) = (viewer.staffID, viewer.teamID) }
    let isOwn = (staffID ?? viewer.staffID) == viewer.staffID && (teamID == nil || teamID == viewer.teamID)
    guard isOwn || !viewer.roles.isDisjoint(with: Self.office) else { throw Problem.forbidden(Self.office) }
    let queue = try request.query("queue", expected: "a queue such as phone") { TaskQueue(rawValue: $0) }
    let limit = try request.queryInteger("limit", in: Self.limits, default: 100)
    let (staff, team) = (staffID, teamID)
    let now = database.clock.now
    let lines = try await database.read { transaction in
      let tasks = try await TaskStore.worklist(
        of: staff, team, queue: queue, creditors: viewer.creditorIDs, at: now, limit: limit, in: transaction)
      return try await Self.lines(tasks, at: now, in: transaction)
    }
    return try .json(Page(lines))
  }

  /// The tasks, and of calls when they may be made.
  private static func lines(_ tasks: [StrategyTask], at now: Instant, in transaction: PostgresTransaction) async throws -> [TaskLine] {
    let permits = try await CallPermitStore.load(tasks.filter(\.isByHand).map(\.taskID), in: transaction)
    return tasks.map { TaskLine($0, permits[$0.taskID], at: now) }
  }

  private struct CallbackLine: Encodable {
    let task: TaskLine
    /// The agreed hour has passed.
    let overdue: Bool
  }

  private func callbacks(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let limit = try request.queryInteger("limit", in: Self.limits, default: 100)
    let now = database.clock.now
    let lines = try await database.read { transaction in
      let tasks = try await TaskStore.callbacks(creditors: viewer.creditorIDs, limit: limit, in: transaction)
      return zip(tasks, try await Self.lines(tasks, at: now, in: transaction)).map { task, line in
        CallbackLine(task: line, overdue: task.dueAt.map { $0 < now } ?? false)
      }
    }
    return try .json(Page(lines))
  }

  private struct Callback: Decodable {
    /// Made by the caller: the same one again changes nothing.
    var callbackID: UUID
    var accountID: AccountID
    var dueAt: Instant

    private enum CodingKeys: String, CodingKey {
      case callbackID = "callback_id"
      case accountID = "account_id"
      case dueAt = "due_at"
    }
  }

  private func callBack(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let body = try await request.decodeJSON(Callback.self, context: context)
    let now = database.clock.now
    guard body.dueAt >= now, now.seconds(since: body.dueAt).value >= -366 * 86_400 else {
      throw Problem.field("due_at", code: "out_of_range", "An instant from now to a year ahead.")
    }
    let (line, isNew) = try await database.work { work in
      let (task, isNew) = try await engine.callBack(
        body.accountID, at: body.dueAt, id: body.callbackID.uuidString.lowercased(), creditors: viewer.creditorIDs, in: work)
      guard let task else { throw Problem.notFound("account") }
      return (try await Self.lines([task], at: now, in: work.transaction).first, isNew)
    }
    return try .json(line, status: isNew ? .created : .ok)
  }

  private struct Completion: Decodable {
    /// A result code of the caller's.
    var result: String?
  }

  private func complete(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let taskID: TaskID = try context.pathIdentifier("task_id")
    let completion = try await request.decodeJSON(Completion.self, context: context)
    guard (completion.result?.count ?? 0) <= 64 else { throw Problem.field("result", code: "too_long", "Up to 64 characters.") }
    try await database.work { work in
      guard let task = try await TaskStore.find(taskID, creditors: viewer.creditorIDs, in: work.transaction) else {
        throw Problem.notFound("task")
      }
      guard task.kind != .visit, task.queue != .automatic else {
        throw Problem.conflict(code: "not_done_by_hand", "Visits are done by recording them, messages by sending them.")
      }
      guard task.state == .open || task.closeReason == .done else {
        throw Problem.conflict(code: "task_closed", "The task is closed: \(task.closeReason?.rawValue ?? "").")
      }
      try await TaskStore.complete(task, by: viewer.staffID, at: work.now, result: completion.result, in: work.transaction)
      try await engine.judge([task.accountID], in: work)
    }
    return .noContent
  }
}
