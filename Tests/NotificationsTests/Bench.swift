import ContactRules
import Contracts
import Messaging
import Notifications
import Postgres
import ServiceKit
import Synchronization
import TestSupport

/// Notifications on a real database, with a transport of the test's choice.
struct Bench {
  let service: TestService<NotificationsService>
  let consumers = Consumers()
  let policy = SendingPolicy(attempts: 3, firstDelay: Seconds(60), lease: Seconds(600))

  var database: ServiceDatabase { service.database }
  var clock: ManualClock { service.clock }

  init(_ service: TestService<NotificationsService>) { self.service = service }

  func dispatcher(_ transport: any MessageTransport) throws -> Dispatcher {
    try dispatcher([.email: .mail(transport, MailComposer(sender: "avisos@ronda.example", senderName: "Ronda"))])
  }

  func dispatcher(_ carriers: [ContactChannel: Carrier]) throws -> Dispatcher {
    let carriers = Carriers(carriers)
    return Dispatcher(
      database: database, judge: LetterJudge(rules: try ContactRules(), channels: carriers.channels), carriers: carriers, policy: policy,
      batch: 10)
  }

  /// Through real SMTP to `server`.
  func dispatcher(through server: MailServer) throws -> Dispatcher {
    try dispatcher(SMTPTransport(outbound: Outbound(threads: 2), server: server, sender: "avisos@ronda.example"))
  }

  func tasks(_ events: TaskChanged...) async throws { try await database.work { try await consumers.tasks(events, $0) } }
  func accounts(_ events: AccountUpdated...) async throws { try await database.work { try await consumers.accounts(events, $0) } }
  func debtors(_ events: DebtorUpdated...) async throws { try await database.work { try await consumers.debtors(events, $0) } }
  func payments(_ events: PaymentRecorded...) async throws { try await database.work { try await consumers.payments(events, $0) } }
  func restrictions(_ events: RestrictionsChanged...) async throws {
    try await database.work { try await consumers.restrictions(events, $0) }
  }
  func agreements(_ events: AgreementChanged...) async throws {
    try await database.work { try await consumers.agreements(events, $0) }
  }
  func promises(_ events: PromiseChanged...) async throws { try await database.work { try await consumers.promises(events, $0) } }

  func notifications() async throws -> [NotificationChanged] { try await service.published(NotificationChanged.self) }

  /// Events of any type.
  func publishedCount() async throws -> Int {
    try await database.read { try await $0.first("select count(*) from outbox")?.decode(at: 0, as: Int.self) ?? -1 }
  }
}

/// Runs `body` on an empty schema; the clock starts on a Monday at ten in the morning in Lima.
func withBench(at start: String = "2026-11-23T15:00:00Z", _ body: (Bench) async throws -> Void) async throws {
  try await withTestService(NotificationsService.self, clock: ManualClock(start)) { service in try await body(Bench(service)) }
}

/// A transport that keeps what it is given, answers what it is told to, and does something on the way.
final class ScriptedTransport: MessageTransport {
  let isIdempotent: Bool
  private let state: Mutex<(mails: [OutgoingMessage], answers: [DeliveryOutcome])>
  private let onDelivery: @Sendable () async -> Void

  /// - Parameter answers: one after another; `sent` when there are no more.
  init(_ answers: [DeliveryOutcome] = [], isIdempotent: Bool = false, onDelivery: @escaping @Sendable () async -> Void = {}) {
    self.isIdempotent = isIdempotent
    self.onDelivery = onDelivery
    state = Mutex(([], answers))
  }

  var mails: [OutgoingMessage] { state.withLock { $0.mails } }

  func deliver(_ mail: OutgoingMessage) async -> DeliveryOutcome {
    await onDelivery()
    return state.withLock { state in
      state.mails.append(mail)
      return state.answers.isEmpty ? .sent : state.answers.removeFirst()
    }
  }
}
