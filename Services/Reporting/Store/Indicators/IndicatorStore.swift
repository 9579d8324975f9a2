import Contracts
import Messaging
package import Postgres

/// The measures that indicators are made of, counted over the facts of a period at each question: what comes late restates them.
///
/// A fact counts in each segment in which one of its accounts stood at the end of the fact's own day, and in each creditor of its
/// accounts; elsewhere it counts once.
package enum IndicatorStore {
  package static func count(
    _ question: IndicatorQuestion, _ scope: ViewerScope, in transaction: PostgresTransaction
  ) async throws -> [CountedMeasure] {
    var counted: [CountedMeasure] = []
    for source in IndicatorSource.all(question) {
      let sums = source.measures.enumerated().map { SQL(unsafeRaw: "\($1.sum) as m\($0)") }.joined(separator: ", ")
      let values = source.measures.enumerated().map { SQL(unsafeRaw: "('\($1.name)', m\($0)::bigint)") }.joined(separator: ", ")
      let rows = try await transaction.query(
        """
        select s.key, s.currency, v.measure, v.value from (
          select g.key, x.currency, \(sums) from (\(source.rows)) x \(key(question.group, scope))
          where \(Scoping.work(scope)) and \(filter(question, scope)) group by 1, 2
        ) s cross join lateral (values \(values)) v(measure, value) where v.value is not null
        """)
      counted += try rows.map { row in
        CountedMeasure(
          key: try row.decode("key"), currency: try row.decode("currency"), measure: try row.decode("measure"),
          value: try row.decode("value"))
      }
    }
    return counted
  }

  /// What people call the groups.
  package static func labels(
    of group: IndicatorQuestion.Group, in transaction: PostgresTransaction
  ) async throws -> [String: String] {
    switch group {
    case .collector: try await FiguresStore.labels(of: .collector, in: transaction)
    case .zone: try await FiguresStore.labels(of: .zone, in: transaction)
    case .total, .team, .segment, .creditor, .date: [:]
    }
  }

  /// What a question is narrowed to, on the rows `x`: by those of their accounts that the viewer may know of.
  static func filter(_ question: IndicatorQuestion, _ scope: ViewerScope) -> SQL {
    var conditions: [SQL] = ["true"]
    if let collector = question.collectorID { conditions.append("x.collector_id = \(collector)") }
    if let team = question.teamID { conditions.append("x.team_id = \(team)") }
    if let zone = question.zoneID { conditions.append("x.zone_id = \(zone)") }
    if let segment = question.segmentID {
      conditions.append(
        """
        exists (
          select from unnest(x.account_ids) a where \(segment) = any(segments_at(a, x.day)) and \(Scoping.account("a", scope)))
        """)
    }
    if let creditor = question.creditorID {
      conditions.append(
        """
        exists (
          select from account_state a where a.account_id = any(x.account_ids) and a.creditor_id = \(creditor)
            and \(Scoping.account("a.account_id", scope)))
        """)
    }
    return conditions.joined(separator: " and ")
  }

  /// The groups that a row counts in, those of its accounts that the viewer may know of; an empty key where there is none.
  private static func key(_ group: IndicatorQuestion.Group, _ scope: ViewerScope) -> SQL {
    switch group {
    case .total: "cross join lateral (select ''::text as key) g"
    case .collector: "cross join lateral (select coalesce(x.collector_id::text, '') as key) g"
    case .team: "cross join lateral (select coalesce(x.team_id, '') as key) g"
    case .zone: "cross join lateral (select coalesce(x.zone_id::text, '') as key) g"
    case .date: "cross join lateral (select x.day::text as key) g"
    case .segment:
      """
      cross join lateral (
        select distinct coalesce(k.key, '') as key from unnest(x.account_ids) a left join lateral unnest(segments_at(a, x.day)) k(key) on true
        where \(Scoping.account("a", scope))
      ) g
      """
    case .creditor:
      """
      cross join lateral (
        select distinct coalesce(s.creditor_id, '') as key from unnest(x.account_ids) a left join account_state s on s.account_id = a
        where \(Scoping.account("a", scope))
      ) g
      """
    }
  }
}
