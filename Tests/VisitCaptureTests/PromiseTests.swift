import ContactRules
import Contracts
import Messaging
import ServiceKit
import TestSupport
import Testing
import VisitCapture

@Suite("Promises")
struct PromiseTests {
  private func states(_ capture: Capture) async throws -> [String] {
    try await capture.service.published(PromiseChanged.self).map { "v\($0.version) \($0.state.rawValue) \($0.paidMinor)" }
  }

  private func judge(_ capture: Capture, on date: String) async throws {
    capture.service.clock.set(Samples.instant("\(date)T17:00:00Z"))
    try await capture.service.database.work { _ = try await capture.keeper.judgeDue(limit: 100, in: $0) }
  }

  @Test("V36: a promise made at the door is published with its visit, and sent apart once more is a duplicate")
  func atTheDoor() async throws {
    try await withCapture { capture in
      let visit = Records.visit(1, outcome: "promise_to_pay", extra: ",\"promise\":\(Records.promise(1))")
      #expect(try await capture.post(Records.batch(visits: [visit])).results.map(\.status) == [.accepted])
      let event = try #require(try await capture.service.published(PromiseChanged.self).first)
      #expect(event.visitID == Records.visitID(1))
      #expect(event.debtorID == Samples.rosa)
      #expect(event.state == .active)
      #expect(event.amountMinor == 20_000)
      #expect(try await capture.service.published(VisitRecorded.self).map(\.promiseID) == [Records.promiseID(1)])
      let apart = Records.promise(1).replacing("\"account_id\"", with: "\"visit_id\":\"\(Records.visitID(1))\",\"account_id\"")
      #expect(try await capture.post(Records.batch(promises: [apart])).results.map(\.status) == [.duplicate])
      let stolen = Records.visit(
        2, outcome: "promise_to_pay", at: "2026-11-23T12:45:00Z", extra: ",\"promise\":\(Records.promise(1, amount: 30_000))")
      #expect(try await capture.post(Records.batch(visits: [stolen])).results.map(\.status) == [.conflict])
      #expect(try await capture.count("promises") == 1)
      #expect(try await capture.count("visits") == 1)
    }
  }

  @Test("V31: an offer below the minimum, above the debt, too late, in the past or in another currency is refused with the reason")
  func limits() async throws {
    try await withCapture { capture in
      let body = Records.batch(
        visits: [Records.visit(1, outcome: "promise_to_pay", extra: ",\"promise\":\(Records.promise(9, amount: 3_999))")],
        promises: [
          Records.promise(1, amount: 3_999), Records.promise(2, amount: 100_001), Records.promise(3, due: "2026-12-24"),
          Records.promise(4, due: "2026-11-22"), Records.promise(5).replacing("PEN", with: "USD"), Records.promise(6, amount: 4_000),
          Records.promise(7).replacing("PEN", with: "XXX"),
        ])
      let results = try await capture.post(body).results
      #expect(
        results.map { "\($0.code ?? "taken") \($0.field ?? "")" } == [
          "below_minimum promise.amount_minor", "below_minimum amount_minor", "above_debt amount_minor", "due_too_late due_on",
          "due_before_made due_on", "other_currency currency", "taken ", "invalid currency",
        ])
      #expect(try await capture.count("visits") == 0)
    }
  }

  @Test("V36: paid in full by the due date and its grace, a promise is kept; a payment before or after that time does not count")
  func kept() async throws {
    try await withCapture { capture in
      _ = try await capture.post(Records.batch(promises: [Records.promise(1)]))
      try await capture.pay(Samples.payment("early", 20_000, on: "2026-11-22"))
      try await capture.pay(Samples.payment("P1", 12_000, on: "2026-11-25"))
      // Due on a Friday with two business days of grace: Tuesday is the last day.
      try await capture.pay(Samples.payment("P2", 8_000, on: "2026-12-01"))
      try await capture.pay(Samples.payment("P2", 8_000, on: "2026-12-01"))
      try await judge(capture, on: "2026-12-02")
      #expect(try await states(capture) == ["v1 active 0", "v2 active 12000", "v3 kept 20000"])
    }
  }

  @Test("V36: at the cut-off 60 % is partially kept and nothing is broken, once")
  func cutOff() async throws {
    try await withCapture { capture in
      _ = try await capture.post(Records.batch(promises: [Records.promise(1, amount: 20_000)]))
      try await capture.pay(Samples.payment("P1", 12_000, on: "2026-11-25"))
      try await judge(capture, on: "2026-12-01")
      #expect(try await states(capture) == ["v1 active 0", "v2 active 12000"])
      try await judge(capture, on: "2026-12-02")
      try await judge(capture, on: "2026-12-03")
      #expect(try await states(capture) == ["v1 active 0", "v2 active 12000", "v3 partially_kept 12000"])
    }
    try await withCapture { capture in
      _ = try await capture.post(Records.batch(promises: [Records.promise(1)]))
      try await judge(capture, on: "2026-12-02")
      try await judge(capture, on: "2026-12-03")
      #expect(try await states(capture) == ["v1 active 0", "v2 broken 0"])
    }
  }

  @Test("X05: a reversed payment turns a kept promise into a broken one, and before the cut-off opens it again")
  func reversal() async throws {
    try await withCapture { capture in
      _ = try await capture.post(Records.batch(promises: [Records.promise(1)]))
      try await capture.pay(Samples.payment("P1", 20_000, on: "2026-11-25"))
      try await capture.pay(Samples.payment("R1", 20_000, on: "2026-11-26", kind: .reversed, reversing: "P1"))
      try await capture.pay(Samples.payment("P2", 20_000, on: "2026-11-27"))
      capture.service.clock.set(Samples.instant("2026-12-10T17:00:00Z"))
      try await capture.pay(Samples.payment("R2", 20_000, on: "2026-12-10", kind: .reversed, reversing: "P2"))
      #expect(try await states(capture) == ["v1 active 0", "v2 kept 20000", "v3 active 0", "v4 kept 20000", "v5 broken 0"])
    }
  }

  @Test("A promise that arrives after its payment is matched on arrival; no money keeps two promises")
  func allocation() async throws {
    try await withCapture { capture in
      try await capture.pay(Samples.payment("P1", 30_000, on: "2026-11-23"))
      let body = Records.batch(promises: [Records.promise(2, due: "2026-12-04"), Records.promise(1, due: "2026-11-27")])
      #expect(try await capture.post(body).results.map(\.status) == [.accepted, .accepted])
      let events = try await capture.service.published(PromiseChanged.self)
      let last = Dictionary(events.map { ($0.promiseID, $0) }, uniquingKeysWith: { _, newer in newer })
      #expect(last[Records.promiseID(1)]?.state == .kept)
      #expect(last[Records.promiseID(1)]?.paidMinor == 20_000)
      #expect(last[Records.promiseID(2)]?.state == .active)
      #expect(last[Records.promiseID(2)]?.paidMinor == 10_000)
    }
  }

  @Test("F17: the same events from the beginning change nothing and publish nothing")
  func replay() async throws {
    try await withCapture { capture in
      _ = try await capture.post(Records.batch(visits: [Records.visit(1)], promises: [Records.promise(1)]))
      let payment = Samples.payment("P1", 20_000, on: "2026-11-25")
      try await capture.pay(payment)
      let before = try await states(capture)
      try await capture.learn()
      try await capture.pay(payment, payment)
      #expect(try await states(capture) == before)
      #expect(try await capture.count("payments") == 1)
      #expect(try await capture.count("route_stops") == 2)
    }
  }
}
