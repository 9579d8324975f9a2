import Contracts
import Messaging
import Postgres

/// What a viewer may see, as a condition on the columns of `x`.
enum Scoping {
  /// On `team_id` and `collector_id`.
  static func person(_ scope: ViewerScope) -> SQL {
    """
    (\(scope.team)::text is null or x.team_id = \(scope.team)) and (\(scope.collector)::uuid is null or x.collector_id = \(scope.collector))
    """
  }

  /// On the column with an account's id: whether it is one of the creditors'.
  static func account(_ column: String, _ scope: ViewerScope) -> SQL {
    guard !scope.creditors.isEmpty else { return "true" }
    return """
      exists (select 1 from account_state o where o.account_id = \(unsafeRaw: column) and o.creditor_id = any(\(scope.creditors)))
      """
  }

  /// On `team_id`, `collector_id` and the creditors of `account_ids`.
  static func work(_ scope: ViewerScope) -> SQL {
    guard !scope.creditors.isEmpty else { return person(scope) }
    return """
      \(person(scope)) and exists (
        select 1 from account_state s where s.account_id = any(x.account_ids) and s.creditor_id = any(\(scope.creditors)))
      """
  }
}
