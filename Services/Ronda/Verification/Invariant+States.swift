import Contracts
import Postgres

extension Invariant {
  /// I4 and the other half of I5: states with versions, from their owner over its outbox to whoever keeps a copy.
  static let states = VersionedState.all.flatMap { [copied($0), emitted($0)] } + ServiceName.allCases.map(ordered)

  private static func copied(_ state: VersionedState) -> Invariant {
    let copies = state.copies.map { copy -> SQL in
      """
      select o.id || ' in ' || \(copy.table) as id from \(state.owner) o
      join (select \(unsafeRaw: copy.key)::text as id, version from \(unsafeRaw: copy.table)) c using (id)
      where c.version > o.version
      """
    }
    return Invariant(
      name: "I4", rule: "nobody holds a newer version of a \(state.name) than its owner has said",
      breaches: copies.dropFirst().reduce(copies.first ?? "select null::text as id where false") { $0 + " union all " + $1 })
  }

  private static func emitted(_ state: VersionedState) -> Invariant {
    Invariant(
      name: "I5", rule: "the newest event of each \(state.name) in the outbox is the version that its owner holds",
      breaches: """
        select coalesce(o.id, e.id) as id from \(state.owner) o full join (
          select distinct on (1) value ->> \(state.field) as id, (value ->> 'version')::bigint as version
          from (select id, convert_from(value, 'UTF8')::jsonb as value from \(unsafeRaw: state.outbox)
            where topic = \(state.topic.name) and value is not null) as events(place, value)
          order by 1, place desc
        ) e using (id)
        where o.version is distinct from e.version and (o.version is null or o.version > 0)
        """)
  }

  /// The order of the outbox is the order on the topic.
  private static func ordered(_ service: ServiceName) -> Invariant {
    Invariant(
      name: "I4", rule: "versions never go back in the outbox of \(service.rawValue)",
      breaches: """
        select convert_from(key, 'UTF8') || ' at ' || id as id from (
          select id, key, version, lag(version) over (partition by topic, key order by id) as before from (
            select id, topic, key, (convert_from(value, 'UTF8')::jsonb ->> 'version')::bigint as version
            from \(identifier: service.schema).outbox where topic = any(\(Topics.all.filter(\.isCompacted).map(\.name))) and value is not null
          ) as events
        ) as pairs where version <= before
        """)
  }
}

/// A state that one service owns and others keep copies of.
struct VersionedState: Sendable {
  struct Copy: Sendable {
    let table: String
    let key: String
  }

  let name: String
  let topic: Topic
  /// `id` and `version` of each, from the owner's table.
  let owner: SQL
  let outbox: String
  /// The field of the event that has the id.
  let field: String
  let copies: [Copy]

  static let all = [
    VersionedState(
      name: "account", topic: Topics.account, owner: "(select account_id::text as id, version from ingestion.account)",
      outbox: "ingestion.outbox", field: "account_id",
      copies: [
        "segmentation.accounts", "assignment_routing.accounts", "visit_capture.accounts", "notifications.accounts",
        "reporting.account_state",
      ]
      .map { Copy(table: $0, key: "account_id") }),
    VersionedState(
      name: "debtor", topic: Topics.debtor, owner: "(select debtor_id::text as id, version from ingestion.debtor)",
      outbox: "ingestion.outbox", field: "debtor_id",
      copies: [
        "segmentation.debtors", "assignment_routing.debtors", "visit_capture.debtors", "notifications.debtors", "reporting.debtor_state",
      ]
      .map { Copy(table: $0, key: "debtor_id") }),
    VersionedState(
      name: "treatment", topic: Topics.treatment, owner: "(select account_id::text as id, version from segmentation.treatments)",
      outbox: "segmentation.outbox", field: "account_id", copies: [Copy(table: "reporting.treatment_state", key: "account_id")]),
    VersionedState(
      name: "task", topic: Topics.task, owner: "(select task_id::text as id, version from segmentation.tasks)",
      outbox: "segmentation.outbox", field: "task_id",
      copies: ["assignment_routing.tasks", "visit_capture.tasks", "reporting.task_state"].map { Copy(table: $0, key: "task_id") }),
    VersionedState(
      name: "assignment", topic: Topics.assignment,
      owner: "(select debtor_id::text as id, assignment_version as version from assignment_routing.debtors)",
      outbox: "assignment_routing.outbox", field: "debtor_id",
      copies: ["visit_capture.assignments", "reporting.assignment_state"].map { Copy(table: $0, key: "debtor_id") }),
    VersionedState(
      name: "promise", topic: Topics.promise, owner: "(select promise_id::text as id, version from visit_capture.promises)",
      outbox: "visit_capture.outbox", field: "promise_id",
      copies: ["segmentation.promises", "notifications.promises", "reporting.fact_promise"].map { Copy(table: $0, key: "promise_id") }),
    VersionedState(
      name: "agreement", topic: Topics.agreement, owner: "(select agreement_id::text as id, version from visit_capture.agreements)",
      outbox: "visit_capture.outbox", field: "agreement_id",
      copies: ["segmentation.agreements", "notifications.agreements", "reporting.fact_agreement"].map {
        Copy(table: $0, key: "agreement_id")
      }),
    VersionedState(
      name: "message", topic: Topics.notification, owner: "(select message_id::text as id, version from notifications.messages)",
      outbox: "notifications.outbox", field: "message_id",
      copies: ["visit_capture.notifications", "reporting.notification_state"].map { Copy(table: $0, key: "message_id") }),
    VersionedState(
      name: "member of staff", topic: Topics.staff, owner: "(select staff_id::text as id, version from identity.staff)",
      outbox: "identity.outbox", field: "staff_id",
      copies: ["visit_capture.staff", "reporting.staff_state"].map { Copy(table: $0, key: "staff_id") }),
  ]
}
