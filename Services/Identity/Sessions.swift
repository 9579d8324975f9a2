import Contracts
import Foundation
import HTTPTypes
import Messaging
import Postgres
import ServiceKit

/// Signing in and out, and keeping signed in.
struct Sessions: Sendable {
  let database: ServiceDatabase
  let settings: IdentitySettings
  let hasher: PasswordHasher
  let keys: SigningKeys

  /// What a person holds after signing in.
  struct Grant: Sendable {
    let staff: StaffMember
    let accessToken: String
    let refreshToken: String
    let expiresIn: Seconds
  }

  /// The same refusal for a wrong password, an unknown address, a person without a password and one who has left.
  static var refused: Problem {
    Problem(.unauthorized, code: "sign_in_refused", detail: "The address or the password is wrong, or the account is not active.")
  }

  private static var sessionEnded: Problem {
    Problem(.unauthorized, code: "session_ended", detail: "Sign in again.")
  }

  /// - Throws: ``Problem`` 401 when refused, 429 with Retry-After after too many failures, both alike for unknown addresses.
  func signIn(email: String, password: String) async throws -> Grant {
    let address = email.lowercased()
    let accountHash = try Digest.sha256(Array(address.utf8))
    let account = try await admit(address, accountHash)
    guard try await hasher.matches(password, account?.passwordHash), let account, account.isActive else { throw Self.refused }
    let token = try SecureRandom.token()
    let sessionID = UUID()
    let staff = try await database.work { work in
      // Looked at again: the person may have been deactivated while the password was being checked.
      guard let staff = try await StaffStore.lock(account.staffID, in: work.transaction), staff.active else { throw Self.refused }
      try await CredentialStore.forgetFailures(of: accountHash, in: work.transaction)
      try await SessionStore.begin(
        sessionID, of: staff.staffID, tokenHash: try hash(token), at: work.now, until: expiry(from: work.now), in: work.transaction)
      return staff
    }
    return try await grant(staff, sessionID, refreshToken: token)
  }

  /// Counts the attempt before the password is looked at.
  private func admit(_ address: String, _ accountHash: [UInt8]) async throws -> CredentialStore.Account? {
    try await database.work { work in
      let before = try await CredentialStore.lockThrottle(accountHash, at: work.now, in: work.transaction)
      switch SignInThrottle.attempt(before, at: work.now, allowed: settings.failures) {
      case .mustWait(let wait):
        throw Problem(
          .tooManyRequests, code: "too_many_sign_ins", detail: "Too many failed attempts; wait before the next.",
          parameters: ["seconds": String(wait.value)], retryAfter: wait.value)
      case .mayTry(let after):
        try await CredentialStore.save(after, of: accountHash, in: work.transaction)
        return try await CredentialStore.account(address, in: work.transaction)
      }
    }
  }

  /// - Throws: ``Problem`` 401 for a token that is unknown, expired or used; a used one ends the session.
  func refresh(token: String) async throws -> Grant {
    let oldHash = try hash(token)
    let next = try SecureRandom.token()
    let newHash = try hash(next)
    // The refusal is returned and not thrown, so that ending the session is committed.
    let refreshed: (StaffMember, UUID)? = try await database.work { work in
      guard let presented = try await SessionStore.lock(tokenHash: oldHash, at: work.now, in: work.transaction) else { return nil }
      guard let staff = try await StaffStore.find(presented.staffID, in: work.transaction), staff.active else {
        try await SessionStore.end(presented.sessionID, .deactivated, at: work.now, in: work.transaction)
        return nil
      }
      let verdict = RefreshRotation.judge(
        presented.token, sessionGeneration: presented.sessionGeneration, leeway: settings.leewaySeconds, at: work.now)
      switch verdict {
      case .rotate:
        try await SessionStore.rotate(
          presented, from: oldHash, to: newHash, at: work.now, until: expiry(from: work.now), in: work.transaction)
      case .replaceSuccessor:
        try await SessionStore.replaceCurrent(presented, with: newHash, at: work.now, in: work.transaction)
      case .endSession:
        try await SessionStore.end(presented.sessionID, .tokenReused, at: work.now, in: work.transaction)
        return nil
      }
      return (staff, presented.sessionID)
    }
    guard let (staff, sessionID) = refreshed else { throw Self.sessionEnded }
    return try await grant(staff, sessionID, refreshToken: next)
  }

  /// Ends the viewer's session. Its access token stays good elsewhere until it expires, some minutes later at most.
  func signOut(_ viewer: Viewer) async throws {
    guard let sessionID = viewer.sessionID else { return }
    try await database.work { work in
      try await SessionStore.end(sessionID, .signedOut, at: work.now, in: work.transaction)
    }
  }

  /// The viewer as staff, provided that the session has not been ended meanwhile.
  func staff(of viewer: Viewer, in transaction: PostgresTransaction) async throws -> StaffMember {
    if let sessionID = viewer.sessionID {
      guard try await SessionStore.isLive(sessionID, at: database.clock.now, in: transaction) else { throw Self.sessionEnded }
    }
    guard let staff = try await StaffStore.find(viewer.staffID, in: transaction), staff.active else { throw Self.sessionEnded }
    return staff
  }

  private func grant(_ staff: StaffMember, _ sessionID: UUID, refreshToken: String) async throws -> Grant {
    let viewer = Viewer(
      staffID: staff.staffID, fullName: staff.fullName, roles: Set(staff.roles), teamID: staff.teamID, zoneCodes: staff.zoneCodes,
      creditorIDs: staff.creditorIDs, language: staff.language, sessionID: sessionID)
    let token = try await keys.signer().token(for: viewer, now: database.clock.now, lifetime: settings.accessSeconds)
    return Grant(staff: staff, accessToken: token, refreshToken: refreshToken, expiresIn: settings.accessSeconds)
  }

  private func expiry(from now: Instant) -> Instant { now.advanced(by: settings.sessionSeconds) }

  private func hash(_ token: String) throws -> [UInt8] { try Digest.sha256(Array(token.utf8)) }
}
