public import Contracts
import FoundationEssentials
import JWTKit

/// Checks access tokens: ES256, by a key of the source, from the issuer, not expired by the given clock.
///
/// The keys are fetched when first needed, again when they are ten minutes old, and at most every ten seconds when a
/// token names a key that is not known. While the source is away the keys at hand stay good. A token that was found good is not checked
/// against its key again until it expires or keys are fetched anew: a key that is no longer published ends its tokens as before.
public actor TokenVerifier {
  private let clock: WallClock
  private let issuer: String
  private var source: (any TokenKeySource)?
  private var keys: JWTKeyCollection?
  private var keyIDs: Set<String> = []
  private var fetchedAt: ContinuousClock.Instant?
  private var fetching: Task<Void, any Error>?
  private var found: [[UInt8]: FoundToken] = [:]

  /// A token that is good, by its digest: nothing of the token itself is kept.
  private struct FoundToken {
    let keyID: String
    let claims: TokenClaims
  }

  private static let mostFound = 4_096
  private static let keysAreGoodFor = Duration.seconds(600)
  private static let leastTimeBetweenFetches = Duration.seconds(10)

  public init(clock: WallClock, issuer: String = "ronda", source: (any TokenKeySource)? = nil) {
    self.clock = clock
    self.issuer = issuer
    self.source = source
  }

  /// Where to take the keys from, when it is known only after the verifier was made: identity in the same process.
  public func use(_ source: any TokenKeySource) {
    self.source = source
    fetchedAt = nil
  }

  /// Fetches the keys anew with the next token: a key has been added.
  public func forgetKeys() {
    fetchedAt = nil
  }

  /// Whose token this is.
  ///
  /// - Throws: ``TokenError`` for a token that is not good; what the source throws when no keys could be had at all.
  public func viewer(ofToken token: String) async throws -> Viewer {
    guard token.utf8.count <= 16_384 else { throw TokenError.malformed }
    let digest = try Digest.sha256(Array(token.utf8))
    if let known = found[digest] {
      try await haveKeys(for: known.keyID)
      // Unless keys have been fetched in the meantime.
      if let still = found[digest] { return try viewer(still.claims) }
    }
    guard let keyID = Self.keyID(of: token) else { throw TokenError.malformed }
    try await haveKeys(for: keyID)
    let age = fetchedAt
    let claims = try await claims(of: token, signedWith: keyID)
    let viewer = try viewer(claims)
    // Not when the keys are others by now than those by which it was checked.
    if age == fetchedAt {
      if found.count >= Self.mostFound { found = [:] }
      found[digest] = FoundToken(keyID: keyID, claims: claims)
    }
    return viewer
  }

  private func claims(of token: String, signedWith keyID: String) async throws -> TokenClaims {
    guard let keys, keyIDs.contains(keyID) else { throw TokenError.unknownKey }
    do {
      return try await keys.verify(token, as: TokenClaims.self)
    } catch is JWTError {
      throw TokenError.badSignature
    } catch is DecodingError {
      throw TokenError.malformed
    }
  }

  private func viewer(_ claims: TokenClaims) throws(TokenError) -> Viewer {
    guard claims.issuer == issuer else { throw .otherIssuer }
    guard clock.now.milliseconds < claims.expiresAt * 1_000 else { throw .expired }
    return claims.viewer
  }

  private struct Header: Decodable {
    let alg: String
    let kid: String?
  }

  /// The key that a token says it was signed with; `nil` when it is not an ES256 token or names none.
  private static func keyID(of token: String) -> String? {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let bytes = Base64URL.bytes(of: parts[0]) else { return nil }
    do {
      let header = try EventCoding.decode(Header.self, from: bytes)
      return header.alg == "ES256" ? header.kid : nil
    } catch {
      return nil
    }
  }

  private func haveKeys(for keyID: String) async throws {
    if let fetchedAt {
      let age = fetchedAt.duration(to: .now)
      if keyIDs.contains(keyID) ? age < Self.keysAreGoodFor : age < Self.leastTimeBetweenFetches { return }
    }
    do {
      try await fetchOnce()
    } catch {
      // Known keys outlive an outage of their source; without any, nobody can be let in and the cause is reported.
      guard keys != nil else { throw error }
      fetchedAt = .now
    }
  }

  /// Callers that come while keys are being fetched wait for the same fetch.
  private func fetchOnce() async throws {
    if let fetching { return try await fetching.value }
    let task = Task { try await fetch() }
    fetching = task
    defer { fetching = nil }
    try await task.value
  }

  private func fetch() async throws {
    guard let source else { throw TokenError.noKeySource }
    let set = try EventCoding.decode(JWKS.self, from: try await source.publicKeys())
    let collection = JWTKeyCollection()
    var identifiers: Set<String> = []
    for key in set.keys where key.keyType == .ecdsa && key.keyIdentifier != nil {
      try await collection.add(jwk: key)
      identifiers.formUnion(key.keyIdentifier.map { [$0.string] } ?? [])
    }
    keys = collection
    keyIDs = identifiers
    found = [:]
    fetchedAt = .now
  }
}

/// Why a token is not good. The text says nothing about whose it is.
public enum TokenError: String, Error, Sendable {
  case malformed
  case unknownKey = "unknown_key"
  case badSignature = "bad_signature"
  case otherIssuer = "other_issuer"
  case expired
  case noKeySource = "no_key_source"
}
