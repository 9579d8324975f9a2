import Contracts
import Messaging
import ServiceKit
import TestSupport
import Testing
import VisitCapture

@Suite("The day's package")
struct PackageTests {
  private func package(_ capture: Capture, as viewer: Viewer, _ query: String = "?date=2026-11-23") async throws -> JSONValue {
    try await capture.get("package\(query)", as: viewer)
  }

  @Test("V27: a collector gets the own stops and nobody else's; without a route the list is empty; by default it is today")
  func ownStops() async throws {
    try await withCapture { capture in
      let ana = try await package(capture, as: Capture.ana)
      #expect(ana["stops"]?.array?.map { $0["stop_id"]?.string } == [Samples.rosaStop.description])
      #expect(ana["route"]?["collector_id"]?.string == Samples.ana.description)
      let bruno = try await package(capture, as: Capture.bruno, "")
      #expect(bruno["business_date"]?.string == "2026-11-23")
      #expect(bruno["stops"]?.array?.map { $0["debtor_id"]?.string } == [Samples.pedro.description])
      let tomorrow = try await package(capture, as: Capture.ana, "?date=2026-11-24")
      #expect(tomorrow["route"] == .null)
      #expect(tomorrow["stops"] == .array([]))
      #expect(try await capture.send("GET", "package?collector_id=\(Samples.bruno)", as: Capture.ana).status == 403)
      let gateway = try await package(capture, as: Capture.gateway, "?collector_id=\(Samples.bruno)&date=2026-11-23")
      #expect(gateway["stops"]?.array?.count == 1)
    }
  }

  @Test("V28: a bad telephone and one that the debtor refused are not in the package; of a debtor not to be contacted there is none")
  func contacts() async throws {
    try await withCapture { capture in
      let before = try await package(capture, as: Capture.ana)
      let debtor = before["stops"]?.array?.first?["debtor"]
      #expect(debtor?["name"]?.string == "Rosa Quispe")
      #expect(debtor?["contacts"]?.array?.map { $0["value"]?.string } == ["+51911111111"])
      #expect(debtor?["addresses"]?.array?.count == 1)
      #expect(debtor?["do_not_contact"] == .bool(false))
      var flags = AccountFlags()
      flags.doNotContact = true
      try await capture.service.database.work { work in
        try await capture.consumers.accounts([Samples.account(Samples.rosaAccount, of: Samples.rosa, flags: flags, version: 2)], work)
      }
      let after = try await package(capture, as: Capture.ana)
      #expect(after["stops"]?.array?.first?["debtor"]?["contacts"] == .array([]))
      #expect(after["stops"]?.array?.first?["debtor"]?["do_not_contact"] == .bool(true))
    }
  }

  @Test("X10: what people set on a debtor takes the contacts out of the package too")
  func restrictedContacts() async throws {
    try await withCapture { capture in
      let restriction = Restriction(kind: .doNotContact, accountID: nil, listID: nil, since: capture.service.clock.now)
      let set = RestrictionsChanged(debtorID: Samples.rosa, restrictions: [restriction], version: 1, changedAt: capture.service.clock.now)
      try await capture.service.database.work { try await capture.consumers.restrictions([set], $0) }
      let debtor = try await package(capture, as: Capture.ana)["stops"]?.array?.first?["debtor"]
      #expect(debtor?["contacts"] == .array([]))
      #expect(debtor?["do_not_contact"] == .bool(true))
    }
  }

  @Test("V30: balances by component, days past due, bucket and next due are those of the last upstream event; old ones are marked")
  func balances() async throws {
    try await withCapture { capture in
      let account = try await package(capture, as: Capture.ana)["stops"]?.array?.first?["accounts"]?.array?.first
      #expect(account?["account_id"]?.string == Samples.rosaAccount.description)
      #expect(account?["total_due_minor"] == .integer(100_000))
      #expect(account?["overdue_minor"] == .integer(40_000))
      #expect(account?["overdue_principal_minor"] == .integer(34_000))
      #expect(account?["overdue_interest_minor"] == .integer(3_000))
      #expect(account?["overdue_late_interest_minor"] == .integer(2_000))
      #expect(account?["overdue_fees_minor"] == .integer(1_000))
      #expect(account?["days_past_due"] == .integer(45))
      #expect(account?["bucket"]?.string == "31-60")
      #expect(account?["next_due_date"]?.string == "2026-12-09")
      #expect(account?["next_due_minor"] == .integer(12_000))
      #expect(account?["stale"] == .bool(false))
      try await capture.service.database.work { work in
        let update = Samples.account(Samples.rosaAccount, of: Samples.rosa, overdue: 25_000, version: 3)
        try await capture.consumers.accounts([update], work)
        // Older than what is known: without effect.
        try await capture.consumers.accounts([Samples.account(Samples.rosaAccount, of: Samples.rosa, overdue: 1, version: 2)], work)
      }
      capture.service.clock.advance(by: 2 * 86_400)
      let later = try await package(capture, as: Capture.ana)["stops"]?.array?.first?["accounts"]?.array?.first
      #expect(later?["overdue_minor"] == .integer(25_000))
      #expect(later?["stale"] == .bool(true))
    }
  }

