import Contracts
import Hummingbird
import Messaging
import ServiceKit

/// What devices may record, by country. Everybody signed in reads it, administrators publish the next version.
extension Routes {
  func addOutcomes(to api: ServiceRoutes) {
    api.authenticated.get("outcomes") { request, _ in try await outcomes(request) }
    api.authenticated(.administrator).post("outcomes") { request, context in try await publishOutcomes(request, context) }
  }

  private func outcomes(_ request: Request) async throws -> Response {
    let catalogue = try await database.read { try await RulebookStore.outcomes(in: $0) }
    guard let country = request.query("country") else { return try .json(Page(catalogue.current.map(OutcomeTreeView.init))) }
    do {
      return try .json(Page([OutcomeTreeView(try catalogue.entry(for: country, version: nil))]))
    } catch {
      throw Problem.notFound("outcome_tree")
    }
  }

  private struct Submission: Decodable {
    let country: String
    let contactTypes: [OutcomeTree.Contact]
    let reasons: [OutcomeTree.Word]?

    private enum CodingKeys: String, CodingKey {
      case country
      case contactTypes = "contact_types"
      case reasons
    }
  }

  /// 201 with the next version of the country's tree; 200 when it is the newest one already. Devices get it with their next package, and
  /// those that are off line are judged by the version that they have.
  private func publishOutcomes(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let submission = try await request.decodeJSON(Submission.self, context: context)
    let tree = OutcomeTree(contactTypes: submission.contactTypes, reasons: submission.reasons ?? [])
    do {
      try tree.check(for: submission.country)
    } catch {
      throw Problem(error)
    }
    let (entry, isNew) = try await database.work { work in
      try await RulebookStore.publish(tree, for: submission.country, by: viewer.staffID, at: work.now, in: work.transaction)
    }
    return try .json(OutcomeTreeView(entry), status: isNew ? .created : .ok)
  }
}
