import Contracts
import Messaging
import Negotiation
import ServiceKit
import TestSupport
import Testing
import VisitCapture

@Suite("Which payment counts for what")
struct PaymentAllocationTests {
  private static let signed = ",\"signature\":\(Deals.signature)"
  private static let two = Deals.report(1, terms: Deals.terms(instalments: 2), extra: signed)

  private func promises(_ capture: Capture) async throws -> [String] {
    let events = try await capture.service.published(PromiseChanged.self)
    let last = Dictionary(events.map { ($0.promiseID, $0) }, uniquingKeysWith: { _, newer in newer })
    return last.sorted { $0.key < $1.key }.map { "\($0.value.state.rawValue) \($0.value.paidMinor)" }
  }

  private func lastAgreement(_ capture: Capture, _ number: Int = 1) async throws -> AgreementChanged {
    try #require(try await capture.service.published(AgreementChanged.self).last { $0.agreementID == Deals.agreementID(number) })
  }

  @Test("V52: an agreement takes the place of what was promised about its account, and payments count for it alone")
  func supersedes() async throws {
    try await withCapture { capture in
      try await capture.publish(Deals.planText())
      _ = try await capture.post(
        Records.batch(promises: [
          Records.promise(1), Records.promise(2, due: "2026-12-04", extra: #","series_id":"\#(Records.promiseID(1))""#),
        ]))
      #expect(try await capture.strike(Self.two).status == 201)
      #expect(try await promises(capture) == ["replaced 0", "replaced 0"])
      try await capture.pay(Samples.payment("P1", 20_000, on: "2026-11-27"))
      #expect(try await promises(capture) == ["replaced 0", "replaced 0"])
      #expect(try await lastAgreement(capture).paidInstalments == 1)
    }
  }

  @Test("V31 V52: beside an agreement nothing is promised: the package says so, and a promise is refused; afterwards it is taken again")
  func refusesPromises() async throws {
    try await withCapture { capture in
      try await capture.publish(Deals.planText())
      #expect(try await capture.strike(Self.two).status == 201)
      #expect(try await capture.post(Records.batch(promises: [Records.promise(1)])).results.map(\.code) == ["agreement_active"])
      let package: JSONValue = try await capture.get("package?date=2026-11-23", as: Capture.ana)
      let refusal = package["stops"]?.array?.first?["accounts"]?.array?.first?["promise"]?["refusal"]?.string
      #expect(refusal == "agreement_active")
      let path = "agreements/\(Deals.agreementID(1))/cancellation"
      #expect(try await capture.send("POST", path, as: Capture.supervisor, "{}").status == 200)
      #expect(try await capture.post(Records.batch(promises: [Records.promise(1)])).results.map(\.code) == [nil])
    }
  }

  @Test("X05 V52: money that kept a promise before the deal is not counted again for the agreement made on the same day")
  func keptBefore() async throws {
    try await withCapture { capture in
      try await capture.publish(Deals.planText())
      _ = try await capture.post(Records.batch(promises: [Records.promise(1)]))
      try await capture.pay(Samples.payment("P1", 25_000, on: "2026-11-23"))
      #expect(try await promises(capture) == ["kept 20000"])
      capture.service.clock.advance(by: 7_200)
      let later = Deals.report(1, terms: Deals.terms(instalments: 2), made: "2026-11-23T14:00:00.000Z", extra: Self.signed)
      #expect(try await capture.strike(later).status == 201)
      // 5,000 are left of what was paid on the day of the deal.
      #expect(try await lastAgreement(capture).paidMinor == 5_000)
      #expect(try await promises(capture) == ["kept 20000"])
    }
  }

  @Test("V52: a payment that is taken back after completion reopens the agreement, which can be completed again or be in default")
  func reopened() async throws {
    try await withCapture { capture in
      try await capture.publish(Deals.planText())
      #expect(try await capture.strike(Self.two).status == 201)
      try await capture.pay(Samples.payment("A1", 40_000, on: "2026-12-20"))
      #expect(try await lastAgreement(capture).state == .completed)
      try await capture.pay(Samples.payment("R1", 40_000, on: "2026-12-21", kind: .reversed, reversing: "A1"))
      #expect(try await capture.causes().suffix(2) == ["reopened", "payment_reversed"])
      let reopened = try await lastAgreement(capture)
      #expect(reopened.state == .active && reopened.paidMinor == 0 && reopened.waiverEarnedMinor == 0)
      #expect(reopened.nextDueOn == Samples.date("2026-12-23") && reopened.nextDueMinor == 20_000)
      try await capture.pay(Samples.payment("A2", 40_000, on: "2026-12-22"))
      #expect(try await lastAgreement(capture).state == .completed)
      // Sent again, nothing is news.
      let count = try await capture.causes().count
      try await capture.pay(Samples.payment("A2", 40_000, on: "2026-12-22"))
      #expect(try await capture.causes().count == count)
      try await capture.pay(Samples.payment("R2", 40_000, on: "2026-12-22", kind: .reversed, reversing: "A2"))
      capture.service.clock.set(Samples.instant("2027-01-28T17:00:00Z"))
      try await capture.judgeAgreements()
      #expect(try await lastAgreement(capture).state == .defaulted)
    }
  }

  @Test("V53: what is approved and never signed expires, after the plan's hours, and frees the account; it cannot be signed any more")
  func neverSigned() async throws {
    try await withCapture { capture in
      try await capture.publish(Deals.planText(["sign_within_hours": "24"]))
      #expect(try await capture.strike(Deals.report(1, terms: Deals.terms())).status == 201)
      #expect(try await lastAgreement(capture).state == .approved)
      capture.service.clock.advance(by: 24 * 3_600)
      let path = "agreements/\(Deals.agreementID(1))/signature"
      let late = try await capture.send("POST", path, as: Capture.ana, Deals.signature)
      #expect(late.status == 409)
      #expect(try capture.fault(late).code == "expired")
      try await capture.judgeAgreements()
      #expect(try await capture.causes() == ["drafted", "proposed", "approved_by_policy", "signing_expired"])
      #expect(try await lastAgreement(capture).state == .cancelled)
      #expect(try await capture.strike(Deals.report(2, terms: Deals.terms(), made: "2026-11-24T13:00:00.000Z")).status == 201)
    }
  }

  @Test("V53: nothing waits beyond the day on which the first instalment falls due")
  func firstDue() async throws {
    try await withCapture { capture in
      try await capture.publish(Deals.planText())
      #expect(try await capture.strike(Deals.report(1, terms: Deals.terms(first: "2026-11-24"))).status == 201)
      capture.service.clock.set(Samples.instant("2026-11-25T04:59:59Z"))
      try await capture.judgeAgreements()
      #expect(try await lastAgreement(capture).state == .approved)
      capture.service.clock.set(Samples.instant("2026-11-25T05:00:00Z"))
      try await capture.judgeAgreements()
      #expect(try await lastAgreement(capture).cause == .signingExpired)
    }
  }

  @Test("V51: the down payment falls due on the day of signing, however long the approval took")
  func downPayment() async throws {
    try await withCapture { capture in
      try await capture.publish(Deals.planText())
      #expect(try await capture.strike(Deals.report(1, terms: Deals.terms(extra: #","down_payment_minor":5000"#))).status == 201)
      capture.service.clock.set(Samples.instant("2026-11-27T17:00:00Z"))
      let path = "agreements/\(Deals.agreementID(1))"
      let deal = try capture.deal(try await capture.send("POST", "\(path)/signature", as: Capture.ana, Deals.signature))
      #expect(deal.agreement.nextDueOn == Samples.date("2026-11-27") && deal.agreement.nextDueMinor == 5_000)
      #expect(deal.quote.lines.first?.cutOffOn == Samples.date("2026-12-01") && deal.agreement.overdueInstalments ?? 0 == 0)
    }
  }

  @Test("X05: each payment counts once, whatever was promised and agreed in whichever order", arguments: 1...60)
  func onlyOnce(_ seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed))
    let agreement = try Deals.active(Deals.terms(instalments: 3), try Deals.plan())
    let payments = (0..<Int.random(in: 0...6, using: &random)).map { _ in
      Deals.payment(Int64.random(in: 1...30_000, using: &random), on: "2026-12-\(10 + Int.random(in: 0...19, using: &random))")
    }
    let promises = (0..<Int.random(in: 0...4, using: &random)).map { number in
      Deals.promise(
        number, amount: Int64.random(in: 1...30_000, using: &random), due: "2026-12-\(10 + Int.random(in: 0...19, using: &random))",
        madeAt: Bool.random(using: &random) ? "2026-11-23T12:00:00Z" : "2026-11-23T13:30:00Z")
    }
    let now = Samples.instant("2026-12-30T17:00:00Z")
    let counted = PaymentAllocation(payments, promises: promises, agreements: [agreement], at: now)
    let total = counted.promised.values.reduce(0, +) + (counted.progress[agreement.event.agreementID]?.paidMinor ?? 0)
    #expect(total <= payments.reduce(0) { $0 + $1.amountMinor })
    let shuffled = PaymentAllocation(
      payments.shuffled(using: &random), promises: promises.shuffled(using: &random), agreements: [agreement], at: now)
    #expect(shuffled.progress == counted.progress)
    #expect(shuffled.promised.filter { $0.value > 0 } == counted.promised.filter { $0.value > 0 })
  }
}
