import ContactRules
import Contracts
import Messaging
import Postgres
import Segmentation
import TestSupport
import Testing

/// Segmentation on a real database, from events in to events out.
@Suite struct TreatmentFlowTests {
  /// The service's parts, and the time.
  struct Bench {
    let service: TestService<SegmentationService>
    let consumers: Consumers
    let worker: CircuitWorker

    var database: ServiceDatabase { service.database }
    var clock: ManualClock { service.clock }

    init(_ service: TestService<SegmentationService>) throws {
      self.service = service
      let engine = TreatmentEngine(rules: try ContactRules())
      consumers = Consumers(engine: engine)
      worker = CircuitWorker(
        database: service.database, engine: engine, settings: SegmentationSettings(workerInterval: .seconds(1), workerBatch: 50))
    }

    func accounts(_ events: AccountUpdated...) async throws { try await database.work { try await consumers.accounts(events, $0) } }
    func debtors(_ events: DebtorUpdated...) async throws { try await database.work { try await consumers.debtors(events, $0) } }
    func payments(_ events: PaymentRecorded...) async throws { try await database.work { try await consumers.payments(events, $0) } }
    func visits(_ events: VisitRecorded...) async throws { try await database.work { try await consumers.visits(events, $0) } }
    func promises(_ events: PromiseChanged...) async throws { try await database.work { try await consumers.promises(events, $0) } }

    func tasks(_ kind: TaskKind? = nil) async throws -> [TaskChanged] {
      try await service.published(TaskChanged.self).filter { kind == nil || $0.kind == kind }
    }

    /// Events of any type.
    func publishedCount() async throws -> Int {
      try await database.read { try await $0.first("select count(*) from outbox")?.decode(at: 0, as: Int.self) ?? -1 }
    }

    func countWithoutCircuit() async throws -> Int {
      try await database.read { try await $0.first("select count(*) from accounts_without_circuit")?.decode(at: 0, as: Int.self) ?? -1 }
    }
  }

  private func withBench(at start: String = "2026-11-22T15:00:00Z", _ body: (Bench) async throws -> Void) async throws {
    try await withTestService(SegmentationService.self, clock: ManualClock(start)) { service in try await body(try Bench(service)) }
  }

  @Test("V02, C14: every active account is put on a published strategy of its stage, and the invariant query finds none without")
  func everyAccount() async throws {
    try await withBench { bench in
      let lines: [(Int, String?, Stage, String)] = [
        (-3, "2026-11-25", .preventive, "preventive"), (5, nil, .early, "early"), (45, nil, .mid, "mid"), (100, nil, .prelegal, "prelegal"),
        (400, nil, .legal, "legal"),
      ]
      for (index, line) in lines.enumerated() {
        try await bench.debtors(try debtor(index + 1))
        try await bench.accounts(try account(index + 1, dpd: line.0, nextDue: line.1))
      }
      try await bench.accounts(try account(9, dpd: 20, status: .inactive), try account(10, dpd: 20, status: .chargedOff))
      let treatments = try await bench.service.published(TreatmentChanged.self)
      for (index, line) in lines.enumerated() {
        let accountID: AccountID = try id("account", index + 1)
        let last = try #require(treatments.last { $0.accountID == accountID })
        #expect(last.stage == line.2)
        #expect(last.strategyID == StrategyID(line.3))
        #expect(last.strategyVersion == 1)
        #expect(last.state == .active)
      }
      #expect(try await bench.countWithoutCircuit() == 0)
    }
  }

  @Test("early arrears of eight days, mid and pre-legal have a visit for the next working date; a fresh one is written to first")
  func visitsAtOnce() async throws {
    try await withBench { bench in
      try await bench.debtors(try debtor(1), try debtor(2), try debtor(3), try debtor(4))
      try await bench.accounts(
        try account(1, dpd: 3), try account(2, dpd: 12), try account(3, dpd: 45), try account(4, dpd: 120))
      let visits = try await bench.tasks(.visit)
      #expect(try Set(visits.map(\.accountID)) == [id("account", 2), id("account", 3), id("account", 4)])
      // 22 November 2026 is a Sunday.
      #expect(visits.allSatisfy { $0.dueOn == date("2026-11-23") && $0.state == .open })
      #expect(try await bench.tasks(.email).count == 4)
      bench.clock.advance(by: 4 * 86_400)
      #expect(try await bench.worker.runOnce() > 0)
      try await bench.accounts(try account(1, dpd: 8, businessDate: "2026-11-27", version: 2, updatedAt: "2026-11-27T05:00:00Z"))
      bench.clock.advance(by: 2 * 86_400)
      try await bench.worker.runOnce()
      let first: AccountID = try id("account", 1)
      #expect(try await bench.tasks(.visit).filter { $0.accountID == first }.count == 1)
    }
  }

