import ContactLog
package import Contracts
package import Messaging

/// What visit capture does with the events of others: keeps the newest of each, and holds payments against promises.
///
/// Given the same events again nothing is news, and nothing is published.
package struct Consumers: Sendable {
  private let keeper: PromiseKeeper

  package init(keeper: PromiseKeeper) { self.keeper = keeper }

  package func debtors(_ events: [DebtorUpdated], _ work: Work) async throws {
    work.tally(.stale, events.count - (try await EventStore.upsert(events, in: work.transaction)))
  }

  package func accounts(_ events: [AccountUpdated], _ work: Work) async throws {
    work.tally(.stale, events.count - (try await EventStore.upsert(events, in: work.transaction)))
  }

  package func tasks(_ events: [TaskChanged], _ work: Work) async throws {
    work.tally(.stale, events.count - (try await EventStore.upsert(events, in: work.transaction)))
    try await ContactHistoryStore.insert(madeByHand: events, at: work.now, in: work.transaction)
  }

  package func assignments(_ events: [AssignmentChanged], _ work: Work) async throws {
    work.tally(.stale, events.count - (try await EventStore.upsert(events, in: work.transaction)))
  }

  package func staff(_ events: [StaffChanged], _ work: Work) async throws {
    work.tally(.stale, events.count - (try await EventStore.upsert(events, in: work.transaction)))
  }

  package func messages(_ events: [NotificationChanged], _ work: Work) async throws {
    work.tally(.stale, events.count - (try await EventStore.upsert(events, in: work.transaction)))
  }

  package func restrictions(_ events: [RestrictionsChanged], _ work: Work) async throws {
    work.tally(.stale, events.count - (try await RestrictionStore.upsert(events, in: work.transaction)).count)
  }

  package func routes(_ events: [RoutePlanned], _ work: Work) async throws {
    work.tally(.stale, events.count - (try await RouteStore.upsert(events, in: work.transaction)))
  }

  package func payments(_ events: [PaymentRecorded], _ work: Work) async throws {
    let accounts = try await PaymentStore.insert(events, in: work.transaction)
    work.tally(.duplicate, events.count - accounts.count)
    try await keeper.rematch(accounts, in: work)
    try await AgreementKeeper().follow(accounts, in: work)
  }

  var subscriptions: [Subscription] {
    [
      .to(DebtorUpdated.self) { batch, work in try await debtors(batch.newestByKey(tallying: work), work) },
      .to(AccountUpdated.self) { batch, work in try await accounts(batch.newestByKey(tallying: work), work) },
      .to(TaskChanged.self) { batch, work in try await tasks(batch.newestByKey(tallying: work), work) },
      .to(AssignmentChanged.self) { batch, work in try await assignments(batch.newestByKey(tallying: work), work) },
      .to(StaffChanged.self) { batch, work in try await staff(batch.newestByKey(tallying: work), work) },
      .to(NotificationChanged.self) { batch, work in try await messages(batch.newestByKey(tallying: work), work) },
      .to(RestrictionsChanged.self) { batch, work in try await restrictions(batch.newestByKey(tallying: work), work) },
      .to(RoutePlanned.self) { batch, work in try await routes(batch.newestByKey(tallying: work), work) },
      .to(PaymentRecorded.self) { batch, work in try await payments(batch.events.map(\.event), work) },
    ]
  }
}
