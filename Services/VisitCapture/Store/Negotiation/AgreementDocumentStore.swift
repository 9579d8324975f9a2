import Contracts
import Messaging
import Postgres

extension AgreementSignature.Method: PostgresCodable {}

/// What was signed, and the codes with which it can be signed.
enum AgreementDocumentStore {
  struct Stored: Sendable {
    let sha256: [UInt8]
    let pdf: [UInt8]
  }

  static func save(
    _ agreementID: AgreementID, sha256: [UInt8], pdf: [UInt8], text: String, method: AgreementSignature.Method, at now: Instant,
    in transaction: PostgresTransaction
  ) async throws {
    try await transaction.execute(
      """
      insert into agreement_documents (agreement_id, sha256, pdf, accepted_text, method, signed_at)
      values (\(agreementID), \(sha256), \(pdf), \(text), \(method), \(now))
      """)
  }

  static func find(_ agreementID: AgreementID, in transaction: PostgresTransaction) async throws -> Stored? {
    try await transaction.first("select sha256, pdf from agreement_documents where agreement_id = \(agreementID)").map { row in
      Stored(sha256: try row.decode("sha256"), pdf: try row.decode("pdf"))
    }
  }

  // MARK: - Codes

  static func saveCode(
    _ agreementID: AgreementID, sha256: [UInt8], expiresAt: Instant, in transaction: PostgresTransaction
  ) async throws {
    try await transaction.execute(
      """
      insert into agreement_codes (agreement_id, code_sha256, expires_at) values (\(agreementID), \(sha256), \(expiresAt))
      on conflict (agreement_id) do update set code_sha256 = excluded.code_sha256, expires_at = excluded.expires_at, attempts = 0
      """)
  }

  /// Counts an attempt.
  ///
  /// - Returns: the code's digest; `nil` when there is none that can still be used.
  static func attempt(
    _ agreementID: AgreementID, maximum: Int32, at now: Instant, in transaction: PostgresTransaction
  ) async throws -> [UInt8]? {
    try await transaction.first(
      """
      update agreement_codes set attempts = attempts + 1
      where agreement_id = \(agreementID) and expires_at > \(now) and attempts < \(maximum)
      returning code_sha256
      """
    ).map { try $0.decode("code_sha256") }
  }
}