  @Test("V25: an account that is not due yet is worked: a reminder three days before")
  func preventive() async throws {
    try await withBench { bench in
      try await bench.debtors(try debtor())
      try await bench.accounts(try account(dpd: -10, nextDue: "2026-12-02"))
      #expect(try await bench.tasks().isEmpty)
      bench.clock.set(instant("2026-11-29T05:00:00Z"))
      #expect(try await bench.worker.runOnce() == 1)
      let task = try #require(try await bench.tasks().first)
      #expect(task.template == "preventive_reminder")
      #expect(task.amountMinor == 0)
      #expect(task.daysPastDue == -10)
      #expect(task.segmentIDs.contains(SegmentID("preventive")))
    }
  }

  @Test("a payment closes the open tasks as paid in the same transaction")
  func payment() async throws {
    try await withBench { bench in
      try await bench.debtors(try debtor())
      try await bench.accounts(try account(dpd: 45))
      bench.clock.set(instant("2026-11-23T15:00:00Z"))
      try await bench.payments(try SegmentationTests.payment())
      let closed = try await bench.tasks().filter { $0.state == .closed }
      #expect(closed.map(\.kind).sorted { $0.rawValue < $1.rawValue } == [.email, .visit])
      #expect(closed.allSatisfy { $0.closeReason == .paid && $0.version == 2 })
      #expect(try await bench.service.published(TreatmentChanged.self).last?.stage == .preventive)
    }
  }

  @Test("a payment that comes before its account's state is not forgotten")
  func paymentFirst() async throws {
    try await withBench { bench in
      try await bench.payments(try SegmentationTests.payment(recordedAt: "2026-11-22T14:00:00Z"))
      try await bench.debtors(try debtor())
      try await bench.accounts(try account(dpd: 45, updatedAt: "2026-11-22T12:00:00Z"))
      #expect(try await bench.tasks().isEmpty)
      #expect(try await bench.countWithoutCircuit() == 0)
    }
  }

  @Test("F17: the same events again, from the first to the last, change and publish nothing")
  func replay() async throws {
    try await withBench { bench in
      func play() async throws {
        try await bench.accounts(try account(1, dpd: 45), try account(2, dpd: -3, nextDue: "2026-11-24"))
        try await bench.debtors(try debtor(1), try debtor(2))
        try await bench.accounts(try account(1, dpd: 46, version: 2, updatedAt: "2026-11-23T05:00:00Z"))
        try await bench.visits(try visit(1, of: 1))
        try await bench.promises(try promise(1, of: 1, due: "2026-11-26"))
        try await bench.payments(try SegmentationTests.payment(1, of: 1, recordedAt: "2026-11-23T18:00:00Z"))
      }
      bench.clock.set(instant("2026-11-23T15:00:00Z"))
      try await play()
      let before = try await bench.publishedCount()
      let rows = try await snapshot(bench.database)
      #expect(before > 5)
      for _ in 1...2 { try await play() }
      #expect(try await bench.publishedCount() == before)
      #expect(try await snapshot(bench.database) == rows)
    }
  }

  /// Everything that the service keeps, as text.
  private func snapshot(_ database: ServiceDatabase) async throws -> [String] {
    try await database.read { transaction in
      var all: [String] = []
      for table in ["accounts", "debtors", "payment_marks", "account_visits", "promises", "treatments", "stage_changes", "tasks"] {
        let rows = try await transaction.query("select t::text as line from \(identifier: table) t order by 1")
        all += try rows.map { try $0.decode(String.self, "line") }
      }
      return all
    }
  }

  @Test("older versions and those of equal height lose, whatever their order")
  func versions() async throws {
    try await withBench { bench in
      try await bench.debtors(try debtor())
      try await bench.accounts(try account(dpd: 45, version: 5))
      let count = try await bench.publishedCount()
      try await bench.accounts(try account(dpd: 5, version: 4))
      try await bench.accounts(try account(dpd: 100, version: 5))
      #expect(try await bench.publishedCount() == count)
    }
  }

  @Test("a visit done lets the circuit go on, and the worker raises the next one on its date, once")
  func visitDone() async throws {
    try await withBench(at: "2026-11-23T14:00:00Z") { bench in
      try await bench.debtors(try debtor())
      try await bench.accounts(try account(dpd: 45))
      let task = try #require(try await bench.tasks(.visit).first)
      bench.clock.set(instant("2026-11-24T16:00:00Z"))
      try await bench.visits(try visit(tasks: [task.taskID], capturedAt: "2026-11-24T15:59:00Z"))
      #expect(try await bench.tasks(.visit).map(\.closeReason) == [nil, .done])
      bench.clock.set(instant("2026-11-29T04:59:59Z"))
      try await bench.worker.runOnce()
      #expect(try await bench.tasks(.visit).count == 2)
      bench.clock.set(instant("2026-11-29T05:00:00Z"))
      try await bench.worker.runOnce()
      #expect(try await bench.worker.runOnce() == 0)
      let last = try #require(try await bench.tasks(.visit).last)
      #expect(last.step == "second visit")
      #expect(last.taskID != task.taskID)
    }
  }

