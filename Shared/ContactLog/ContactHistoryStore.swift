public import ContactRules
public import Contracts
import Messaging
public import Postgres

/// The table `contact_history`: contacts of other services with a debtor, so that caps over all channels count them.
public enum ContactHistoryStore {
  /// How far back a contact can matter to a cap: more than the month after the longest gap.
  public static let days = 60

  private struct Entry {
    let contactID: String
    let debtorID: DebtorID
    let channel: ContactChannel
    let at: Instant
    let reached: Bool
    var routeID: RouteID?
  }

  /// Keeps visits that took place, in the place of their plans.
  ///
  /// - Returns: the debtors for whom it was news.
  @discardableResult
  public static func insert(_ visits: [VisitRecorded], at now: Instant, in transaction: PostgresTransaction) async throws -> Set<DebtorID> {
    guard !visits.isEmpty else { return [] }
    try await transaction.execute(
      "delete from contact_history where route_id is not null and contact_id = any(\(visits.compactMap(\.stopID)))")
    return try await insert(
      visits.map {
        Entry(
          contactID: $0.visitID.description, debtorID: $0.debtorID, channel: .visit, at: $0.capturedAt,
          reached: $0.contactType == .rightParty)
      }, at: now, in: transaction)
  }

  /// Keeps messages that were sent, and those that may have been.
  ///
  /// - Returns: the debtors for whom it was news.
  @discardableResult
  public static func insert(
    _ messages: [NotificationChanged], at now: Instant, in transaction: PostgresTransaction
  ) async throws -> Set<DebtorID> {
    let entries = messages.compactMap { message -> Entry? in
      let mayBeSent = message.state == .failed && message.reason == "delivery_unknown"
      guard let at = message.state == .sent ? message.sentAt : mayBeSent ? message.changedAt : nil else { return nil }
      return Entry(
        contactID: message.messageID.description, debtorID: message.debtorID, channel: message.channel, at: at, reached: false)
    }
    return try await insert(entries, at: now, in: transaction)
  }

  /// Keeps calls that somebody says were made, and messages that were sent by hand. Whether anybody answered is not known, so they count
  /// as attempts.
  ///
  /// - Returns: the debtors for whom it was news.
  @discardableResult
  public static func insert(
    madeByHand tasks: [TaskChanged], at now: Instant, in transaction: PostgresTransaction
  ) async throws -> Set<DebtorID> {
    let made = tasks.filter { $0.state == .closed && $0.closeReason == .done }.compactMap { task in
      task.kind.channelByHand(in: task.queue).map { channel in
        Entry(contactID: task.taskID.description, debtorID: task.debtorID, channel: channel, at: task.changedAt, reached: false)
      }
    }
    return try await insert(made, at: now, in: transaction)
  }

  /// Keeps the visits that routes plan, in the place of what the same routes planned before.
  ///
  /// - Returns: the debtors who stood on one of the routes, or do now.
  @discardableResult
  public static func replace(
    _ routes: [RoutePlanned], at now: Instant, in transaction: PostgresTransaction
  ) async throws -> Set<DebtorID> {
    guard !routes.isEmpty else { return [] }
    let former = try await transaction.query(
      "delete from contact_history where route_id = any(\(routes.map(\.routeID))) returning debtor_id")
    let planned = routes.flatMap { route in
      route.stops.filter { $0.status == .planned }.map { stop in
        Entry(
          contactID: stop.stopID.description, debtorID: stop.debtorID, channel: .visit, at: stop.startsAt, reached: false,
          routeID: route.routeID)
      }
    }
    let added = try await insert(planned, at: now, in: transaction)
    return added.union(try former.map { try $0.decode(DebtorID.self, "debtor_id") })
  }

  @discardableResult
  private static func insert(_ entries: [Entry], at now: Instant, in transaction: PostgresTransaction) async throws -> Set<DebtorID> {
    let oldest = now.advanced(by: Seconds(-days * 86_400))
    // One row a key, as an upsert asks for: a stop that changed routes stands in two of a batch.
    let news = Dictionary(entries.filter { $0.at > oldest }.map { ($0.contactID, $0) }) { $1 }.values.sorted { $0.contactID < $1.contactID }
    guard !news.isEmpty else { return [] }
    let debtors = Set(news.map(\.debtorID)).sorted()
    try await transaction.execute("delete from contact_history where debtor_id = any(\(debtors)) and contacted_at < \(oldest)")
    let rows = try await transaction.query(
      """
      insert into contact_history as h (contact_id, debtor_id, channel, contacted_at, reached, route_id)
      select u.a::uuid, u.b, u.c, u.d, u.e, u.f
      from unnest(\(news.map(\.contactID)), \(news.map(\.debtorID)), \(news.map(\.channel)), \(news.map(\.at)), \(news.map(\.reached)),
        \(news.map(\.routeID))) u(a, b, c, d, e, f)
      order by u.a
      on conflict (contact_id) do update set contacted_at = excluded.contacted_at, reached = excluded.reached, route_id = excluded.route_id
      where row(h.contacted_at, h.reached, h.route_id) is distinct from row(excluded.contacted_at, excluded.reached, excluded.route_id)
      returning debtor_id
      """)
    return Set(try rows.map { try $0.decode(DebtorID.self, "debtor_id") })
  }

  /// What is known of contacts with debtors, the oldest first.
  public static func contacts(
    with debtors: [DebtorID], since: Instant, in transaction: PostgresTransaction
  ) async throws -> [DebtorID: [PriorContact]] {
    let rows = try await transaction.query(
      """
      select debtor_id, channel, contacted_at, reached from contact_history
      where debtor_id = any(\(debtors)) and contacted_at > \(since) order by contacted_at, contact_id
      """)
    return try rows.reduce(into: [:]) { contacts, row in
      contacts[try row.decode(DebtorID.self, "debtor_id"), default: []].append(
        PriorContact(try row.decode("channel"), at: try row.decode("contacted_at"), reached: try row.decode("reached")))
    }
  }
}