  @Test(
    "V25: of an account that is not past due no late fee and no late interest is shown, whatever the bank reports; with the first day past due they are"
  )
  func preventive() async throws {
    try await withCapture { capture in
      func shown(daysPastDue: Int, version: Int64) async throws -> JSONValue? {
        var event = Samples.account(Samples.rosaAccount, of: Samples.rosa, version: version)
        event.daysPastDue = daysPastDue
        try await capture.service.database.work { [event] work in try await capture.consumers.accounts([event], work) }
        return try await package(capture, as: Capture.ana)["stops"]?.array?.first?["accounts"]?.array?.first
      }
      let names = ["late_interest", "fees", "principal", "interest"].map { "overdue_\($0)_minor" } + ["overdue_minor", "total_due_minor"]
      for (version, daysPastDue) in [(Int64(2), -3), (3, 0)] {
        let account = try await shown(daysPastDue: daysPastDue, version: version)
        #expect(account?["days_past_due"] == .integer(Int64(daysPastDue)))
        #expect(account?["bucket"]?.string == "current")
        #expect(names.map { account?[$0] } == [0, 0, 34_000, 3_000, 37_000, 97_000].map { .integer($0) })
        #expect(account?["next_due_minor"] == .integer(12_000))
      }
      let overdue = try await shown(daysPastDue: 1, version: 4)
      #expect(names.map { overdue?[$0] } == [2_000, 1_000, 34_000, 3_000, 40_000, 100_000].map { .integer($0) })
    }
  }

  @Test("V31: the package says the least that may be promised and by when")
  func terms() async throws {
    try await withCapture { capture in
      let account = try await package(capture, as: Capture.ana)["stops"]?.array?.first?["accounts"]?.array?.first
      #expect(account?["promise"]?["minimum_minor"] == .integer(4_000))
      #expect(account?["promise"]?["maximum_minor"] == .integer(100_000))
      #expect(account?["promise"]?["earliest_due_on"]?.string == "2026-11-23")
      #expect(account?["promise"]?["latest_due_on"]?.string == "2026-12-23")
    }
  }

  @Test("V34: with the cursor of what the device has, only what changed since is sent, and 304 when nothing did")
  func cursor() async throws {
    try await withCapture { capture in
      try await capture.service.database.work { work in
        try await capture.consumers.routes([Self.route([Self.rosa, Self.pedro], version: 2)], work)
        try await capture.consumers.assignments([Self.movedPedro], work)
      }
      let whole = try await package(capture, as: Capture.ana)
      #expect(whole["complete"] == .bool(true))
      #expect(whole["stops"]?.array?.count == 2)
      let first = try #require(whole["cursor"]?.string)
      capture.service.clock.advance(by: 60)
      #expect(try await capture.send("GET", "package?date=2026-11-23&cursor=\(first)", as: Capture.ana).status == 304)

      try await capture.service.database.work { work in
        let update = Samples.account(Samples.pedroAccount, of: Samples.pedro, overdue: 9_000, version: 2)
        try await capture.consumers.accounts([update], work)
      }
      let second = try await package(capture, as: Capture.ana, "?date=2026-11-23&cursor=\(first)")
      #expect(second["complete"] == .bool(false))
      #expect(second["stops"]?.array?.map { $0["stop_id"]?.string } == [Samples.pedroStop.description])
      #expect(second["removed_stop_ids"] == .array([]))
      #expect(second["route"] == nil && second["outcomes"] == nil)

      try await capture.service.database.work { work in
        try await capture.consumers.routes([Self.route([Self.pedro], version: 3)], work)
      }
      let third = try await package(capture, as: Capture.ana, "?date=2026-11-23&cursor=\(try #require(second["cursor"]?.string))")
      #expect(third["stops"] == .array([]))
      #expect(third["removed_stop_ids"] == .array([.string(Samples.rosaStop.description)]))
      #expect(third["route"]?["version"] == .integer(3))
      // A cursor of another day, or none at all, gets everything.
      let cursor = try #require(third["cursor"]?.string)
      #expect(try await package(capture, as: Capture.ana, "?date=2026-11-24&cursor=\(cursor)")["complete"] == .bool(true))
      #expect(try await package(capture, as: Capture.ana, "?date=2026-11-23&cursor=AAAA")["complete"] == .bool(true))
    }
  }

