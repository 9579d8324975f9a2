import Contracts
import Messaging
import Postgres

/// What the topics told about debtors, accounts, tasks, assignments, staff and messages: the newest version of each.
///
/// Each function returns how many of its events were news. Events come one a key, in the order of the keys.
enum EventStore {
  static func upsert(_ debtors: [DebtorUpdated], in transaction: PostgresTransaction) async throws -> Int {
    guard !debtors.isEmpty else { return 0 }
    return try await transaction.execute(
      """
      insert into debtors as d (debtor_id, event, version)
      select u.a, u.b::jsonb, u.c from unnest(\(debtors.map(\.debtorID)), \(try texts(debtors)), \(debtors.map(\.version))) u(a, b, c)
      order by 1
      on conflict (debtor_id) do update set event = excluded.event, version = excluded.version where d.version < excluded.version
      """)
  }

  static func upsert(_ accounts: [AccountUpdated], in transaction: PostgresTransaction) async throws -> Int {
    guard !accounts.isEmpty else { return 0 }
    return try await transaction.execute(
      """
      insert into accounts as k (account_id, debtor_id, creditor_id, event, version)
      select u.a, u.b, u.c, u.d::jsonb, u.e
      from unnest(\(accounts.map(\.accountID)), \(accounts.map(\.debtorID)), \(accounts.map(\.creditorID)), \(try texts(accounts)),
        \(accounts.map(\.version))) u(a, b, c, d, e)
      order by 1
      on conflict (account_id) do update set
        debtor_id = excluded.debtor_id, creditor_id = excluded.creditor_id, event = excluded.event, version = excluded.version
      where k.version < excluded.version
      """)
  }

  static func upsert(_ tasks: [TaskChanged], in transaction: PostgresTransaction) async throws -> Int {
    guard !tasks.isEmpty else { return 0 }
    return try await transaction.execute(
      """
      insert into tasks as k (task_id, debtor_id, account_id, kind, state, version, creditor_id, expires_on, service_due_at)
      select * from unnest(\(tasks.map(\.taskID)), \(tasks.map(\.debtorID)), \(tasks.map(\.accountID)), \(tasks.map(\.kind)),
        \(tasks.map(\.state)), \(tasks.map(\.version)), \(tasks.map(\.creditorID)), \(tasks.map(\.expiresOn)), \(tasks.map(\.serviceDueAt)))
      order by 1
      on conflict (task_id) do update set
        debtor_id = excluded.debtor_id, account_id = excluded.account_id, kind = excluded.kind, state = excluded.state,
        version = excluded.version, creditor_id = excluded.creditor_id, expires_on = excluded.expires_on,
        service_due_at = excluded.service_due_at
      where k.version < excluded.version
      """)
  }

  static func upsert(_ assignments: [AssignmentChanged], in transaction: PostgresTransaction) async throws -> Int {
    guard !assignments.isEmpty else { return 0 }
    return try await transaction.execute(
      """
      insert into assignments as k (debtor_id, zone_id, collector_id, team_id, version)
      select * from unnest(\(assignments.map(\.debtorID)), \(assignments.map(\.zoneID)), \(assignments.map(\.collectorID)),
        \(assignments.map(\.teamID)), \(assignments.map(\.version)))
      order by 1
      on conflict (debtor_id) do update set
        zone_id = excluded.zone_id, collector_id = excluded.collector_id, team_id = excluded.team_id, version = excluded.version
      where k.version < excluded.version
      """)
  }

  static func upsert(_ staff: [StaffChanged], in transaction: PostgresTransaction) async throws -> Int {
    guard !staff.isEmpty else { return 0 }
    return try await transaction.execute(
      """
      insert into staff as k (staff_id, team_id, roles, creditor_ids, time_zone, active, version)
      select u.a, u.b, string_to_array(u.c, ','), string_to_array(u.d, ','), u.e, u.f, u.g
      from unnest(\(staff.map(\.staffID)), \(staff.map(\.teamID)), \(staff.map { $0.roles.map(\.rawValue).joined(separator: ",") }),
        \(staff.map { $0.creditorIDs.map(\.rawValue).joined(separator: ",") }), \(staff.map(\.timeZone)), \(staff.map(\.active)),
        \(staff.map(\.version))) u(a, b, c, d, e, f, g)
      order by 1
      on conflict (staff_id) do update set
        team_id = excluded.team_id, roles = excluded.roles, creditor_ids = excluded.creditor_ids, time_zone = excluded.time_zone,
        active = excluded.active, version = excluded.version
      where k.version < excluded.version
      """)
  }

  static func upsert(_ messages: [NotificationChanged], in transaction: PostgresTransaction) async throws -> Int {
    guard !messages.isEmpty else { return 0 }
    return try await transaction.execute(
      """
      insert into notifications as k (message_id, debtor_id, account_id, channel, template, state, sent_at, version, changed_at)
      select * from unnest(\(messages.map(\.messageID)), \(messages.map(\.debtorID)), \(messages.map(\.accountID)),
        \(messages.map(\.channel)), \(messages.map(\.template)), \(messages.map(\.state)), \(messages.map(\.sentAt)),
        \(messages.map(\.version)), \(messages.map(\.changedAt)))
      order by 1
      on conflict (message_id) do update set
        account_id = excluded.account_id, channel = excluded.channel, template = excluded.template, state = excluded.state,
        sent_at = excluded.sent_at, version = excluded.version, changed_at = excluded.changed_at
      where k.version < excluded.version
      """)
  }

  static func texts(_ events: [some Event]) throws -> [String] {
    try events.map { String(decoding: try EventCoding.encode($0), as: UTF8.self) }
  }
}
