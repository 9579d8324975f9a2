import Contracts
import Foundation
import HTTPTypes
import Hummingbird
import ServiceKit
import Synchronization
import TestSupport
import Testing

@Suite("Access tokens")
struct AuthenticationTests {
  private let clock = ManualClock()

  private func viewer(_ roles: StaffRole...) throws -> Viewer {
    Viewer(
      staffID: try StaffID(naming: "staff", "x@ronda.example"), fullName: "Rosa Quispe", roles: Set(roles), teamID: TeamID("lima"),
      zoneCodes: ["LIM-01"], creditorIDs: [CreditorID("andes")], language: "es-PE", sessionID: UUID())
  }

  @Test("A token gives back the viewer that it was made for")
  func roundTrip() async throws {
    let tokens = try TestTokens(clock: clock.clock)
    let viewer = try viewer(.collector)
    let token = try await tokens.signer.token(for: viewer, now: clock.now, lifetime: Seconds(900))
    #expect(try await tokens.verifier.viewer(ofToken: token) == viewer)
  }

  @Test("A token is good until the second in which it expires, by the clock that is passed in")
  func expiry() async throws {
    let tokens = try TestTokens(clock: clock.clock)
    let token = try await tokens.signer.token(for: try viewer(.collector), now: clock.now, lifetime: Seconds(900))
    clock.advance(by: 899)
    _ = try await tokens.verifier.viewer(ofToken: token)
    clock.advance(by: 1)
    await #expect(throws: TokenError.expired) { try await tokens.verifier.viewer(ofToken: token) }
  }

  @Test("A token is refused when it is changed, of another key, of another issuer or of no algorithm")
  func forgeries() async throws {
    let tokens = try TestTokens(clock: clock.clock)
    let viewer = try viewer(.collector)
    let good = try await tokens.signer.token(for: viewer, now: clock.now, lifetime: Seconds(900))
    let parts = good.split(separator: ".").map(String.init)
    let claims = String(decoding: try #require(Base64URL.bytes(of: parts[1])), as: UTF8.self)
    let raised = claims.replacingOccurrences(of: "collector", with: "administrator")
    let forged = [parts[0], Base64URL.text(of: Array(raised.utf8)), parts[2]].joined(separator: ".")
    await #expect(throws: TokenError.badSignature) { try await tokens.verifier.viewer(ofToken: forged) }
    let unsigned = [Base64URL.text(of: Array(#"{"alg":"none","typ":"JWT"}"#.utf8)), parts[1], ""].joined(separator: ".")
    await #expect(throws: TokenError.malformed) { try await tokens.verifier.viewer(ofToken: unsigned) }
    let stranger = try await TokenSigner(issuer: "ronda").token(for: viewer, now: clock.now, lifetime: Seconds(900))
    await #expect(throws: TokenError.unknownKey) { try await tokens.verifier.viewer(ofToken: stranger) }
    let elsewhere = try TokenSigner(privateKey: tokens.signer.privateKey, keyID: tokens.signer.keyID, issuer: "elsewhere")
    let foreign = try await elsewhere.token(for: viewer, now: clock.now, lifetime: Seconds(900))
    await #expect(throws: TokenError.otherIssuer) { try await tokens.verifier.viewer(ofToken: foreign) }
    for nonsense in ["", "a.b.c", "....", good + ".x"] {
      await #expect(throws: TokenError.malformed) { try await tokens.verifier.viewer(ofToken: nonsense) }
    }
  }

  @Test("Keys that are at hand outlive an outage of their source")
  func outage() async throws {
    let signer = try TokenSigner(issuer: "ronda")
    let source = FlakyKeys(try EventCoding.encode(PublicTokenKeys(keys: [signer.publicKey])))
    let verifier = TokenVerifier(clock: clock.clock, source: source)
    let token = try await signer.token(for: try viewer(.collector), now: clock.now, lifetime: Seconds(900))
    _ = try await verifier.viewer(ofToken: token)
    source.fail()
    await verifier.forgetKeys()
    _ = try await verifier.viewer(ofToken: token)
    #expect(source.calls == 2)
  }

  @Test("A token that was found good is refused once its key is no longer published, and once it has expired")
  func foundTokens() async throws {
    let signer = try TokenSigner(issuer: "ronda")
    let source = FlakyKeys(try EventCoding.encode(PublicTokenKeys(keys: [signer.publicKey])))
    let verifier = TokenVerifier(clock: clock.clock, source: source)
    let viewer = try viewer(.collector)
    let token = try await signer.token(for: viewer, now: clock.now, lifetime: Seconds(900))
    for _ in 1...3 { #expect(try await verifier.viewer(ofToken: token) == viewer) }
    #expect(source.calls == 1)
    clock.advance(by: 900)
    await #expect(throws: TokenError.expired) { try await verifier.viewer(ofToken: token) }
    clock.advance(by: -900)
    let successor = FlakyKeys(try EventCoding.encode(PublicTokenKeys(keys: [try TokenSigner(issuer: "ronda").publicKey])))
    await verifier.use(successor)
    await #expect(throws: TokenError.unknownKey) { try await verifier.viewer(ofToken: token) }
  }

  @Test("Requests meet 401 without a token or with a bad one, 403 without the role, and pass with it")
  func routes() async throws {
    let tokens = try TestTokens(clock: clock.clock)
    let supervisor = try await tokens.authorization(try viewer(.supervisor))
    let collector = try await tokens.authorization(try viewer(.collector))
    try await makeEcho(verifier: tokens.verifier).serving { (client) async throws -> Void in
      func status(_ path: String, _ authorization: String?) async throws -> Int {
        var headers = HTTPFields()
        if let authorization { headers[.authorization] = authorization }
        return try await client.execute(uri: "/api/reporting/v1/" + path, method: .get, headers: headers).status.code
      }
      #expect(try await status("who", nil) == 401)
      #expect(try await status("who", "Bearer nonsense") == 401)
      #expect(try await status("who", "Basic dXNlcjpwYXNz") == 401)
      #expect(try await status("who", collector) == 200)
      #expect(try await status("supervise", nil) == 401)
      #expect(try await status("supervise", collector) == 403)
      #expect(try await status("supervise", supervisor) == 204)
      #expect(try await status("on?date=2026-11-23", "Bearer nonsense") == 401)
    }
  }

  @Test("A request carries on the trace that it came with")
  func trace() async throws {
    let tokens = try TestTokens(clock: clock.clock)
    let authorization = try await tokens.authorization(try viewer(.collector))
    try await makeEcho(verifier: tokens.verifier).serving { client in
      let name = try #require(HTTPField.Name("traceparent"))
      let response = try await client.execute(
        uri: "/api/reporting/v1/who", method: .get,
        headers: [.authorization: authorization, name: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"])
      #expect(String(buffer: response.body).contains("0af7651916cd43dd8448eb211c80319c"))
    }
  }
}

/// A source of keys that can go away.
final class FlakyKeys: TokenKeySource {
  private struct Outage: Error {}
  private let json: [UInt8]
  private let state = Mutex((calls: 0, fails: false))

  init(_ json: [UInt8]) { self.json = json }

  var calls: Int { state.withLock { $0.calls } }
  func fail() { state.withLock { $0.fails = true } }

  func publicKeys() async throws -> [UInt8] {
    let fails = state.withLock { state in
      state.calls += 1
      return state.fails
    }
    if fails { throw Outage() }
    return json
  }
}
