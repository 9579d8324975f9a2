import Contracts
import RoutePlanning
import ServiceKit

/// A server of travel times: how it is asked, and how its refusals become errors. What questions and answers look like is for its kind to say.
struct TravelService: Sendable {
  /// For errors.
  let server: String
  /// `http://host:5000`, without a path.
  let url: String
  let outbound: Outbound
  /// Rows and columns of one request.
  let side: Int

  /// The matrix between places, asked for in blocks.
  func matrix(
    between places: [Coordinate], ask: @escaping @Sendable (TravelBlock) async throws -> TravelBlock.Answer
  ) async throws -> TravelMatrix {
    try await TravelBlock.matrix(between: places, side: max(1, side), server: server, ask: ask)
  }

  /// - Parameters:
  ///   - path: what follows ``url``; holds places, so that it may not be part of an error.
  ///   - question: posted as JSON; `nil` is a GET.
  ///   - refusal: a server's own code of the error, read from an answer of another status than 200. Its text may repeat places.
  func ask<Answer: Decodable, Refusal: Decodable>(
    _ path: String, posting question: [UInt8]? = nil, refusal: (Refusal) -> String?
  ) async throws -> Answer {
    var request = OutboundRequest(url: url + path, timeout: .seconds(60), maximumResponseBytes: 64 << 20, retry: .brief)
    if let question {
      request.method = "POST"
      request.headers = [(name: "Content-Type", value: "application/json")]
      request.body = question
    }
    let response = try await outbound.send(request)
    guard response.status == 200 else {
      let code = Self.decoded(Refusal.self, response.body).flatMap(refusal)
      throw error("status \(response.status)" + (code.map { ", code \($0.prefix(40))" } ?? ""))
    }
    guard let answer = Self.decoded(Answer.self, response.body) else { throw error("the body is no answer of a matrix service") }
    return answer
  }

  func error(_ message: String) -> TravelServerError { TravelServerError(server: server, message: message) }

  private static func decoded<Value: Decodable>(_ type: Value.Type, _ body: [UInt8]) -> Value? {
    // What cannot be read is an answer of its own, told by the caller with the status.
    do { return try EventCoding.decode(type, from: body) } catch { return nil }
  }
}
