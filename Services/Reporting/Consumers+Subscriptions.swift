import Contracts
import Messaging

extension Consumers {
  var subscriptions: [Subscription] {
    [
      .to(StaffChanged.self) { batch, work in try await staff(batch.newestByKey(tallying: work), work) },
      .to(DebtorErased.self) { batch, work in try await erasures(batch.newestByKey(tallying: work), work) },
      .to(DebtorUpdated.self) { batch, work in try await debtors(batch.newestByKey(tallying: work), work) },
      .to(AccountUpdated.self) { batch, work in try await accounts(batch.heard, work) },
      .to(TreatmentChanged.self) { batch, work in try await treatments(batch.heard, work) },
      .to(TaskChanged.self) { batch, work in try await tasks(batch.newestByKey(tallying: work), work) },
      .to(AssignmentChanged.self) { batch, work in try await assignments(batch.heard, work) },
      .to(RoutePlanned.self) { batch, work in try await routes(batch.events.map(\.event), work) },
      .to(VisitRecorded.self) { batch, work in try await visits(batch.heard, work) },
      .to(VisitCorrected.self) { batch, work in try await corrections(batch.heard, work) },
      .to(PositionReported.self) { batch, work in try await positions(batch.events.map(\.event), work) },
      .to(PromiseChanged.self) { batch, work in try await promises(batch.heard, work) },
      .to(AgreementChanged.self) { batch, work in try await agreements(batch.newestByKey(tallying: work), work) },
      .to(PaymentRecorded.self) { batch, work in try await payments(batch.heard, work) },
      .to(NotificationChanged.self) { batch, work in try await notifications(batch.newestByKey(tallying: work), work) },
    ]
  }
}

extension EventBatch {
  /// Each event with its id; its place on the topic when it came without one.
  fileprivate var heard: [Heard<E>] {
    events.map { Heard($0.event, id: $0.eventID ?? "\($0.origin.topic)/\($0.origin.partition)/\($0.origin.offset)") }
  }
}
