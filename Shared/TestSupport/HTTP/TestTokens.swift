public import Contracts
public import ServiceKit

/// Access tokens of a key that only the test has, and the verifier that accepts them.
public struct TestTokens: Sendable {
  public let signer: TokenSigner
  public let verifier: TokenVerifier
  private let clock: WallClock

  public init(clock: WallClock, issuer: String = "ronda") throws {
    self.clock = clock
    signer = try TokenSigner(issuer: issuer)
    verifier = TokenVerifier(clock: clock, issuer: issuer, source: try FixedTokenKeys(PublicTokenKeys(keys: [signer.publicKey])))
  }

  /// The value of an `Authorization` header for the viewer, good for a quarter of an hour by the test's clock.
  public func authorization(_ viewer: Viewer, lifetime: Seconds = Seconds(900)) async throws -> String {
    "Bearer " + (try await signer.token(for: viewer, now: clock.now, lifetime: lifetime))
  }
}
