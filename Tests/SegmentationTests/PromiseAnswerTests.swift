import ContactRules
import Contracts
import Messaging
import Segmentation
import ServiceKit
import TestSupport
import Testing

@Suite("What promises do to circuits")
struct PromiseAnswerTests {
  private struct Bench: Sendable {
    let service: TestService<SegmentationService>
    let consumers: Consumers
    let worker: CircuitWorker

    init(_ service: TestService<SegmentationService>) throws {
      self.service = service
      let engine = TreatmentEngine(rules: try ContactRules())
      consumers = Consumers(engine: engine)
      worker = CircuitWorker(
        database: service.database, engine: engine, settings: SegmentationSettings(workerInterval: .seconds(1), workerBatch: 50))
    }

    func know(_ account: AccountUpdated) async throws {
      try await service.database.work { work in
        try await consumers.debtors([try debtor(1)], work)
        try await consumers.accounts([account], work)
      }
    }

    func promises(_ events: PromiseChanged...) async throws {
      try await service.database.work { try await consumers.promises(events, $0) }
    }

    func agreements(_ events: AgreementChanged...) async throws {
      try await service.database.work { try await consumers.agreements(events, $0) }
    }

    /// What time alone changes.
    func pass(to instant: Instant) async throws {
      service.clock.set(instant)
      try await worker.runOnce()
    }

    /// The visits and calls so far: when, what, and why it ended.
    func work() async throws -> [String] {
      try await service.published(TaskChanged.self).filter { $0.kind == .visit || $0.kind == .call }.map { task in
        "\(task.changedAt.dateInUTC) \(task.kind.rawValue) \(task.closeReason?.rawValue ?? "open")"
      }
    }
  }

  private func withBench(_ body: (Bench) async throws -> Void) async throws {
    try await withTestService(SegmentationService.self, clock: ManualClock("2026-11-23T14:00:00Z")) { try await body(try Bench($0)) }
  }

  private let cutOff = "2026-12-02T05:00:00Z"

  @Test("C01: a promise that breaks at its cut-off ends the pause of the circuit and raises a visit the same day")
  func brokenInPause() async throws {
    try await withBench { bench in
      try await bench.know(try account(dpd: 45))
      let task = try #require(try await bench.service.published(TaskChanged.self).last { $0.kind == .visit })
      bench.service.clock.set(instant("2026-11-30T16:00:00Z"))
      try await bench.service.database.work { work in
        try await bench.consumers.visits([try visit(tasks: [task.taskID], capturedAt: "2026-11-30T15:59:00Z")], work)
      }
      try await bench.promises(try promise(due: "2026-11-30", cutOffAt: cutOff, at: "2026-11-30T16:00:00Z"))
      bench.service.clock.set(instant("2026-12-02T05:00:20Z"))
      try await bench.promises(
        try promise(due: "2026-11-30", state: .broken, version: 2, cutOffAt: cutOff, at: "2026-12-02T05:00:10Z"))
      #expect(try await bench.work() == ["2026-11-23 visit open", "2026-11-30 visit done", "2026-12-02 visit open"])
    }
  }

  @Test("C01: a promise that breaks while its visit waits opens the visit again the same day")
  func brokenInVisit() async throws {
    try await withBench { bench in
      try await bench.know(try account(dpd: 45))
      try await bench.promises(try promise(due: "2026-11-30", cutOffAt: cutOff))
      bench.service.clock.set(instant("2026-12-02T05:00:20Z"))
      try await bench.promises(
        try promise(due: "2026-11-30", state: .broken, version: 2, cutOffAt: cutOff, at: "2026-12-02T05:00:10Z"))
      #expect(try await bench.work() == ["2026-11-23 visit open", "2026-11-23 visit paused", "2026-12-02 visit open"])
    }
  }

  @Test("V36: a kept promise closes the visit as paid, and it is not opened again")
  func kept() async throws {
    try await withBench { bench in
      try await bench.know(try account(dpd: 45))
      try await bench.promises(try promise(due: "2026-11-30", cutOffAt: cutOff))
      bench.service.clock.set(instant("2026-11-25T16:00:00Z"))
      try await bench.promises(try promise(due: "2026-11-30", state: .kept, version: 2, cutOffAt: cutOff, at: "2026-11-25T15:59:00Z"))
      #expect(try await bench.work() == ["2026-11-23 visit open", "2026-11-23 visit paused", "2026-11-25 visit paid"])
    }
  }

