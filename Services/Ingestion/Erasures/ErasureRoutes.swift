import Contracts
import Hummingbird
import Messaging
import ServiceKit

/// Forgetting debtors over HTTP: an administrator's decision, and only of one who sees every creditor, since it is for all of them.
struct ErasureRoutes: Sendable {
  /// Of the operator's own file; a number, not a name.
  private static let longestReference = 64

  let database: ServiceDatabase
  let desk: ErasureDesk

  func add(to api: ServiceRoutes) {
    let administrators = api.authenticated(.administrator)
    administrators.put("erasures/{debtor_id}") { try await erase($0, $1) }
    api.authenticated(.administrator, .auditor).get("erasures/{debtor_id}") { _, context in try await find(context) }
  }

  private struct Order: Decodable {
    let reference: String?
  }

  /// The same again answers the same.
  private func erase(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireAllCreditors()
    let debtor: DebtorID = try context.pathIdentifier("debtor_id")
    let order = try await request.decodeJSON(Order.self, context: context)
    if let reference = order.reference, !Self.isReference(reference) {
      throw Problem.field("reference", code: "invalid", "Expected 1 to \(Self.longestReference) letters, digits, points or dashes.")
    }
    return try .json(
      try await database.work { work in try await desk.erase(debtor, reference: order.reference, by: viewer, work) })
  }

  private func find(_ context: ServiceRequestContext) async throws -> Response {
    _ = try context.requireAllCreditors()
    let debtor: DebtorID = try context.pathIdentifier("debtor_id")
    guard let erasure = try await database.read({ try await ErasureStore.find(debtor, in: $0) }) else { throw Problem.notFound("erasure") }
    return try .json(erasure)
  }

  private static func isReference(_ text: String) -> Bool {
    (1...longestReference).contains(text.utf8.count)
      && text.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || "._-/".utf8.contains($0) }
  }
}
