import Contracts
import Hummingbird
import Messaging
import Negotiation
import ServiceKit

/// The catalogue: negotiation types, relief plans, usury ceilings. Everybody signed in reads it, administrators write it.
extension Routes {
  func addPlans(to api: ServiceRoutes) {
    let readers = api.authenticated
    let administrators = api.authenticated(.administrator)
    readers.get("negotiation-types") { _, _ in
      try Response.json(Page(try await database.read { try await PlanStore.types(in: $0) }))
    }
    administrators.put("negotiation-types/{code}") { request, context in try await putType(request, context) }
    readers.get("relief-plans") { _, _ in
      try Response.json(Page(try await database.read { try await PlanStore.plans(in: $0) }))
    }
    administrators.post("relief-plans") { request, context in try await publishPlan(request, context) }
    readers.get("usury-ceilings") { _, _ in
      try Response.json(Page(try await database.read { try await PlanStore.ceilings(in: $0) }))
    }
    administrators.post("usury-ceilings") { request, context in try await addCeiling(request, context) }
    readers.get("unit-values") { request, _ in try await unitValues(request) }
    administrators.post("unit-values") { request, context in try await addUnitValues(request, context) }
  }

  private func putType(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let submission = try await request.decodeJSON(TypeSubmission.self, context: context)
    guard let code = context.parameters.get("code"), (1...64).contains(code.utf8.count) else {
      throw Problem.field("code", code: "invalid", "A type has a code of 1 to 64 bytes.")
    }
    let type = NegotiationType(code: code, nameES: submission.nameES, nameEN: submission.nameEN, active: submission.active)
    try await database.work { work in
      try await PlanStore.save(type, by: viewer.staffID, at: work.now, in: work.transaction)
    }
    return try .json(type)
  }

  /// Publishes the next version of a plan; the version in the body does not count.
  private func publishPlan(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let plan = try await request.decodeJSON(ReliefPlan.self, context: context)
    do {
      try plan.check()
    } catch {
      throw Problem(error)
    }
    let published = try await database.work { work in
      guard try await PlanStore.types(in: work.transaction).contains(where: { $0.code == plan.negotiationType }) else {
        throw Problem.field("negotiation_type", code: "unknown_type", "The catalogue has no such type.")
      }
      return try await PlanStore.publish(plan, by: viewer.staffID, at: work.now, in: work.transaction)
    }
    return try .json(published, status: .created)
  }

  private func unitValues(_ request: Request) async throws -> Response {
    guard let unit = request.query("unit") else { throw Problem.field("unit", code: "required", "Name the unit, such as UF.") }
    let day = try request.queryDate("date")
    return try .json(Page(try await database.read { try await UnitValueStore.values(of: [unit], on: day, in: $0) }))
  }

  /// As many days as a central bank publishes at once. All or none are taken: a value that was published does not change.
  private func addUnitValues(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let submission = try await request.decodeJSON(UnitValueSubmission.self, context: context)
    try submission.check()
    try await database.work { work in
      if let other = try await UnitValueStore.add(submission.values, by: viewer.staffID, at: work.now, in: work.transaction) {
        throw Problem.conflict(code: "unit_value_published", "Another value of \(other.unit) is published for \(other.validOn) already.")
      }
    }
    return .noContent
  }

  private func addCeiling(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let ceiling = try await request.decodeJSON(UsuryCeiling.self, context: context)
    guard CountryCode.isCountry(ceiling.country) else {
      throw Problem.field("country", code: "invalid", "Expected two capital letters, as ISO 3166 has them.")
    }
    guard ceiling.validTo.map({ $0 >= ceiling.validFrom }) ?? true else {
      throw Problem.field("valid_to", code: "invalid", "The ceiling ends before it begins.")
    }
    let isNew = try await database.work { try await PlanStore.add(ceiling, by: viewer.staffID, in: $0.transaction) }
    guard isNew else { throw Problem.conflict(code: "ceiling_published", "There is a ceiling from that date already.") }
    return try .json(ceiling, status: .created)
  }
}
