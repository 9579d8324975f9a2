import Contracts
import Messaging
import Postgres
import ServiceKit
import TestSupport
import Testing
import VisitCapture

@Suite("The life of promises")
struct PromiseLifeTests {
  /// The last state of each promise.
  private func states(_ capture: Capture) async throws -> [String] {
    let events = try await capture.service.published(PromiseChanged.self)
    let last = Dictionary(events.map { ($0.promiseID, $0) }, uniquingKeysWith: { _, newer in newer })
    return last.sorted { $0.key < $1.key }.map { "\($0.value.state.rawValue) \($0.value.paidMinor)" }
  }

  private func judge(_ capture: Capture, at instant: String) async throws {
    capture.service.clock.set(Samples.instant(instant))
    try await capture.service.database.work { _ = try await capture.keeper.judgeDue(limit: 100, in: $0) }
  }

  private func knowOtherAccount(_ capture: Capture) async throws {
    try await capture.service.database.work { work in
      try await capture.consumers.accounts([Samples.account(Samples.rosaOtherAccount, of: Samples.rosa, total: 50_000)], work)
    }
  }

  private static func series(_ first: Int) -> String { ",\"series_id\":\"\(Records.promiseID(first))\"" }
  private static func replaces(_ promise: Int) -> String { ",\"replaces\":\"\(Records.promiseID(promise))\"" }

  @Test("V36: a promise over several dates is judged date by date, whichever comes first in the batch; together they are at most the debt")
  func severalDates() async throws {
    try await withCapture { capture in
      let body = Records.batch(promises: [
        Records.promise(3, amount: 1_000, due: "2026-12-04", extra: Self.series(4)), Records.promise(4, amount: 20_000),
        Records.promise(5, amount: 80_000, due: "2026-12-11", extra: Self.series(4)),
        Records.promise(6, amount: 1_000, due: "2026-12-11", extra: Self.series(9)),
      ])
      let results = try await capture.post(body).results
      #expect(results.map { $0.code ?? "taken" } == ["taken", "taken", "above_debt", "unknown_series"])
      try await capture.pay(Samples.payment("P1", 20_000, on: "2026-11-27"))
      // The eighth and the ninth of December are holidays in Peru.
      try await judge(capture, at: "2026-12-11T05:00:00Z")
      #expect(try await states(capture) == ["broken 0", "kept 20000"])
    }
  }

  @Test("V36: a promise that takes the place of another ends it with all of its dates; what was judged cannot be replaced")
  func replacement() async throws {
    try await withCapture { capture in
      _ = try await capture.post(
        Records.batch(promises: [Records.promise(1), Records.promise(2, due: "2026-12-04", extra: Self.series(1))]))
      let new = Records.batch(promises: [Records.promise(3, due: "2026-12-11", extra: Self.replaces(2))])
      #expect(try await capture.post(new).results.map(\.status) == [.accepted])
      #expect(try await capture.post(new).results.map(\.status) == [.duplicate])
      #expect(try await states(capture) == ["replaced 0", "replaced 0", "active 0"])
      try await capture.pay(Samples.payment("P1", 20_000, on: "2026-11-27"))
      #expect(try await states(capture) == ["replaced 0", "replaced 0", "kept 20000"])
      let late = Records.batch(promises: [
        Records.promise(4, extra: Self.replaces(3)), Records.promise(5, extra: Self.replaces(77)),
      ])
      #expect(try await capture.post(late).results.map(\.code) == ["promise_judged", "unknown_promise"])
    }
  }

  @Test("V31: as many promises are open as the policy allows, and none is taken after it was broken too often; the package says so")
  func limits() async throws {
    try await withCapture { capture in
      try await capture.publishPolicy(["maximum_active": 1, "maximum_dates": 2, "maximum_repeats": 2])
      let results = try await capture.post(Records.batch(promises: [Records.promise(1), Records.promise(2)])).results
      #expect(results.map(\.code) == [nil, "too_many_active"])
      #expect(try await refusal(capture) == "too_many_active")
      let dates = Records.batch(promises: [
        Records.promise(3, amount: 5_000, extra: Self.series(1)), Records.promise(4, amount: 5_000, extra: Self.series(1)),
      ])
      #expect(try await capture.post(dates).results.map(\.code) == [nil, "too_many_dates"])
      try await judge(capture, at: "2026-12-02T06:00:00Z")
      #expect(try await refusal(capture) == nil)
      let made = "2026-12-02T05:30:00.000Z"
      _ = try await capture.post(Records.batch(promises: [Records.promise(5, due: "2026-12-03", made: made)]))
      try await judge(capture, at: "2026-12-10T06:00:00Z")
      #expect(try await refusal(capture) == "too_many_repeats")
      let third = Records.promise(6, due: "2026-12-11", made: "2026-12-10T05:30:00.000Z")
      #expect(try await capture.post(Records.batch(promises: [third])).results.map(\.code) == ["too_many_repeats"])
    }
  }

  private func refusal(_ capture: Capture) async throws -> String? {
    let package: JSONValue = try await capture.get("package?date=2026-11-23", as: Capture.ana)
    return package["stops"]?.array?.first?["accounts"]?.array?.first?["promise"]?["refusal"]?.string
  }

