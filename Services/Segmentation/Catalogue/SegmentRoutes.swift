import Contracts
import Hummingbird
import Messaging
import Postgres
import ServiceKit

/// Segments over HTTP: made, changed, switched on and off, given to people and groups.
struct SegmentRoutes: Sendable {
  let database: ServiceDatabase
  let engine: TreatmentEngine

  func add(to api: ServiceRoutes) {
    let office = api.authenticated(.administrator, .supervisor, .auditor, .operator)
    office.get("segments") { _, context in try await list(context) }
    let writers = api.authenticated(.administrator, .supervisor)
    writers.put("segments/{segment_id}") { request, context in try await put(request, context) }
    writers.post("segments/{segment_id}/activation") { _, context in try await activate(context) }
    writers.post("segments/{segment_id}/deactivation") { request, context in try await deactivate(request, context) }
    writers.put("segments/{segment_id}/links") { request, context in try await link(request, context) }
  }

  private func list(_ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    return try await database.read { transaction in
      let catalogue = try await CatalogueStore.load(in: transaction)
      let counts = try await CatalogueStore.liveCounts(creditors: viewer.creditorIDs, in: transaction).segments
      let load = try await SegmentStore.load(creditors: viewer.creditorIDs, in: transaction)
      let links = try await SegmentStore.links(in: transaction)
      return try .json(
        Page(
          catalogue.segments.map { segment in
            let link = links[segment.segmentID]
            return SegmentView(
              segment, accounts: counts[segment.segmentID] ?? 0, openTasks: load[segment.segmentID] ?? 0,
              staffIDs: link?.staff ?? [], teamIDs: link?.teams ?? [])
          }))
    }
  }

  private func segment(_ context: ServiceRequestContext, in transaction: PostgresTransaction) async throws -> Segment {
    let segmentID = try context.pathCode("segment_id", of: SegmentID.self)
    guard let segment = try await CatalogueStore.load(in: transaction).segments.first(where: { $0.segmentID == segmentID }) else {
      throw Problem.notFound("segment")
    }
    return segment
  }

  private func put(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let segmentID = try context.pathCode("segment_id", of: SegmentID.self)
    let body = try await request.decodeJSON(SegmentBody.self, context: context)
    let skills = try SegmentLinkRules.skills(body.skills)
    try await database.work { work in
      try await StrategyStore.lockCatalogue(in: work.transaction)
      let before = try await CatalogueStore.load(in: work.transaction).segments.first { $0.segmentID == segmentID }
      let segment = Segment(
        segmentID: segmentID, nameES: body.nameES, nameEN: body.nameEN, condition: body.condition, isActive: before?.isActive ?? true,
        skills: skills ?? before?.skills ?? [])
      if let link = try await SegmentStore.links(in: work.transaction)[segmentID] {
        try await SegmentLinkRules.requireAble(staff: link.staff, teams: link.teams, segment, in: work.transaction)
      }
      try await save(segment, action: "segment changed", by: viewer, in: work)
    }
    return .noContent
  }

  private func activate(_ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    try await database.work { work in
      try await StrategyStore.lockCatalogue(in: work.transaction)
      var segment = try await segment(context, in: work.transaction)
      segment.isActive = true
      try await save(segment, action: "segment activated", by: viewer, in: work)
    }
    return .noContent
  }

  /// The accounts leave the segment; what becomes of their open work is the caller's choice.
  private func deactivate(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let body = try await request.decodeJSON(DeactivationBody.self, context: context)
    try await database.work { work in
      try await StrategyStore.lockCatalogue(in: work.transaction)
      var segment = try await segment(context, in: work.transaction)
      let accounts = try await SegmentStore.accountsWithWork(in: segment.segmentID, in: work.transaction)
      segment.isActive = false
      try await save(segment, action: "segment deactivated", by: viewer, in: work)
      let segmentID = segment.segmentID
      if body.openTasks == .close { try await engine.withdrawWork(of: accounts, in: work) { $0.segmentIDs.contains(segmentID) } }
      try await engine.judge(accounts, in: work)
    }
    return .noContent
  }

  private func link(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let body = try await request.decodeJSON(LinksBody.self, context: context)
    guard body.staffIDs.count + body.teamIDs.count <= 1_000 else {
      throw Problem.field("staff_ids", code: "too_many", "Up to 1000 people and groups.")
    }
    try await database.work { work in
      try await StrategyStore.lockCatalogue(in: work.transaction)
      let segment = try await segment(context, in: work.transaction)
      let (staff, teams) = (Set(body.staffIDs).sorted(), Set(body.teamIDs).sorted())
      let before = try await SegmentStore.links(in: work.transaction)[segment.segmentID]
      try await SegmentLinkRules.requireOwnTeam(
        viewer, staff: Set(staff).symmetricDifference(before?.staff ?? []).sorted(),
        teams: Set(teams).symmetricDifference(before?.teams ?? []).sorted(), in: work.transaction)
      try await SegmentLinkRules.requireAble(staff: staff, teams: teams, segment, in: work.transaction)
      try await SegmentStore.link(segment.segmentID, staff: staff, teams: teams, in: work.transaction)
      try await save(segment, action: "segment linked", by: viewer, in: work)
    }
    return .noContent
  }

  /// Keeps the segment and tells the others of it and of who works it.
  private func save(_ segment: Segment, action: String, by viewer: Viewer, in work: Work) async throws {
    let version = try await SegmentStore.put(segment, at: work.now, in: work.transaction)
    let link = try await SegmentStore.links(in: work.transaction)[segment.segmentID]
    let event = SegmentChanged(
      segmentID: segment.segmentID, nameES: segment.nameES, nameEN: segment.nameEN, condition: segment.condition.description,
      active: segment.isActive, staffIDs: link?.staff ?? [], teamIDs: link?.teams ?? [], version: version, changedAt: work.now,
      skills: segment.skills)
    try work.publish(event)
    try await StrategyStore.note(
      action, of: segment.segmentID.rawValue, detail: event, by: viewer.staffID, at: work.now, in: work.transaction)
  }
}
