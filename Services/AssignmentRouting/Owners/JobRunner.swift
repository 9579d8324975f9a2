import Contracts
import Messaging
import Postgres
import ServiceKit

/// Does one thing to many debtors and says of each what became of it.
struct JobRunner: Sendable {
  static let maximumItems = 10_000

  let desk: PinDesk
  let changer: OwnerChanger

  enum Action: String, Codable, Sendable {
    /// To another owner, who is fixed then.
    case assign
    /// Visited on a date.
    case schedule
    /// First of the next route.
    case prioritise
    /// No longer pinned.
    case release
    case tag
    case untag
  }

  struct Request: Decodable, Sendable {
    struct Item: Decodable, Sendable {
      let debtorID: DebtorID
      /// Each of these stands for what the request says of all.
      var collectorID: StaffID?
      var businessDate: CalendarDate?
      var at: String?

      private enum CodingKeys: String, CodingKey {
        case debtorID = "debtor_id"
        case collectorID = "collector_id"
        case businessDate = "business_date"
        case at
      }
    }

    let jobID: JobID
    var action: Action?
    var items: [Item]?
    /// Instead of items: every debtor that it finds.
    var filter: DebtorFilter?
    var collectorID: StaffID?
    var businessDate: CalendarDate?
    var at: String?
    var until: CalendarDate?
    var tag: String?

    private enum CodingKeys: String, CodingKey {
      case jobID = "job_id"
      case action, items, filter
      case collectorID = "collector_id"
      case businessDate = "business_date"
      case at, until, tag
    }
  }

  /// The job's report, from its first run when it was run before.
  ///
  /// - Throws: ``Problem`` 409 for the id of somebody else's job; 422 for a request that lacks what its action needs.
  func run(_ request: Request, by viewer: Viewer, _ work: Work) async throws -> (report: JobReport, isNew: Bool) {
    let action = request.action ?? .assign
    return try await once(request.jobID, action, by: viewer, work) { work in try await results(request, action, viewer, work) }
  }

  private func results(_ request: Request, _ action: Action, _ viewer: Viewer, _ work: Work) async throws -> [JobItem] {
    let items = try await items(request, action, ZoneScope(viewer), work)
    switch action {
    case .assign: return try await assign(items, request, viewer, work)
    case .schedule, .prioritise: return try await pin(items, request, action, viewer, work)
    case .release: return try await each(items) { try await desk.unpin($0.debtorID, by: viewer, work) }
    case .tag, .untag: return try await tag(items, request, action, viewer, work)
    }
  }

  /// A file of assignments, as it was read.
  func run(_ jobID: JobID, _ file: AssignmentFile, by viewer: Viewer, _ work: Work) async throws -> (report: JobReport, isNew: Bool) {
    guard file.rows.count + file.refused.count <= Self.maximumItems else { throw Self.tooMany }
    return try await once(jobID, .assign, by: viewer, work) { work in
      let scope = ZoneScope(viewer)
      let (wishes, strange) = try await wishes(of: file.rows, scope, work)
      return file.refused + strange
        + (try await changer.assign(wishes, fixed: true, scope, .job(jobID, by: viewer.staffID), work))
    }
  }

  /// Whose debtor each row means; a row with an account that the viewer does not know is an item that failed.
  private func wishes(
    of rows: [AssignmentFile.Row], _ scope: ZoneScope, _ work: Work
  ) async throws -> (wishes: [OwnerChanger.Wish], strange: [JobItem]) {
    let named: [AccountID] = rows.compactMap { row in
      guard case .account(let accountID, let creditorID) = row.subject else { return nil }
      return scope.creditorIDs.isEmpty || scope.creditorIDs.contains(creditorID) ? accountID : nil
    }
    let debtors = try await AccountStore.debtors(of: named, in: work.transaction)
    var wishes: [OwnerChanger.Wish] = []
    var strange: [JobItem] = []
    for row in rows {
      let debtorID: DebtorID? =
        switch row.subject {
        case .debtor(let debtorID): debtorID
        case .account(let accountID, _): debtors[accountID]
        }
      if let debtorID {
        wishes.append(OwnerChanger.Wish(position: row.position, debtorID: debtorID, collectorID: row.collectorID))
      } else {
        strange.append(.failed(row.position, nil, "account_not_found", "There is no such account."))
      }
    }
    return (wishes, strange)
  }

