import Contracts
import Foundation
import Messaging
import Postgres
import ServiceKit
import ServiceLifecycle
import TestSupport
import Testing

@Suite("F14: clocks that are wrong", .serialized)
struct ClockTests {
  private let day: Int64 = 86_400_000

  @Test("F14: whatever the clocks of instances say, a day ahead or behind or back and forth, each record counts once and in order")
  func skewedInstances() async throws {
    try await withTemporaryDatabase("F14") { database in
      let stage = try await LedgerStage("F14", broker: .shared(), postgresURL: database.url)
      let oracle = LedgerOracle(stage)
      let debtors = (0..<20).map { _ in DebtorID(rawValue: UUID()) }
      func payments(_ range: Range<Int>) -> [PaymentRecorded] {
        range.map { LedgerInput.payment($0, debtor: debtors[$0 % debtors.count], amountMinor: Int64($0 + 1_000)) }
      }
      let offsets: [Int64] = [0, day, -day, day / 2]
      for (round, offset) in offsets.enumerated() {
        try await run(stage, offset: offset) {
          try await oracle.send(payments(round * 300..<(round + 1) * 300))
          // What was said under other clocks comes again.
          try await oracle.send(payments(0..<100))
          try await eventually("everything is consumed and published", within: .seconds(120), every: .milliseconds(50)) {
            try await oracle.isSettled()
          }
        }
      }
      let violations = try await oracle.violations()
      #expect(violations == [])
      await stage.close()
    }
  }

  @Test(
    "F14: visits of devices a day behind and a day ahead are taken, by our time, and flagged; none is dropped and none counts tomorrow")
  func skewedDevices() async throws {
    try await withTemporaryDatabase("F14-http") { database in
      try await withCaptureStage("F14-http", CaptureWay(postgresURL: database.url)) { stage in
        try await stage.start()
        try await stage.learn()
        let now = LedgerStage.clock.now
        let behind = Instant(milliseconds: now.milliseconds - day - 60_000)
        let ahead = Instant(milliseconds: now.milliseconds + day)
        #expect(try await stage.post(0, at: behind)?.status == 201)
        #expect(try await stage.count("select count(*) as n from visits where event->>'late' = 'true'") == 1)
        #expect(try await stage.post(1, at: ahead)?.status == 201)
        let flagged: SQL =
          "select count(*) as n from visits where event->>'device_captured_at' = \("\(ahead)") and captured_at <= received_at"
        #expect(try await stage.count(flagged) == 1)
        #expect(try await stage.post(2, at: now)?.status == 201)
        #expect(try await stage.count("select count(*) as n from visits where event ? 'device_captured_at'") == 1)
        // Again, whatever the time: each is known by its id.
        #expect(try await stage.post(0, at: behind)?.status == 200)
        #expect(try await stage.post(1, at: ahead)?.status == 200)
        // Nobody's clock is a year ahead: told by name, and taken once it is right.
        let wild = try #require(try await stage.post(3, at: Instant(milliseconds: now.milliseconds + 365 * day)))
        #expect(wild.status == 422)
        #expect(String(decoding: wild.body, as: UTF8.self).contains("captured_in_future"))
        #expect(try await stage.post(3, at: now)?.status == 201)
        try await stage.expectOnce(0..<4)
      }
    }
  }

  /// An instance whose clock is off.
  private func run(_ stage: LedgerStage, offset: Int64, _ body: () async throws -> Void) async throws {
    let clock = WallClock { Instant(milliseconds: LedgerStage.clock.now.milliseconds + offset) }
    let pool = LedgerStage.pool(stage.postgresURL, applicationName: "skewed")
    let database = ServiceDatabase(service: Ledger.name, pool: pool, clock: clock)
    let services: [any Service] = [
      ConsumerRuntime(
        database: database, subscriptions: [Ledger.subscription], configuration: stage.configuration, logger: TestBroker.logger),
      OutboxRelay(database: database, configuration: stage.configuration, logger: TestBroker.logger),
    ]
    let group = ServiceGroup(configuration: .init(services: services.map { .init(service: $0) }, logger: TestBroker.logger))
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      try await body()
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
    await pool.close()
  }
}