  @Test("X05: payments to any of the accounts of a promise keep it, and no money keeps two; a reversal breaks it again")
  func severalAccounts() async throws {
    try await withCapture { capture in
      try await knowOtherAccount(capture)
      let both = ",\"more_account_ids\":[\"\(Samples.rosaOtherAccount)\"]"
      let body = Records.batch(promises: [
        Records.promise(1, amount: 30_000, extra: both), Records.promise(2, amount: 10_000, account: Samples.rosaOtherAccount),
        Records.promise(3, extra: ",\"more_account_ids\":[\"\(Samples.pedroAccount)\"]"),
      ])
      #expect(try await capture.post(body).results.map(\.code) == [nil, nil, "out_of_scope"])
      try await capture.pay(
        Samples.payment("P1", 15_000, on: "2026-11-24"),
        Samples.payment("P2", 20_000, on: "2026-11-25", account: Samples.rosaOtherAccount))
      #expect(try await states(capture) == ["kept 30000", "active 5000"])
      try await judge(capture, at: "2026-12-10T17:00:00Z")
      try await capture.pay(Samples.payment("R1", 15_000, on: "2026-12-10", kind: .reversed, reversing: "P1"))
      #expect(try await states(capture) == ["partially_kept 20000", "broken 0"])
    }
  }

  @Test("C01: a promise is judged at the cut-off of the last business day, at the minute of the place's day that the policy names")
  func cutOffMinute() async throws {
    try await withCapture { capture in
      try await capture.publishPolicy(["cut_off_minute": 1_080])
      _ = try await capture.post(Records.batch(promises: [Records.promise(1)]))
      // Due on a Friday with two business days of grace: Tuesday, six in the evening in Lima.
      let cutOff = try #require(try await capture.service.published(PromiseChanged.self).first?.cutOffAt)
      #expect(cutOff == Samples.instant("2026-12-01T23:00:00Z"))
      try await judge(capture, at: "2026-12-01T22:59:59Z")
      #expect(try await states(capture) == ["active 0"])
      try await judge(capture, at: "2026-12-01T23:00:00Z")
      #expect(try await states(capture) == ["broken 0"])
      // Posted by the bank overnight, with the value date of that day.
      try await capture.pay(Samples.payment("P1", 20_000, on: "2026-12-01"))
      #expect(try await states(capture) == ["kept 20000"])
    }
  }

  @Test("V36: a supervisor calls a promise off with a reason; its payments go to the next one; judged ones stay; others' are not found")
  func cancellation() async throws {
    try await withCapture { capture in
      _ = try await capture.post(Records.batch(promises: [Records.promise(1), Records.promise(2, due: "2026-12-04")]))
      try await capture.pay(Samples.payment("P1", 12_000, on: "2026-11-25"))
      #expect(try await states(capture) == ["active 12000", "active 0"])
      let path = "promises/\(Records.promiseID(1))/cancel"
      let body = "{\"reason\":\"The account was sold\"}"
      #expect(try await capture.send("POST", path, as: Capture.ana, body).status == 403)
      #expect(try await capture.send("POST", path, as: Capture.otherSupervisor, body).status == 404)
      #expect(try await capture.send("POST", path, as: Capture.supervisor, "{\"reason\":\" \"}").status == 422)
      for _ in 1...2 { #expect(try await capture.send("POST", path, as: Capture.supervisor, body).status == 200) }
      #expect(try await states(capture) == ["cancelled 12000", "active 12000"])
      try await capture.pay(Samples.payment("P2", 8_000, on: "2026-11-26"))
      let judged = "promises/\(Records.promiseID(2))"
      let refused = try await capture.send("POST", "\(judged)/cancel", as: Capture.supervisor, body)
      #expect(refused.status == 409)
      let promise: JSONValue = try await capture.get(judged, as: Capture.ana)
      #expect(promise["state"]?.string == "kept")
      #expect(try await capture.send("GET", judged, as: Capture.bruno).status == 404)
    }
  }

  @Test("C27: the calendar lists promises and the banks' next due dates of a range, to those in scope")
  func calendar() async throws {
    try await withCapture { capture in
      _ = try await capture.post(Records.batch(promises: [Records.promise(1, due: "2026-12-07")]))
      func items(_ range: String, as viewer: Viewer) async throws -> [String] {
        let page: JSONValue = try await capture.get("calendar?\(range)", as: viewer)
        return page["items"]?.array?.map { item in
          "\(item["due_on"]?.string ?? "") \(item["kind"]?.string ?? "") \(item["debtor_id"]?.string == Samples.rosa.description)"
        } ?? []
      }
      let december = "from=2026-12-01&to=2026-12-31"
      let own = ["2026-12-07 promise true", "2026-12-09 instalment true", "2026-12-09 instalment false"]
      #expect(try await items(december, as: Capture.ana) == own)
      #expect(try await items("from=2026-12-01&to=2026-12-08", as: Capture.ana) == ["2026-12-07 promise true"])
      #expect(try await items(december, as: Capture.bruno) == ["2026-12-09 instalment false"])
      #expect(try await items(december, as: Capture.supervisor).count == 4)
      #expect(try await items(december, as: Capture.otherSupervisor) == [])
      #expect(try await capture.send("GET", "calendar?from=2026-12-02&to=2026-12-01", as: Capture.ana).status == 422)
      #expect(try await capture.send("GET", "calendar?to=2026-12-01", as: Capture.ana).status == 422)
    }
  }
}
