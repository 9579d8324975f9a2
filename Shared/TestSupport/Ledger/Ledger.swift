public import Contracts
public import Messaging
public import Postgres

/// The smallest service that can go wrong in every way: it keeps each payment as a fact, a total per debtor, and publishes a rising
/// version of each debtor whose total changed. Tests of the messaging runtime and of its faults run it.
public enum Ledger {
  public static let name = ServiceName.reporting

  public static let migrations = [
    Migration(
      id: 1, name: "ledger",
      sql: """
        create table fact (payment_id text primary key, debtor_id uuid not null, amount_minor bigint not null);
        create table total (debtor_id uuid primary key, amount_minor bigint not null, version bigint not null);
        create table consumption (partition integer primary key, records bigint not null);
        create table assignment (debtor_id uuid primary key, version bigint not null, changes bigint not null);
        """)
  ]

  /// A payment of this amount makes the handler fail, as a bug would.
  public static let poisonedAmount: Int64 = 666

  public static let subscription = Subscription.to(PaymentRecorded.self) { batch, work in
    try await apply(batch, work)
  }

  /// Keeps the newest version of each debtor's assignment, and how often it changed. Not to be run beside `subscription`, which publishes
  /// assignments.
  public static let assignments = Subscription.to(AssignmentChanged.self) { batch, work in
    let newest = batch.newestByKey(tallying: work)
    let changed = try await work.transaction.execute(
      """
      insert into assignment (debtor_id, version, changes)
      select debtor, version, 1 from unnest(\(newest.map(\.debtorID)), \(newest.map(\.version))) as a(debtor, version)
      on conflict (debtor_id) do update set version = excluded.version, changes = assignment.changes + 1
      where assignment.version < excluded.version
      """)
    work.tally(.stale, newest.count - changed)
  }

  private static func apply(_ batch: EventBatch<PaymentRecorded>, _ work: Work) async throws {
    let payments = batch.events.map(\.event)
    if payments.contains(where: { $0.amountMinor == poisonedAmount }) { throw Poisoned() }
    try await countConsumption(batch, work)
    let fresh = try await insertFacts(payments, work)
    let conflicting = try await conflicts(batch, work)
    for received in conflicting {
      work.deadLetter(received.origin, code: "conflict", message: "payment_id: the same id was used with another amount")
    }
    work.tally(.duplicate, payments.count - fresh.count - conflicting.count)
    try await addUp(fresh, work)
  }

  /// An effect without a natural key: only the fence of the batch keeps a record that is delivered twice from counting twice.
  private static func countConsumption(_ batch: EventBatch<PaymentRecorded>, _ work: Work) async throws {
    let counts = batch.events.reduce(into: [Int32: Int64]()) { $0[$1.origin.partition, default: 0] += 1 }.sorted { $0.key < $1.key }
    try await work.transaction.execute(
      """
      insert into consumption (partition, records)
      select * from unnest(\(counts.map(\.key)), \(counts.map(\.value)))
      on conflict (partition) do update set records = consumption.records + excluded.records
      """)
  }

  /// The payments that were not known.
  private static func insertFacts(_ payments: [PaymentRecorded], _ work: Work) async throws -> [(debtor: DebtorID, amount: Int64)] {
    let rows = try await work.transaction.query(
      """
      insert into fact (payment_id, debtor_id, amount_minor)
      select distinct on (p.id) p.id, p.debtor, p.amount
      from unnest(\(payments.map(\.paymentID)), \(payments.map(\.debtorID)), \(payments.map(\.amountMinor))) with ordinality
        as p(id, debtor, amount, place)
      order by p.id, p.place
      on conflict do nothing returning debtor_id, amount_minor
      """)
    return try rows.map { (try $0.decode(DebtorID.self, "debtor_id"), try $0.decode(Int64.self, "amount_minor")) }
  }

  private static func conflicts(_ batch: EventBatch<PaymentRecorded>, _ work: Work) async throws -> [Received<PaymentRecorded>] {
    let rows = try await work.transaction.query(
      "select payment_id, amount_minor from fact where payment_id = any(\(batch.events.map(\.event.paymentID)))")
    let known = try rows.reduce(into: [PaymentID: Int64]()) {
      $0[try $1.decode(PaymentID.self, "payment_id")] = try $1.decode(Int64.self, "amount_minor")
    }
    return batch.events.filter { known[$0.event.paymentID] != $0.event.amountMinor }
  }

  private static func addUp(_ fresh: [(debtor: DebtorID, amount: Int64)], _ work: Work) async throws {
    let sums = fresh.reduce(into: [DebtorID: Int64]()) { $0[$1.debtor, default: 0] += $1.amount }.sorted { $0.key < $1.key }
    guard !sums.isEmpty else { return }
    let rows = try await work.transaction.query(
      """
      insert into total (debtor_id, amount_minor, version)
      select debtor, amount, 1 from unnest(\(sums.map(\.key)), \(sums.map(\.value))) as s(debtor, amount)
      on conflict (debtor_id) do update set amount_minor = total.amount_minor + excluded.amount_minor, version = total.version + 1
      returning debtor_id, version
      """)
    for row in rows {
      try work.publish(
        AssignmentChanged(
          debtorID: try row.decode(DebtorID.self, "debtor_id"), zoneID: nil, collectorID: nil, teamID: nil,
          version: try row.decode(Int64.self, "version"), changedAt: work.now))
    }
  }

  struct Poisoned: Error, CustomStringConvertible {
    var description: String { "the handler fails on this amount" }
  }
}
