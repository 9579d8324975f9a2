public import Contracts
import FoundationEssentials
import JWTKit

/// Signs access tokens with one ES256 key.
public struct TokenSigner: Sendable {
  /// The key's id: what a token's header says it was signed with.
  public let keyID: String
  private let key: ES256PrivateKey
  private let issuer: String

  /// A new key.
  public init(issuer: String) throws {
    let key = ES256PrivateKey()
    self.init(key: key, keyID: Base64URL.text(of: try SecureRandom.bytes(9)), issuer: issuer)
  }

  /// A stored key.
  ///
  /// - Parameter privateKey: as PEM.
  /// - Throws: when the text is no P-256 key.
  public init(privateKey pem: String, keyID: String, issuer: String) throws {
    self.init(key: try ES256PrivateKey(pem: pem), keyID: keyID, issuer: issuer)
  }

  private init(key: ES256PrivateKey, keyID: String, issuer: String) {
    self.key = key
    self.keyID = keyID
    self.issuer = issuer
  }

  /// PEM. A secret.
  public var privateKey: String { key.pemRepresentation }

  /// The public half, as a JSON Web Key.
  public var publicKey: PublicTokenKey {
    let parameters = key.parameters
    return PublicTokenKey(
      keyID: keyID, x: Base64URL.text(ofStandard: parameters?.x ?? ""), y: Base64URL.text(ofStandard: parameters?.y ?? ""))
  }

  /// A token for the viewer that is good for `lifetime` from `now`.
  public func token(for viewer: Viewer, now: Instant, lifetime: Seconds) async throws -> String {
    let keys = JWTKeyCollection()
    let identifier = JWKIdentifier(string: keyID)
    await keys.add(ecdsa: key, kid: identifier)
    return try await keys.sign(TokenClaims(viewer: viewer, issuer: issuer, issuedAt: now, lifetime: lifetime), kid: identifier)
  }
}

/// The public half of an ES256 key (RFC 7517 and 7518).
public struct PublicTokenKey: Codable, Sendable, Equatable {
  public let keyID: String
  public let x: String
  public let y: String
  private let keyType: String
  private let curve: String
  private let use: String
  private let algorithm: String

  public init(keyID: String, x: String, y: String) {
    self.keyID = keyID
    self.x = x
    self.y = y
    keyType = "EC"
    curve = "P-256"
    use = "sig"
    algorithm = "ES256"
  }

  private enum CodingKeys: String, CodingKey {
    case keyID = "kid"
    case x, y
    case keyType = "kty"
    case curve = "crv"
    case use
    case algorithm = "alg"
  }
}

/// A JSON Web Key Set of ours.
public struct PublicTokenKeys: Codable, Sendable, Equatable {
  public let keys: [PublicTokenKey]

  public init(keys: [PublicTokenKey]) {
    self.keys = keys
  }
}
