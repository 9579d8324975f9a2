import Foundation
import ServiceKit

/// Ronda's HTTP interface, as the operator's command uses it.
struct ConsoleAPI: Sendable {
  let url: String
  private let outbound = Outbound(threads: 1)

  init(url: String) {
    self.url = url
  }

  /// Returns an access token.
  func signIn(email: String, password: String) async throws -> String {
    struct Answer: Decodable {
      let accessToken: String
      private enum CodingKeys: String, CodingKey { case accessToken = "access_token" }
    }
    let body = try JSONEncoder().encode(["email": email, "password": password])
    let answer = try await send("POST", "/api/identity/v1/sessions", body: [UInt8](body), token: nil, type: "application/json")
    return try JSONDecoder().decode(Answer.self, from: Data(answer)).accessToken
  }

  func get(_ path: String, token: String) async throws -> [UInt8] {
    try await send("GET", path, body: [], token: token, type: "application/json")
  }

  func put(_ path: String, body: [UInt8], token: String) async throws {
    _ = try await send("PUT", path, body: body, token: token, type: "application/json")
  }

  func post(_ path: String, body: [UInt8], token: String, type: String) async throws -> [UInt8] {
    try await send("POST", path, body: body, token: token, type: type)
  }

  private func send(_ method: String, _ path: String, body: [UInt8], token: String?, type: String) async throws -> [UInt8] {
    var headers = [(name: "Content-Type", value: type)]
    if let token { headers.append((name: "Authorization", value: "Bearer \(token)")) }
    let response = try await outbound.send(
      OutboundRequest(method: method, url: url + path, headers: headers, body: body, timeout: .seconds(600)))
    guard (200..<300).contains(response.status) else {
      throw UnexpectedAnswer(path: path, status: response.status, body: String(decoding: response.body.prefix(2_000), as: UTF8.self))
    }
    return response.body
  }
}

struct UnexpectedAnswer: Error, CustomStringConvertible {
  let path: String
  let status: Int
  let body: String
  var description: String { "\(path) answered \(status): \(body)" }
}
