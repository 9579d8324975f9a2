import Contracts
import Foundation
import Messaging
import Postgres

/// The SQL of sessions and their refresh tokens.
enum SessionStore {
  enum EndReason: String {
    case signedOut = "signed_out"
    case deactivated
    case passwordChanged = "password_changed"
    case tokenReused = "token_reused"
  }

  struct Presented {
    let sessionID: UUID
    let staffID: StaffID
    let sessionGeneration: Int
    let token: RefreshRotation.Presented
  }

  static func begin(
    _ sessionID: UUID, of staffID: StaffID, tokenHash: [UInt8], at now: Instant, until expiry: Instant,
    in transaction: PostgresTransaction
  ) async throws {
    try await transaction.execute(
      """
      insert into session (session_id, staff_id, generation, created_at, expires_at) values (\(sessionID), \(staffID), 1, \(now), \(expiry))
      """)
    try await insertToken(tokenHash, of: sessionID, generation: 1, at: now, in: transaction)
  }

  /// The token with its live session, held until the transaction ends; `nil` when there is none.
  static func lock(tokenHash: [UInt8], at now: Instant, in transaction: PostgresTransaction) async throws -> Presented? {
    let row = try await transaction.first(
      """
      select s.session_id, s.staff_id, s.generation as session_generation, t.generation, t.used_at, t.superseded
      from refresh_token t join session s using (session_id)
      where t.token_hash = \(tokenHash) and s.ended_at is null and s.expires_at > \(now)
      for update of s, t
      """)
    return try row.map { row in
      Presented(
        sessionID: try row.decode(UUID.self, "session_id"), staffID: try row.decode(StaffID.self, "staff_id"),
        sessionGeneration: Int(try row.decode(Int32.self, "session_generation")),
        token: RefreshRotation.Presented(
          generation: Int(try row.decode(Int32.self, "generation")), usedAt: try row.decodeOptional(Instant.self, "used_at"),
          isSuperseded: try row.decode(Bool.self, "superseded")))
    }
  }

  /// Uses up the current token and puts the next in its place.
  static func rotate(
    _ presented: Presented, from oldHash: [UInt8], to newHash: [UInt8], at now: Instant, until expiry: Instant,
    in transaction: PostgresTransaction
  ) async throws {
    let next = presented.sessionGeneration + 1
    try await transaction.execute("update refresh_token set used_at = \(now) where token_hash = \(oldHash)")
    try await transaction.execute(
      "update session set generation = \(next), expires_at = \(expiry) where session_id = \(presented.sessionID)")
    try await insertToken(newHash, of: presented.sessionID, generation: next, at: now, in: transaction)
  }

  /// Withdraws the current token, which its owner never received, and puts another in its place.
  static func replaceCurrent(
    _ presented: Presented, with newHash: [UInt8], at now: Instant, in transaction: PostgresTransaction
  ) async throws {
    try await transaction.execute(
      """
      update refresh_token set superseded = true
      where session_id = \(presented.sessionID) and generation = \(presented.sessionGeneration)
      """)
    try await insertToken(newHash, of: presented.sessionID, generation: presented.sessionGeneration, at: now, in: transaction)
  }

  static func end(_ sessionID: UUID, _ reason: EndReason, at now: Instant, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      "update session set ended_at = \(now), ended_reason = \(reason.rawValue) where session_id = \(sessionID) and ended_at is null")
  }

  static func endAll(
    of staffID: StaffID, except kept: UUID? = nil, _ reason: EndReason, at now: Instant, in transaction: PostgresTransaction
  ) async throws {
    try await transaction.execute(
      """
      update session set ended_at = \(now), ended_reason = \(reason.rawValue)
      where staff_id = \(staffID) and ended_at is null and session_id is distinct from \(kept)::uuid
      """)
  }

  static func isLive(_ sessionID: UUID, at now: Instant, in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.first(
      "select 1 from session where session_id = \(sessionID) and ended_at is null and expires_at > \(now)") != nil
  }

  /// Sessions that ended before the instant, with their tokens.
  static func forget(endedBefore instant: Instant, in transaction: PostgresTransaction) async throws {
    try await transaction.execute("delete from session where expires_at < \(instant) or ended_at < \(instant)")
  }

  private static func insertToken(
    _ hash: [UInt8], of sessionID: UUID, generation: Int, at now: Instant, in transaction: PostgresTransaction
  ) async throws {
    try await transaction.execute(
      """
      insert into refresh_token (token_hash, session_id, generation, issued_at) values (\(hash), \(sessionID), \(generation), \(now))
      """)
  }
}
