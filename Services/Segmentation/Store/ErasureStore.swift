import Contracts
import Messaging
import Postgres

/// What is known of debtors who have to be forgotten.
enum ErasureStore {
  /// Blanks what is personal; what follows from it is judged anew when the states arrive that say nothing personal any more.
  static func forget(_ debtors: [DebtorID], in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      update debtors set birth_date = null, state = null, city = null, district = null, has_email = false
      where debtor_id = any(\(debtors))
      """)
    try await transaction.execute("update accounts set attributes = '{}' where debtor_id = any(\(debtors))")
    try await transaction.execute("update flags set reason = null where debtor_id = any(\(debtors)) and reason is not null")
    try await transaction.execute(
      """
      update task_completions c set result = null from accounts a
      where a.account_id = c.account_id and a.debtor_id = any(\(debtors)) and c.result is not null
      """)
    try await RecordErasure.drop([], of: debtors, in: transaction)
  }
}
