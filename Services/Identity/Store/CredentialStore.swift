import Contracts
import Messaging
import Postgres
import ServiceKit

/// The SQL of passwords and of failed attempts to sign in.
enum CredentialStore {
  struct Account {
    let staffID: StaffID
    let passwordHash: PasswordHash?
    let isActive: Bool
  }

  /// - Parameter email: in lower case.
  static func account(_ email: String, in transaction: PostgresTransaction) async throws -> Account? {
    let row = try await transaction.first(
      """
      select s.staff_id, s.active, c.password_hash from staff s left join credential c using (staff_id) where s.email = \(email)
      """)
    return try row.map { row in
      Account(
        staffID: try row.decode(StaffID.self, "staff_id"),
        passwordHash: try row.decodeOptional(String.self, "password_hash").flatMap { PasswordHash(stored: $0) },
        isActive: try row.decode(Bool.self, "active"))
    }
  }

  static func passwordHash(of staffID: StaffID, in transaction: PostgresTransaction) async throws -> PasswordHash? {
    let row = try await transaction.first("select password_hash from credential where staff_id = \(staffID)")
    return try row.flatMap { PasswordHash(stored: try $0.decode(String.self, "password_hash")) }
  }

  static func set(_ hash: PasswordHash, of staffID: StaffID, at now: Instant, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      insert into credential (staff_id, password_hash, changed_at) values (\(staffID), \(hash.stored), \(now))
      on conflict (staff_id) do update set password_hash = excluded.password_hash, changed_at = excluded.changed_at
      """)
  }

  /// Gives the password to those of the staff who have none yet.
  static func setWhereMissing(_ hash: PasswordHash, of staff: [StaffID], at now: Instant, in transaction: PostgresTransaction) async throws
  {
    try await transaction.execute(
      """
      insert into credential (staff_id, password_hash, changed_at)
      select s.staff_id, \(hash.stored), \(now) from staff s where s.staff_id = any (\(staff))
      on conflict do nothing
      """)
  }

  static func lacksPassword(among staff: [StaffID], in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.first(
      """
      select 1 from staff s left join credential c using (staff_id) where s.staff_id = any (\(staff)) and c.staff_id is null limit 1
      """) != nil
  }

  // MARK: Throttle

  /// What is known of the account's failures, held until the transaction ends: attempts at the same time wait for each other.
  static func lockThrottle(_ account: [UInt8], at now: Instant, in transaction: PostgresTransaction) async throws -> SignInThrottle {
    let row = try await transaction.first(
      """
      insert into sign_in_throttle (account_hash, failures, last_failed_at) values (\(account), 0, \(now))
      on conflict (account_hash) do update set failures = sign_in_throttle.failures
      returning failures, last_failed_at, blocked_until
      """)
    guard let row else { return SignInThrottle(failures: 0, lastFailedAt: now, blockedUntil: nil) }
    return SignInThrottle(
      failures: Int(try row.decode(Int32.self, "failures")), lastFailedAt: try row.decode(Instant.self, "last_failed_at"),
      blockedUntil: try row.decodeOptional(Instant.self, "blocked_until"))
  }

  static func save(_ throttle: SignInThrottle, of account: [UInt8], in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      update sign_in_throttle
      set failures = \(throttle.failures), last_failed_at = \(throttle.lastFailedAt), blocked_until = \(throttle.blockedUntil)
      where account_hash = \(account)
      """)
  }

  static func forgetFailures(of account: [UInt8], in transaction: PostgresTransaction) async throws {
    try await transaction.execute("delete from sign_in_throttle where account_hash = \(account)")
  }

  static func forgetFailures(before instant: Instant, in transaction: PostgresTransaction) async throws {
    try await transaction.execute("delete from sign_in_throttle where last_failed_at < \(instant)")
  }
}