  @Test("V41: a stop that is moved leaves A's package with the next delta and enters B's, with what is needed to make the visit")
  func movedStop() async throws {
    try await withCapture { capture in
      let ana = try #require(try await package(capture, as: Capture.ana)["cursor"]?.string)
      let bruno = try #require(try await package(capture, as: Capture.bruno)["cursor"]?.string)
      try await capture.service.database.work { work in
        var route = Samples.route(Samples.bruno, [Self.pedro, Self.rosa], team: "lima", version: 2)
        route.cause = .reassigned
        var assignment = Samples.assignment(Samples.rosa, to: Samples.bruno, team: "lima")
        assignment.version = 2
        try await capture.consumers.assignments([assignment], work)
        try await capture.consumers.routes([Self.route([], version: 2), route], work)
      }
      let left = try await package(capture, as: Capture.ana, "?date=2026-11-23&cursor=\(ana)")
      #expect(left["removed_stop_ids"] == .array([.string(Samples.rosaStop.description)]))
      #expect(left["stops"] == .array([]))
      let entered = try await package(capture, as: Capture.bruno, "?date=2026-11-23&cursor=\(bruno)")
      let stop = entered["stops"]?.array?.first { $0["stop_id"]?.string == Samples.rosaStop.description }
      #expect(stop?["debtor"]?["name"]?.string == "Rosa Quispe")
      #expect(stop?["accounts"]?.array?.count == 1)
      #expect(entered["removed_stop_ids"] == .array([]))
    }
  }

  private static let rosa = Samples.stop(Samples.rosaStop, Samples.rosa, Samples.rosaAccount)
  private static let pedro = Samples.stop(Samples.pedroStop, Samples.pedro, Samples.pedroAccount)
  private static let movedPedro = {
    var assignment = Samples.assignment(Samples.pedro, to: Samples.ana, team: "lima")
    assignment.version = 2
    return assignment
  }()

  private static func route(_ stops: [RouteStop], version: Int64) -> RoutePlanned {
    Samples.route(Samples.ana, stops, team: "lima", version: version)
  }

  @Test("X21: a telephone that turns out to be bad leaves the package with the next delta")
  func badTelephone() async throws {
    try await withCapture { capture in
      let cursor = try #require(try await package(capture, as: Capture.ana)["cursor"]?.string)
      try await capture.service.database.work { work in
        let contact = Samples.contact(81, "+51911111111", quality: "bad")
        try await capture.consumers.debtors([Samples.debtor(Samples.rosa, contacts: [contact], version: 2)], work)
      }
      let delta = try await package(capture, as: Capture.ana, "?date=2026-11-23&cursor=\(cursor)")
      #expect(delta["stops"]?.array?.first?["debtor"]?["contacts"] == .array([]))
    }
  }

  @Test("X03: the outcome tree offers no reason of default in Colombia, and a visit with one is refused there")
  func outcomes() async throws {
    try await withCapture { capture in
      let peru: JSONValue = try await capture.get("outcomes?country=PE", as: Capture.ana)
      let colombia: JSONValue = try await capture.get("outcomes?country=CO", as: Capture.ana)
      #expect(peru["items"]?.array?.first?["reasons"]?.array?.isEmpty == false)
      #expect(colombia["items"]?.array?.first?["country"]?.string == "CO")
      #expect(colombia["items"]?.array?.first?["reasons"] == nil)
      let all: JSONValue = try await capture.get("outcomes", as: Capture.ana)
      #expect(all["items"]?.array?.map { $0["country"]?.string } == ["*", "CO", "PE"])
      let reason = ",\"reason\":\"unemployment\""
      let body = Records.batch(visits: [
        Records.visit(1, outcome: "unable_to_pay", extra: reason),
        Records.visit(2, debtor: Samples.luz, stop: nil, outcome: "unable_to_pay", at: "2026-11-23T12:35:00Z", extra: reason),
        Records.visit(3, outcome: "nobody_home", at: "2026-11-23T12:40:00Z", extra: reason),
      ])
      let results = try await capture.post(body).results
      #expect(results.map(\.status) == [.accepted, .rejected, .rejected])
      #expect(results.map(\.code) == [nil, "reason_not_offered", "reason_not_offered"])
    }
  }

  @Test("V29: the timeline shows visits, messages of other channels, promises and payments, newest first, to those in scope only")
  func timeline() async throws {
    try await withCapture { capture in
      _ = try await capture.post(Records.batch(visits: [Records.visit(1)], promises: [Records.promise(1)]))
      try await capture.service.database.work { work in
        let message = NotificationChanged(
          messageID: Samples.id(91), debtorID: Samples.rosa, accountID: Samples.rosaAccount, taskID: nil, channel: .email,
          template: "reminder", templateVersion: 1, state: .sent, reason: nil, ruleIDs: [], notBefore: nil,
          sentAt: Samples.instant("2026-11-23T12:45:00Z"), version: 1, changedAt: Samples.instant("2026-11-23T12:45:00Z"))
        try await capture.consumers.messages([message], work)
      }
      try await capture.pay(Samples.payment("P1", 5_000, on: "2026-11-23"))
      let path = "accounts/\(Samples.rosaAccount)/timeline"
      let timeline: JSONValue = try await capture.get(path, as: Capture.ana)
      #expect(timeline["items"]?.array?.map { $0["kind"]?.string } == ["payment", "promise", "message", "promise", "visit"])
      #expect(try await capture.send("GET", path, as: Capture.bruno).status == 404)
      #expect(try await capture.send("GET", path, as: Capture.supervisor).status == 200)
    }
  }
}
