import Contracts
import Postgres

extension Invariant {
  /// I6: consumed = applied + duplicate + stale + dead-lettered + parked, on every partition without a hole that nobody noticed.
  static let consumption = ServiceName.allCases.flatMap { [passed($0), accounted($0), parked($0), deadLettered($0)] }

  /// Compaction makes gaps in a topic; on any other, an offset that was passed was a record that was consumed or a hole that was noticed.
  private static func passed(_ service: ServiceName) -> Invariant {
    Invariant(
      name: "I6", rule: "\(service.rawValue) has consumed every offset that it has passed",
      breaches: """
        select topic || '[' || partition || ']' as id from (
          select p.topic, p.partition, p.consumed, p.next_offset - p.first_offset as offsets,
            coalesce((select sum(h.last_offset - h.first_offset + 1) from \(identifier: service.schema).progress_hole h
              where h.cluster = p.cluster and h.topic = p.topic and h.partition = p.partition and h.last_offset < p.next_offset), 0) as holes
          from \(identifier: service.schema).progress p
        ) as sums
        where consumed + holes > offsets
          or (consumed + holes < offsets and exists (select from unnest(\(gapless)) as t(name) where right(topic, length(name)) = name))
        """)
  }

  private static let gapless = Topics.all.filter { !$0.isCompacted }.map(\.name)

  private static func accounted(_ service: ServiceName) -> Invariant {
    Invariant(
      name: "I6", rule: "\(service.rawValue) has not more records without an effect than it has consumed",
      breaches: """
        select cluster as id from \(identifier: service.schema).progress group by cluster
        having sum(duplicate + stale + dead_lettered + parked) > sum(consumed)
        """)
  }

  private static func parked(_ service: ServiceName) -> Invariant {
    Invariant(
      name: "I6", rule: "each record that \(service.rawValue) has parked was counted as that",
      breaches: """
        select r.topic || '[' || r.partition || ']@' || r.record_offset as id from \(identifier: service.schema).parked r
        where not exists (select from \(identifier: service.schema).progress p
          where p.cluster = r.cluster and p.topic = r.topic and p.partition = r.partition and p.next_offset > r.record_offset)
          or (select count(*) from \(identifier: service.schema).parked o where o.cluster = r.cluster)
            > (select sum(p.parked) from \(identifier: service.schema).progress p where p.cluster = r.cluster)
        """)
  }

  /// The outbox keeps a dead letter for a week; before it has dropped any, there are as many as were counted.
  private static func deadLettered(_ service: ServiceName) -> Invariant {
    Invariant(
      name: "I6", rule: "each record that \(service.rawValue) has counted as a dead letter is one",
      breaches: """
        select \(Topic.deadLetters(of: service).name) as id
        where (select coalesce(sum(dead_lettered), 0) from \(identifier: service.schema).progress)
            > (select count(*) from \(identifier: service.schema).outbox where topic = \(Topic.deadLetters(of: service).name))
          and (select min(applied_at) from \(identifier: service.schema).messaging_migrations) > now() - interval '6 days'
        """)
  }
}
