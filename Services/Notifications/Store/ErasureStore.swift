import Contracts
import Messaging
import Postgres

/// What is known of debtors who have to be forgotten.
enum ErasureStore {
  /// Blanks how they are called and reached.
  ///
  /// - Returns: every message that was meant for them.
  static func forget(_ debtors: [DebtorID], in transaction: PostgresTransaction) async throws -> [MessageID] {
    try await transaction.execute("update debtors set full_name = null, reach = '{}' where debtor_id = any(\(debtors))")
    try await transaction.execute("update accounts set account_number = '' where debtor_id = any(\(debtors))")
    try await RecordErasure.drop([], of: debtors, in: transaction)
    return try await transaction.query("select message_id from messages where debtor_id = any(\(debtors)) order by 1")
      .map { try $0.decode(at: 0) }
  }
}
