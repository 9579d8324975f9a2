import Contracts
import Messaging
import Postgres

/// What is known of debtors who have to be forgotten.
enum ErasureStore {
  /// Blanks names and places; where nobody lives any more nobody is sent. Routes keep their stops, see ``RouteReviewer/forget(_:_:)``.
  static func forget(_ debtors: [DebtorID], in transaction: PostgresTransaction) async throws {
    try await transaction.execute("delete from debtor_tags where debtor_id = any(\(debtors))")
    try await transaction.execute(
      """
      update debtors set full_name = null, city = null, address_id = null, address_kind = null, address_country = null, latitude_e6 = null,
        longitude_e6 = null, is_dirty = true
      where debtor_id = any(\(debtors)) and (full_name is not null or latitude_e6 is not null)
      """)
    try await RecordErasure.drop([], of: debtors, in: transaction)
  }

  /// Every route that ever had a stop at the debtors'.
  static func routes(to debtors: [DebtorID], in transaction: PostgresTransaction) async throws -> [RouteID] {
    try await transaction.query("select distinct route_id from stops where debtor_id = any(\(debtors)) order by 1").map {
      try $0.decode(at: 0)
    }
  }
}
