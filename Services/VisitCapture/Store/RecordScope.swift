import Contracts
import Messaging
import Postgres

/// What of a record about several accounts is for some creditors alone.
enum RecordScope {
  /// Those of the accounts that belong to the creditors.
  static func accounts(
    _ accounts: [AccountID], of creditors: [CreditorID], in transaction: PostgresTransaction
  ) async throws -> Set<AccountID> {
    let rows = try await transaction.query(
      "select account_id from accounts where account_id = any(\(accounts)) and creditor_id = any(\(creditors))")
    return Set(try rows.map { try $0.decode(AccountID.self, "account_id") })
  }

  /// Those of the tasks that are about accounts of the creditors.
  static func tasks(_ tasks: [TaskID], of creditors: [CreditorID], in transaction: PostgresTransaction) async throws -> Set<TaskID> {
    let rows = try await transaction.query(
      """
      select t.task_id from tasks t join accounts a using (account_id)
      where t.task_id = any(\(tasks)) and a.creditor_id = any(\(creditors))
      """)
    return Set(try rows.map { try $0.decode(TaskID.self, "task_id") })
  }

  /// Those of the promises that are first of all about accounts of the creditors.
  static func promises(
    _ promises: [PromiseID], of creditors: [CreditorID], in transaction: PostgresTransaction
  ) async throws -> Set<PromiseID> {
    let rows = try await transaction.query(
      """
      select p.promise_id from promises p join accounts a using (account_id)
      where p.promise_id = any(\(promises)) and a.creditor_id = any(\(creditors))
      """)
    return Set(try rows.map { try $0.decode(PromiseID.self, "promise_id") })
  }
}