  @Test("a promise takes the visit off the list until it has fallen due")
  func promised() async throws {
    try await withBench(at: "2026-11-23T14:00:00Z") { bench in
      try await bench.debtors(try debtor())
      try await bench.accounts(try account(dpd: 45))
      try await bench.promises(try promise(due: "2026-11-25"))
      #expect(try await bench.tasks(.visit).map(\.closeReason) == [nil, .paused])
      bench.clock.set(instant("2026-11-26T05:00:00Z"))
      try await bench.worker.runOnce()
      let last = try #require(try await bench.tasks(.visit).last)
      #expect(last.state == .open && last.version == 3)
      // A promise that breaks makes the account more urgent.
      try await bench.promises(try promise(due: "2026-11-25", state: .broken, version: 2))
      #expect(try await bench.tasks(.visit).last.map { $0.priority > last.priority } == true)
    }
  }

  @Test("in Colombia early consumer debt is not visited, authorised microcredit is, and later stages are for the planner to judge")
  func colombia() async throws {
    try await withBench(at: "2026-11-23T14:00:00Z") { bench in
      var authorised = AccountFlags()
      authorised.visitAuthorized = true
      for number in 1...3 { try await bench.debtors(try debtor(number, country: "CO", zone: "America/Bogota", city: "Bogotá")) }
      try await bench.accounts(
        try account(1, dpd: 15, currency: .cop), try account(2, dpd: 15, product: .microcredit, currency: .cop, flags: authorised),
        try account(3, dpd: 60, currency: .cop))
      #expect(try await bench.tasks(.visit).map(\.accountID).sorted() == [try id("account", 2), try id("account", 3)].sorted())
      let treatments = try await bench.service.published(TreatmentChanged.self)
      let remote: AccountID = try id("account", 1)
      #expect(treatments.last { $0.accountID == remote }?.strategyID == StrategyID("early-remote"))
    }
  }

  @Test("a debtor who comes after the accounts sets their circuits going")
  func debtorLast() async throws {
    try await withBench { bench in
      try await bench.accounts(try account(1, dpd: 45, debtor: 1), try account(2, dpd: 60, debtor: 1))
      #expect(try await bench.tasks().isEmpty)
      #expect(try await bench.countWithoutCircuit() == 0)
      try await bench.debtors(try debtor(1))
      #expect(try await bench.tasks(.visit).count == 2)
    }
  }

  @Test("batches that meet on the same accounts leave one state and one task a step")
  func concurrency() async throws {
    try await withBench { bench in
      await withTaskGroup(of: Void.self) { group in
        for round in 0..<6 {
          group.addTask {
            do {
              let numbers = round.isMultiple(of: 2) ? Array(1...40) : Array((1...40).reversed())
              let accounts = try numbers.map { try account($0, dpd: 45 + round, version: Int64(round + 1)) }
              let debtors = try numbers.map { try debtor($0) }
              try await bench.database.work { try await bench.consumers.accounts(accounts.sorted { $0.accountID < $1.accountID }, $0) }
              try await bench.database.work { try await bench.consumers.debtors(debtors.sorted { $0.debtorID < $1.debtorID }, $0) }
              try await bench.worker.runOnce()
            } catch {
              Issue.record(error)
            }
          }
        }
      }
      let visits = try await bench.tasks(.visit)
      #expect(visits.filter { $0.version == 1 }.count == 40)
      #expect(Set(visits.map(\.taskID)).count == 40)
      #expect(try await bench.countWithoutCircuit() == 0)
      let keys = visits.map { "\($0.taskID) \($0.version)" }
      #expect(Set(keys).count == keys.count)
    }
  }

  @Test("a published strategy version cannot be changed; a new version is taken up without a restart")
  func publishing() async throws {
    try await withBench(at: "2026-11-23T14:00:00Z") { bench in
      try await bench.debtors(try debtor(1), try debtor(2))
      try await bench.accounts(try account(1, dpd: 45))
      await #expect(throws: PostgresError.self) {
        try await bench.database.work { work in
          _ = try await work.transaction.execute("update strategy_versions set name_en = 'x' where strategy_id = 'mid'")
        }
      }
      let second = try strategy(
        "mid", version: 2, position: 40, entry: Condition("stage = 'mid'"),
        Step("call", .raise(.call, template: nil, expiresAfterDays: 3)))
      try await bench.database.work { try await CatalogueStore.publish(second, in: $0.transaction) }
      try await bench.accounts(try account(2, dpd: 45))
      #expect(try await bench.tasks(.call).map(\.accountID) == [try id("account", 2)])
      #expect(try await bench.tasks(.call).map(\.strategyVersion) == [2])
    }
  }
}
