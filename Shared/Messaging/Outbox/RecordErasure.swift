public import Contracts
public import Postgres

/// Takes out what the records that a service keeps say of people: those of the outbox, from which a broker is filled again, those that no
/// broker took, and those that wait until their handler can apply them. What is on the topics is for their retention and compaction.
///
/// Each reads the tables from end to end, since nobody looks for keys there otherwise.
public enum RecordErasure {
  /// Drops the states of the debtors on compacted topics, what waits to be applied to them, and what of theirs could not be used. The states
  /// without what was personal have to be published in the same transaction.
  public static func drop(
    _ topics: [Topic], of debtors: [DebtorID], in transaction: PostgresTransaction
  ) async throws {
    let dropped = topics + ServiceName.allCases.map { Topic.deadLetters(of: $0) }
    for table in ["outbox", "outbox_refused"] {
      try await transaction.execute(
        "delete from \(identifier: table) o where o.topic = any(\(dropped.map(\.name))) and \(isAbout(debtors))")
    }
    try await transaction.execute("delete from parked where subject = any(\(debtors.map(\.description)))")
  }

  /// Drops the states on a compacted topic that name one of the debtors somewhere and have been replaced since. What is newest of a key has
  /// to be published again, and written (`Work.writeOutgoing`), before.
  public static func drop(_ topic: Topic, naming debtors: [DebtorID], in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      delete from outbox o where o.topic = \(topic.name)
        and exists (select from outbox newer where newer.topic = o.topic and newer.key = o.key and newer.id > o.id)
        and exists (select from unnest(\(debtors.map { Array($0.description.utf8) })) t where position(t in o.value) > 0)
      """)
  }

  /// Drops dead letters that hold one of the texts.
  public static func dropDeadLetters(
    of service: ServiceName, holding texts: [String], in transaction: PostgresTransaction
  ) async throws {
    try await transaction.execute(
      """
      delete from outbox o where o.topic = \(Topic.deadLetters(of: service).name)
        and exists (select from unnest(\(texts.map { Array($0.utf8) })) t where position(t in o.value) > 0)
      """)
  }

  /// Takes fields out of the facts about the debtors, which have to stay.
  public static func blank(
    _ fields: [String], on topic: Topic, of debtors: [DebtorID], in transaction: PostgresTransaction
  ) async throws {
    for table in ["outbox", "outbox_refused"] {
      try await transaction.execute(
        """
        update \(identifier: table) o set value = convert_to((convert_from(o.value, 'UTF8')::jsonb - \(fields))::text, 'UTF8')
        where o.topic = \(topic.name) and o.value is not null and \(isAbout(debtors))
        """)
    }
  }

  /// Keys begin with the debtor. Compared as bytes: those of dead letters are whatever somebody sent.
  private static func isAbout(_ debtors: [DebtorID]) -> SQL {
    "substring(o.key from 1 for 36) = any(\(debtors.map { Array($0.description.utf8) }))"
  }
}
