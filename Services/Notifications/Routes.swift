import Contracts
import HTTPTypes
import Hummingbird
import Messaging
import ServiceKit

/// What people may look at. Each viewer sees the messages about accounts of the creditors that they work for.
struct Routes: Sendable {
  private static let limits = 1...1_000
  private static let largestReceipt = 4 << 10

  let database: ServiceDatabase
  /// `nil` without a gateway.
  let signature: GatewaySignature?

  func add(to api: ServiceRoutes) {
    let office = api.authenticated(.administrator, .supervisor, .auditor, .operator)
    office.get("messages") { request, context in try await messages(request, context) }
    api.post("receipts") { request, _ in try await receipt(request) }
  }

  private func messages(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let state = try request.query("state", expected: DeliveryState.allCases.map(\.rawValue).joined(separator: ", ")) {
      DeliveryState(rawValue: $0)
    }
    let limit = try request.queryInteger("limit", in: Self.limits, default: 100)
    let found = try await database.read { transaction in
      try await MessageStore.list(state: state, creditors: viewer.creditorIDs, limit: limit, in: transaction)
    }
    return try .json(Page(found.map { MessageView($0.message, address: $0.address, deliveredAt: $0.deliveredAt) }))
  }

  /// What a gateway says became of a message. It shows who it is by its signature; the same receipt again changes nothing.
  private func receipt(_ request: Request) async throws -> Response {
    let body = try await request.bodyBytes(maximumBytes: Self.largestReceipt)
    guard let signature, let signed = Self.header(GatewaySignature.header, request),
      let timestamp = Self.header(GatewaySignature.timestampHeader, request),
      try signature.isGood(signed, of: body, timestamp: timestamp, at: database.clock.now)
    else { throw Problem(.unauthorized, code: "signature_invalid", detail: "The request is not signed by a gateway of ours.") }
    let receipt: Receipt
    do { receipt = try EventCoding.decode(Receipt.self, from: body) } catch let error as DecodingError { throw Problem(decoding: error) }
    try await database.work { work in
      guard let message = try await MessageStore.take(receipt.messageID, in: work.transaction) else { throw Problem.notFound("message") }
      switch receipt.state {
      case .delivered: try await MessageStore.markDelivered(message.messageID, at: receipt.at, in: work.transaction)
      case .undelivered:
        guard message.state == .sent else { return }
        var failed = message.settled(.failed, reason: "undelivered", ruleIDs: message.ruleIDs, at: work.now)
        failed.sentAt = nil
        try await MessageStore.update([failed], in: work.transaction)
        try work.publish(failed.event)
      }
    }
    return .noContent
  }

  private static func header(_ name: String, _ request: Request) -> String? { HTTPField.Name(name).flatMap { request.headers[$0] } }
}