  private func once(
    _ jobID: JobID, _ action: Action, by viewer: Viewer, _ work: Work, _ body: (Work) async throws -> [JobItem]
  ) async throws -> (report: JobReport, isNew: Bool) {
    let transaction = work.transaction
    guard try await JobStore.start(jobID, action: action.rawValue, by: viewer.staffID, at: work.now, in: transaction) else {
      guard let known = try await JobStore.find(jobID, for: viewer, in: transaction) else {
        throw Problem.conflict(code: "job_of_another", "Another person's job has that id; take a new one.")
      }
      return (known, false)
    }
    let items = try await body(work).sorted { $0.position < $1.position }
    try await JobStore.add(items, to: jobID, in: transaction)
    return (JobReport(jobID: jobID, action: action.rawValue, items: items), true)
  }

  private static var tooMany: Problem { .field("items", code: "too_many", "A job takes \(maximumItems) items.") }

  private func items(_ request: Request, _ action: Action, _ scope: ZoneScope, _ work: Work) async throws -> [Request.Item] {
    guard (request.items == nil) != (request.filter == nil) else {
      throw Problem.field("items", code: "required", "Send either items or a filter.")
    }
    if action == .tag || action == .untag, !Self.isTag(request.tag) {
      throw Problem.field("tag", code: "invalid", "Expected 1 to 64 characters.")
    }
    var items = request.items ?? []
    if let filter = request.filter {
      items = try await WorkedDebtorStore.ids(filter, scope, limit: Self.maximumItems + 1, in: work.transaction)
        .map { Request.Item(debtorID: $0) }
    }
    guard items.count <= Self.maximumItems else { throw Self.tooMany }
    return items
  }

  private static func isTag(_ tag: String?) -> Bool {
    tag.map { (1...64).contains($0.count) && !$0.contains(where: \.isNewline) } ?? false
  }

  private func assign(_ items: [Request.Item], _ request: Request, _ viewer: Viewer, _ work: Work) async throws -> [JobItem] {
    var refused: [JobItem] = []
    var wishes: [OwnerChanger.Wish] = []
    for (position, item) in items.enumerated() {
      if let collectorID = item.collectorID ?? request.collectorID {
        wishes.append(OwnerChanger.Wish(position: position, debtorID: item.debtorID, collectorID: collectorID))
      } else {
        refused.append(.failed(position, item.debtorID, "required", "Name a collector_id."))
      }
    }
    return refused
      + (try await changer.assign(wishes, fixed: true, ZoneScope(viewer), .job(request.jobID, by: viewer.staffID), work))
  }

  private func pin(
    _ items: [Request.Item], _ request: Request, _ action: Action, _ viewer: Viewer, _ work: Work
  ) async throws -> [JobItem] {
    try await each(items) { item in
      let date = item.businessDate ?? request.businessDate
      if action == .schedule, date == nil { throw Problem.field("business_date", code: "required", "Name a business_date.") }
      let wish = PinDesk.Wish(
        collectorID: item.collectorID ?? request.collectorID, businessDate: date, at: item.at ?? request.at,
        first: action == .prioritise, until: request.until)
      try await desk.pin(item.debtorID, wish, by: viewer, work)
    }
  }

  /// What is refused of one item is that item's result.
  private func each(_ items: [Request.Item], _ body: (Request.Item) async throws -> Void) async throws -> [JobItem] {
    var results: [JobItem] = []
    for (position, item) in items.enumerated() {
      do {
        try await body(item)
        results.append(JobItem(position: position, debtorID: item.debtorID, outcome: .done, code: nil, message: nil))
      } catch let problem as Problem {
        let error = problem.errors.first
        results.append(
          .failed(position, item.debtorID, error?.code ?? problem.code, error?.message ?? problem.detail ?? problem.title))
      }
    }
    return results
  }

  private func tag(
    _ items: [Request.Item], _ request: Request, _ action: Action, _ viewer: Viewer, _ work: Work
  ) async throws -> [JobItem] {
    let transaction = work.transaction
    let visible = try await WorkedDebtorStore.visible(items.map(\.debtorID), ZoneScope(viewer), in: transaction)
    let tag = request.tag ?? ""
    let changed =
      action == .tag
      ? try await WorkedDebtorStore.tag(visible.sorted(), tag, by: viewer.staffID, at: work.now, in: transaction)
      : try await WorkedDebtorStore.untag(visible.sorted(), tag, in: transaction)
    return items.enumerated().map { position, item in
      guard visible.contains(item.debtorID) else {
        return .failed(position, item.debtorID, "debtor_not_found", "There is no such debtor in a zone of yours.")
      }
      let outcome: JobItem.Outcome = changed.contains(item.debtorID) ? .done : .unchanged
      return JobItem(position: position, debtorID: item.debtorID, outcome: outcome, code: nil, message: nil)
    }
  }
}
