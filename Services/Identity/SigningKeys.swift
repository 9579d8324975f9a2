import Contracts
import Messaging
import ServiceKit

/// The keys that sign access tokens: made and retired on schedule, common to all instances through the database.
actor SigningKeys: TokenKeySource {
  private let database: ServiceDatabase
  private let clock: WallClock
  private let issuer: String
  private var signers: [(key: KeyRotation.Key, signer: TokenSigner)] = []
  private var loadedAt: Instant?

  /// Another instance's new key is seen this soon, well before it signs.
  private static let reloadAfter = Seconds(60)

  init(database: ServiceDatabase, clock: WallClock, issuer: String) {
    self.database = database
    self.clock = clock
    self.issuer = issuer
  }

  /// Makes a key if none is there or a new one is due, and removes those that no good token can be signed with.
  func rotate() async throws {
    let issuer = issuer
    try await database.work { work in
      try await SigningKeyStore.lockRotation(in: work.transaction)
      let keys = try await SigningKeyStore.all(in: work.transaction).map(\.key)
      if KeyRotation.isDue(keys, at: work.now) {
        let signer = try TokenSigner(issuer: issuer)
        let key = KeyRotation.Key(keyID: signer.keyID, createdAt: work.now)
        try await SigningKeyStore.insert(SigningKeyStore.Stored(key: key, privateKey: signer.privateKey), in: work.transaction)
      }
      for key in keys where KeyRotation.isExpired(key, at: work.now) {
        try await SigningKeyStore.delete(key.keyID, in: work.transaction)
      }
    }
    loadedAt = nil
  }

  func signer() async throws -> TokenSigner {
    try await load()
    let signing = KeyRotation.signing(signers.map(\.key), at: clock.now)
    guard let signer = signers.first(where: { $0.key == signing })?.signer else { throw MissingSigningKey() }
    return signer
  }

  func publicKeys() async throws -> [UInt8] {
    try await load()
    return try EventCoding.encode(PublicTokenKeys(keys: signers.map(\.signer.publicKey)))
  }

  private func load() async throws {
    let now = clock.now
    if let loadedAt, now < loadedAt.advanced(by: Self.reloadAfter) { return }
    let stored = try await database.read { try await SigningKeyStore.all(in: $0) }
    signers = try stored.map { one in
      (one.key, try TokenSigner(privateKey: one.privateKey, keyID: one.key.keyID, issuer: issuer))
    }
    loadedAt = now
  }
}

/// The service has not been prepared: there is no key to sign with.
struct MissingSigningKey: Error, CustomStringConvertible {
  var description: String { "there is no key to sign access tokens with; the service was started without its preparation" }
}
