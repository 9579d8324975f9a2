import Contracts
import Foundation
import HTTPTypes
import Hummingbird
import Identity
import ServiceKit
import TestSupport
import Testing

@Suite("Who may do what")
struct AccessTests {
  /// The person of each role, and what the endpoints answer them. A 422 is past the gate: the body is empty of sense on purpose.
  private static let matrix: [(name: String?, me: Int, staff: Int, member: Int, put: Int, keys: Int)] = [
    (nil, 401, 401, 401, 401, 200),
    ("admin", 200, 200, 200, 422, 200),
    ("supervisor.lima", 200, 200, 200, 403, 200),
    ("auditor", 200, 200, 200, 403, 200),
    ("operator", 200, 200, 200, 403, 200),
    ("coll.lima", 200, 403, 403, 403, 200),
    ("agency", 200, 403, 403, 403, 200),
    ("law", 200, 403, 403, 403, 200),
    ("gateway", 200, 403, 403, 403, 200),
  ]

  @Test("Every role meets the answer of the matrix at every endpoint")
  func roles() async throws {
    try await withIdentity { identity, _ in
      let member = try StaffID(naming: "staff", "coll.lima@ronda.example")
      for row in Self.matrix {
        let label = Comment(rawValue: row.name ?? "nobody")
        var token: String?
        if let name = row.name { token = try await identity.signIn(name + "@ronda.example").accessToken }
        #expect(try await identity.send(.get, "me", token: token).status.code == row.me, label)
        #expect(try await identity.send(.get, "staff", token: token).status.code == row.staff, label)
        #expect(try await identity.send(.get, "staff/\(member)", token: token).status.code == row.member, label)
        #expect(try await identity.send(.put, "staff/\(member)", token: token, "{}").status.code == row.put, label)
        #expect(try await identity.send(.get, "jwks", token: token).status.code == row.keys, label)
        let expected = row.name == nil ? 401 : 204
        #expect(try await identity.send(.delete, "sessions", token: token).status.code == expected, label)
      }
    }
  }

  private struct KeySet: Decodable {
    struct Key: Decodable {
      let kid: String
      let alg: String
      let crv: String
      let d: String?
    }

    let keys: [Key]
  }

  private func keyID(of token: String) throws -> String {
    struct Header: Decodable { let kid: String }
    let header = try #require(token.split(separator: ".").first.flatMap { Base64URL.bytes(of: $0) })
    return try EventCoding.decode(Header.self, from: header).kid
  }

  @Test("Keys are public halves; a new one comes after a month, is published before it signs, and the old one goes later")
  func keyRotation() async throws {
    try await withIdentity { identity, service in
      func keys() async throws -> [String] {
        let set: KeySet = try decode(try await identity.send(.get, "jwks"))
        #expect(set.keys.allSatisfy { $0.alg == "ES256" && $0.crv == "P-256" && $0.d == nil })
        return set.keys.map(\.kid)
      }
      let first = try await keys()
      #expect(first.count == 1)
      try await service.service.prepare()
      #expect(try await keys() == first)
      service.clock.advance(by: 30 * 86_400)
      try await service.service.prepare()
      let both = try await keys()
      #expect(both.count == 2)
      #expect(both.first == first.first)
      #expect(try keyID(of: try await identity.signIn("admin@ronda.example").accessToken) == first.first)
      service.clock.advance(by: 900)
      let session = try await identity.signIn("admin@ronda.example")
      #expect(try keyID(of: session.accessToken) == both.last)
      #expect(try await identity.send(.get, "me", token: session.accessToken).status == .ok)
      service.clock.advance(by: 86_400)
      try await service.service.prepare()
      #expect(try await keys() == [try #require(both.last)])
    }
  }
}
