import Contracts
import Hummingbird
import Messaging
import ServiceKit

/// What promises must be like, by country. Everybody signed in reads it, administrators publish the next version.
extension PromiseRoutes {
  func addPolicies(to api: ServiceRoutes) {
    api.authenticated.get("promise-policies") { request, _ in try await policies(request) }
    api.authenticated(.administrator, .auditor).get("promise-policies/{country}/versions") { _, context in try await versions(context) }
    api.authenticated(.administrator).post("promise-policies") { request, context in try await publishPolicy(request, context) }
  }

  private func policies(_ request: Request) async throws -> Response {
    let policies = try await database.read { try await RulebookStore.policies(in: $0) }
    guard let country = request.query("country") else { return try .json(Page(policies.entries.map(PromisePolicyView.init))) }
    guard let entry = policies.entry(for: country) else { throw Problem.notFound("promise_policy") }
    return try .json(Page([PromisePolicyView(entry)]))
  }

  /// Every version of a country's own policy, the newest first.
  private func versions(_ context: ServiceRequestContext) async throws -> Response {
    let country = context.parameters.get("country") ?? ""
    let found = try await database.read { try await RulebookStore.policies(in: $0) }.versions(of: country)
    guard !found.isEmpty else { throw Problem.notFound("promise_policy") }
    return try .json(Page(found.map(PromisePolicyView.init)))
  }

  /// 201 with the next version of the country's policy; 200 when it is the newest one already. A version in the body does not count.
  /// What is promised from now on is held against it, on every instance; promises that were taken keep their terms, and so do those that are
  /// still on their way and name the version that held when they were made.
  private func publishPolicy(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let policy = try await request.decodeJSON(PromisePolicy.self, context: context)
    do {
      try policy.check()
    } catch {
      throw Problem(error)
    }
    let (entry, isNew) = try await database.work { work in
      try await RulebookStore.publish(policy, by: viewer.staffID, at: work.now, in: work.transaction)
    }
    return try .json(PromisePolicyView(entry), status: isNew ? .created : .ok)
  }
}