  @Test("V36: a promise over two accounts takes the visits of both off the list")
  func severalAccounts() async throws {
    try await withBench { bench in
      try await bench.know(try account(1, dpd: 45))
      try await bench.service.database.work { work in
        try await bench.consumers.accounts([try account(2, dpd: 45, debtor: 1)], work)
      }
      try await bench.promises(try promise(due: "2026-11-30", cutOffAt: cutOff, accounts: [1, 2]))
      let paused = try await bench.service.published(TaskChanged.self).filter { $0.kind == .visit && $0.closeReason == .paused }
      #expect(Set(paused.map(\.accountID)).count == 2)
    }
  }

  @Test("C01 V52: an active agreement takes the visit off the list; an overdue instalment opens it again the same day")
  func agreementPauses() async throws {
    try await withBench { bench in
      try await bench.know(try account(dpd: 45))
      try await bench.agreements(try agreement(state: .approved, cause: .approved, version: 3))
      #expect(try await bench.work() == ["2026-11-23 visit open"])
      try await bench.agreements(try agreement())
      #expect(try await bench.work() == ["2026-11-23 visit open", "2026-11-23 visit paused"])
      // Nothing else is done about the account either, for as long as the debtor keeps to it.
      let told = try await bench.service.published(TaskChanged.self).count
      try await bench.pass(to: instant("2026-12-20T16:00:00Z"))
      #expect(try await bench.service.published(TaskChanged.self).count == told)
      bench.service.clock.set(instant("2026-12-29T05:00:20Z"))
      try await bench.agreements(try agreement(cause: .instalmentLate, overdue: 1, version: 6, at: "2026-12-29T05:00:10Z"))
      #expect(try await bench.work() == ["2026-11-23 visit open", "2026-11-23 visit paused", "2026-12-29 visit open"])
      // Paid after all: left in peace again.
      try await bench.agreements(try agreement(cause: .instalmentPaid, version: 7, at: "2026-12-29T16:00:00Z"))
      #expect(try await bench.work().last == "2026-12-29 visit paused")
    }
  }

  @Test("C01 V52: an agreement in default raises the next step the same day, in the middle of a pause of the circuit")
  func defaulted() async throws {
    try await withBench { bench in
      try await bench.know(try account(dpd: 45))
      let task = try #require(try await bench.service.published(TaskChanged.self).last { $0.kind == .visit })
      bench.service.clock.set(instant("2026-11-30T16:00:00Z"))
      try await bench.service.database.work { work in
        try await bench.consumers.visits([try visit(tasks: [task.taskID], capturedAt: "2026-11-30T15:59:00Z")], work)
      }
      try await bench.agreements(try agreement(at: "2026-11-30T16:00:00Z"))
      bench.service.clock.set(instant("2026-12-02T05:00:20Z"))
      try await bench.agreements(try agreement(state: .defaulted, cause: .defaulted, overdue: 1, version: 6, at: "2026-12-02T05:00:10Z"))
      #expect(try await bench.work() == ["2026-11-23 visit open", "2026-11-30 visit done", "2026-12-02 visit open"])
    }
  }

  @Test("V52: who has completed an agreement is left in peace while the bank writes off the rest, for a week")
  func completed() async throws {
    try await withBench { bench in
      try await bench.know(try account(dpd: 45))
      try await bench.agreements(try agreement())
      bench.service.clock.set(instant("2026-11-24T16:00:00Z"))
      try await bench.agreements(try agreement(state: .completed, cause: .completed, version: 6, at: "2026-11-24T16:00:00Z"))
      try await bench.pass(to: instant("2026-12-01T15:59:59Z"))
      #expect(try await bench.work() == ["2026-11-23 visit open", "2026-11-23 visit paused"])
      try await bench.pass(to: instant("2026-12-01T16:00:00Z"))
      #expect(try await bench.work().last == "2026-12-01 visit open")
    }
  }
}
