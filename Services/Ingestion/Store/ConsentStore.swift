import Contracts
import Messaging
import Postgres

extension ConsentCapture: PostgresCodable {}
extension ConsentProof.Kind: PostgresCodable {}

/// The SQL of consents. Rows are only ever added.
enum ConsentStore {
  /// In the order in which they were given.
  static func load(ofDebtors debtors: [DebtorID], in transaction: PostgresTransaction) async throws -> [Consent] {
    guard !debtors.isEmpty else { return [] }
    let rows = try await transaction.query(
      """
      select consent_id, debtor_id, channel, value, is_granted, text_version, given_at, captured_by, proof_kind, proof_reference,
        proof_sha256, recorded_by, recorded_at
      from consent where debtor_id = any(\(debtors)) order by given_at, consent_id
      """)
    return try rows.map { row in
      Consent(
        consentID: try row.decode(at: 0), debtorID: try row.decode(at: 1), channel: try row.decode(at: 2), value: try row.decode(at: 3),
        isGranted: try row.decode(at: 4), textVersion: try row.decode(at: 5), givenAt: try row.decode(at: 6),
        captured: try row.decode(at: 7),
        proof: ConsentProof(kind: try row.decode(at: 8), reference: try row.decode(at: 9), sha256: try row.decode(at: 10)),
        recordedBy: try row.decode(at: 11), recordedAt: try row.decode(at: 12))
    }
  }

  /// Fails with `Overtaken` when another transaction has recorded one of them in between.
  static func insert(_ consents: [Consent], in pipeline: inout PostgresPipeline) throws {
    for consent in consents {
      try pipeline.execute(
        """
        insert into consent (consent_id, debtor_id, channel, value, is_granted, text_version, given_at, captured_by, proof_kind,
          proof_reference, proof_sha256, recorded_by, recorded_at)
        values (\(consent.consentID), \(consent.debtorID), \(consent.channel), \(consent.value), \(consent.isGranted),
          \(consent.textVersion), \(consent.givenAt), \(consent.captured), \(consent.proof.kind), \(consent.proof.reference),
          \(consent.proof.sha256), \(consent.recordedBy), \(consent.recordedAt))
        on conflict (consent_id) do nothing
        """
      ) { guard $0 == 1 else { throw Overtaken.error("consent") } }
    }
  }
}
