import Contracts
import Messaging
import Postgres

/// The published outcome trees and promise policies.
enum RulebookStore {
  /// Which trees and policies are published: a published one never changes and never goes, so that their numbers tell.
  struct Edition: Equatable {
    let trees: Int64
    let policies: Int64
  }

  static var edition: PostgresQuestion<Edition> {
    PostgresQuestion("select (select count(*) from outcome_trees) as trees, (select count(*) from promise_policies) as policies") { rows in
      Edition(trees: try rows.first?.decode("trees") ?? 0, policies: try rows.first?.decode("policies") ?? 0)
    }
  }

  static func load(in transaction: PostgresTransaction) async throws -> Rulebook {
    Rulebook(outcomes: try await outcomes(in: transaction), promises: try await policies(in: transaction))
  }

  static func outcomes(in transaction: PostgresTransaction) async throws -> OutcomeCatalogue {
    OutcomeCatalogue(
      try await transaction.query("select country, version, tree from outcome_trees").map { row in
        OutcomeCatalogue.Entry(
          country: try row.decode("country"), version: try row.decode("version"),
          tree: try row.decode(json: "tree"))
      })
  }

  /// The next version of a country's tree, unless it is the newest one already.
  static func publish(
    _ tree: OutcomeTree, for country: String, by staffID: StaffID, at now: Instant, in transaction: PostgresTransaction
  ) async throws -> (entry: OutcomeCatalogue.Entry, isNew: Bool) {
    // Two at a time would take the same number.
    try await transaction.execute("lock table outcome_trees in share row exclusive mode")
    let newest = try await outcomes(in: transaction).current.first { $0.country == country }
    if let newest, newest.tree == tree { return (newest, false) }
    let entry = OutcomeCatalogue.Entry(country: country, version: (newest?.version ?? 0) + 1, tree: tree)
    try await transaction.execute(
      """
      insert into outcome_trees (country, version, tree, published_at, published_by)
      values (\(country), \(Int32(entry.version)), \(try PostgresJSON(encoding: tree)), \(now), \(staffID))
      """)
    return (entry, true)
  }

  static func policies(in transaction: PostgresTransaction) async throws -> PromisePolicies {
    PromisePolicies(
      try await transaction.query(
        """
        select country, version, minimum_share_permille, minimum_minor, maximum_days, grace_days, cut_off_minute, tolerance_permille,
          partial_permille, maximum_active, maximum_dates, maximum_repeats, repeat_days, published_at, published_by
        from promise_policies
        """
      ).map { row in
        PromisePolicies.Entry(
          version: try row.decode("version"), policy: try policy(row), publishedAt: try row.decode("published_at"),
          publishedBy: try row.decode("published_by"))
      })
  }

  private static func policy(_ row: PostgresRow) throws -> PromisePolicy {
    PromisePolicy(
      country: try row.decode("country"), minimumSharePermille: try row.decode("minimum_share_permille"),
      minimumMinor: try row.decode(json: "minimum_minor"),
      maximumDays: try row.decode("maximum_days"), graceDays: try row.decode("grace_days"),
      cutOffMinute: try row.decode("cut_off_minute"), tolerancePermille: try row.decode("tolerance_permille"),
      partialPermille: try row.decode("partial_permille"), maximumActive: try row.decode("maximum_active"),
      maximumDates: try row.decode("maximum_dates"), maximumRepeats: try row.decode("maximum_repeats"),
      repeatDays: try row.decode("repeat_days"))
  }

  /// The next version of a country's policy, unless it is the newest one already.
  static func publish(
    _ policy: PromisePolicy, by staffID: StaffID, at now: Instant, in transaction: PostgresTransaction
  ) async throws -> (entry: PromisePolicies.Entry, isNew: Bool) {
    // Two at a time would take the same number.
    try await transaction.execute("lock table promise_policies in share row exclusive mode")
    let newest = try await policies(in: transaction).own(policy.country)
    if let newest, newest.policy == policy { return (newest, false) }
    let entry = PromisePolicies.Entry(
      version: (newest?.version ?? 0) + 1, policy: policy, publishedAt: now, publishedBy: staffID)
    try await transaction.execute(
      """
      insert into promise_policies (country, version, minimum_share_permille, minimum_minor, maximum_days, grace_days, cut_off_minute,
        tolerance_permille, partial_permille, maximum_active, maximum_dates, maximum_repeats, repeat_days, published_at, published_by)
      values (\(policy.country), \(entry.version), \(policy.minimumSharePermille), \(try PostgresJSON(encoding: policy.minimumMinor)), \(policy.maximumDays),
        \(policy.graceDays), \(policy.cutOffMinute), \(policy.tolerancePermille), \(policy.partialPermille), \(policy.maximumActive),
        \(policy.maximumDates), \(policy.maximumRepeats), \(policy.repeatDays), \(now), \(staffID))
      """)
    return (entry, true)
  }
}
