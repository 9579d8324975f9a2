import Contracts
import Hummingbird
import Messaging
import Postgres
import ServiceKit

/// The tree that zones stand in, and the end of zones and groups, over HTTP.
struct ZoneGroupRoutes: Sendable {
  let database: ServiceDatabase
  let law: VisitLaw

  func add(to api: ServiceRoutes) {
    api.authenticated.get("zone-groups") { _, context in try await list(context) }
    let administration = api.authenticated(.administrator)
    administration.put("zone-groups/:code") { try await put($0, $1) }
    administration.delete("zone-groups/:code") { _, context in try await remove(context) }
    administration.delete("zones/:code") { try await retire($0, $1) }
  }

  private func list(_ context: ServiceRequestContext) async throws -> Response {
    let scope = ZoneScope(try context.requireViewer())
    return try .json(Page(try await database.read { try await ZoneGroupStore.all(scope, in: $0) }))
  }

  private struct Body: Decodable {
    let name: String
    let kind: ZoneGroupStore.Kind
    let parent: String?
  }

  /// Collectors and viewers who have the group have every zone in it, so what lies where decides about owners.
  private func put(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let body = try await request.decodeJSON(Body.self, context: context)
    let code = context.parameters.get("code") ?? ""
    guard ZoneCode.isValid(code) else {
      throw Problem.field("code", code: "invalid", "Expected 1 to 32 letters, digits, dots, hyphens or underscores.")
    }
    try await database.work { work in
      let transaction = work.transaction
      if try await ZoneGroupStore.isZone(code, in: transaction) { throw Problem.field("code", code: "taken", "A zone has that code.") }
      if let parent = body.parent {
        guard try await ZoneGroupStore.codes(in: transaction).contains(parent) else {
          throw Problem.field("parent", code: "unknown_group", "There is no group of that code.")
        }
        if try await ZoneGroupStore.contains(code, parent, in: transaction) {
          throw Problem.field("parent", code: "circular", "The parent lies in the group itself.")
        }
      }
      let group = ZoneGroupStore.Group(code: code, name: body.name, kind: body.kind, parent: body.parent)
      try await ZoneGroupStore.put(group, at: work.now, in: transaction)
      try await DebtorStore.touch(zones: [code], in: transaction)
      try await QueueStore.add(codes: [code], in: transaction)
    }
    return .noContent
  }

  private func remove(_ context: ServiceRequestContext) async throws -> Response {
    let code = context.parameters.get("code") ?? ""
    try await database.work { work in
      if try await ZoneGroupStore.hasMembers(code, in: work.transaction) {
        throw Problem.conflict(code: "group_in_use", "Zones or groups lie in it; put them elsewhere first.")
      }
      try await ZoneGroupStore.forgetRetired(code, in: work.transaction)
      guard try await ZoneGroupStore.remove(code, in: work.transaction) else { throw Problem.notFound("zone_group") }
    }
    return .noContent
  }

  /// A zone in which debtors wait is given up only together with who takes them: `?into=` the zone that gets its area.
  private func retire(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer(.administrator)
    let code = context.parameters.get("code") ?? ""
    let into = request.query("into")
    try await database.work { work in
      let transaction = work.transaction
      guard let zone = try await ZoneRetirementStore.use(of: code, in: transaction) else { throw Problem.notFound("zone") }
      let today = try await ZoneStore.find(zone.zoneID, in: transaction).flatMap { law.today(at: work.now, in: $0.timeZone) }
      let date = today ?? work.now.dateInUTC
      if let into {
        guard into != code, let target = try await ZoneRetirementStore.use(of: into, in: transaction), target.country == zone.country else {
          throw Problem.field("into", code: "unknown_zone", "Expected the code of another zone of the same country.")
        }
        try await ZoneRetirementStore.join(zone.zoneID, into: target.zoneID, from: date, by: viewer.staffID, at: work.now, in: transaction)
        try await QueueStore.add([target.zoneID], in: transaction)
      } else if zone.debtors > 0 {
        throw Problem(
          .conflict, code: "zone_in_use", detail: "Debtors with open tasks live in it: send into= the zone that takes them.",
          parameters: ["debtors": String(zone.debtors)])
      }
      try await ZoneRetirementStore.retire(zone.zoneID, from: date, by: viewer.staffID, at: work.now, in: transaction)
      try await QueueStore.forget(zone.zoneID, in: transaction)
      try await DebtorStore.touchAll(in: transaction)
    }
    return .noContent
  }
}
