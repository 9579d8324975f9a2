import Contracts
import Foundation
import HTTPTypes
import Hummingbird
import Identity
import Messaging
import ServiceKit
import TestSupport
import Testing

/// The password of everybody in these tests.
let commonPassword = "una clave bastante larga"

/// A member for each role, in two teams.
let seededStaff: [StaffInput] = {
  func member(_ name: String, _ role: String, _ team: String?, _ zones: [String] = []) -> String {
    let teamID = team.map { "\"\($0)\"" } ?? "null"
    return """
      {"email":"\(name)@ronda.example","full_name":"Persona \(name)","roles":["\(role)"],"team_id":\(teamID),
       "zone_codes":\(zones),"time_zone":"America/Lima","language":"es-PE"}
      """
  }
  let staff = [
    member("admin", "administrator", nil), member("Supervisor.Lima", "supervisor", "lima"),
    member("supervisor.bogota", "supervisor", "bogota"), member("coll.lima", "collector", "lima", ["LIM-01"]),
    member("coll.bogota", "collector", "bogota", ["BOG-01"]), member("agency", "agency", nil), member("law", "law_firm", nil),
    member("auditor", "auditor", nil), member("operator", "operator", nil), member("gateway", "gateway", nil),
  ]
  do {
    return try EventCoding.decode(StaffSeed.self, from: Array("{\"staff\":[\(staff.joined(separator: ","))]}".utf8)).staff
  } catch {
    preconditionFailure("the seed of the tests cannot be read: \(error)")
  }
}()

/// Runs `body` with identity on a database of its own, seeded, and a client of its routes.
func withIdentity<Value: Sendable>(
  settings: [String: String] = [:], _ body: @Sendable @escaping (IdentityClient, TestService<Identity>) async throws -> Value
) async throws -> Value {
  let all = settings.merging(["RONDA_IDENTITY_PASSWORD_COST": "10"]) { own, _ in own }
  return try await withTestService(Identity.self, settings: all, ownKeys: true) { service in
    try await service.service.directory.seed(seededStaff, password: commonPassword)
    return try await service.application().serving { client in try await body(IdentityClient(client: client), service) }
  }
}

/// What a session answers.
struct SessionAnswer: Decodable, Sendable {
  struct Staff: Decodable, Sendable {
    let staffID: StaffID
    let fullName: String
    let roles: [StaffRole]
    let teamID: TeamID?
    let zoneCodes: [String]
    let language: String

    private enum CodingKeys: String, CodingKey {
      case staffID = "staff_id"
      case fullName = "full_name"
      case roles
      case teamID = "team_id"
      case zoneCodes = "zone_codes"
      case language
    }
  }

  let accessToken: String
  let tokenType: String
  let expiresIn: Int
  let refreshToken: String
  let staff: Staff

  private enum CodingKeys: String, CodingKey {
    case accessToken = "access_token"
    case tokenType = "token_type"
    case expiresIn = "expires_in"
    case refreshToken = "refresh_token"
    case staff
  }
}

struct ProblemAnswer: Decodable, Equatable, Sendable {
  struct Field: Decodable, Equatable, Sendable {
    let field: String
    let code: String
  }

  let status: Int
  let code: String
  let errors: [Field]?
}

struct StaffAnswer: Decodable, Sendable {
  let staffID: StaffID
  let email: String
  let teamID: TeamID?
  let language: String
  let version: Int64

  private enum CodingKeys: String, CodingKey {
    case staffID = "staff_id"
    case email
    case teamID = "team_id"
    case language, version
  }
}

struct StaffList: Decodable, Sendable {
  let items: [StaffAnswer]
  let nextCursor: String?

  private enum CodingKeys: String, CodingKey {
    case items
    case nextCursor = "next_cursor"
  }
}

/// Speaks to identity's routes.
struct IdentityClient: Sendable {
  let client: TestHTTPClient

  func send(_ method: HTTPRequest.Method, _ path: String, token: String? = nil, _ body: String? = nil) async throws -> TestResponse {
    var headers = HTTPFields()
    if let token { headers[.authorization] = "Bearer " + token }
    if body != nil { headers[.contentType] = "application/json" }
    return try await client.execute(
      uri: "/api/identity/v1/" + path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
  }

  func attempt(_ email: String, _ password: String = commonPassword) async throws -> TestResponse {
    try await send(.post, "sessions", #"{"email":"\#(email)","password":"\#(password)"}"#)
  }

  func signIn(_ email: String, _ password: String = commonPassword) async throws -> SessionAnswer {
    let response = try await attempt(email, password)
    #expect(response.status == .created, "\(String(buffer: response.body))")
    return try decode(response)
  }

  func refresh(_ token: String) async throws -> TestResponse {
    try await send(.post, "sessions/refresh", #"{"refresh_token":"\#(token)"}"#)
  }
}

func decode<Value: Decodable>(_ response: TestResponse, as type: Value.Type = Value.self) throws -> Value {
  try EventCoding.decode(type, from: Array(response.body.readableBytesView))
}
