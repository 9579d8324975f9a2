import ContactLog
import ContactRules
import Contracts
import Foundation
import HTTPTypes
import Hummingbird
import Messaging
import NIOCore
import Notifications
import Postgres
import ServiceKit
import TestSupport
import Testing

/// What other services do counts, and what is decided can be shown.
@Suite struct ContactHistoryTests {
  private func visit(at text: String, stop: StopID? = nil) throws -> VisitRecorded {
    VisitRecorded(
      visitID: try id("visit", 1), debtorID: try id("debtor", 1), accountIDs: [try id("account", 1)], taskIDs: [], routeID: nil,
      stopID: stop,
      collectorID: try id("staff", 1), teamID: nil, zoneID: nil, businessDate: date("2026-11-23"), outcome: "nobody_home",
      contactType: .noContact, note: nil, location: nil, accuracyMetres: nil, distanceMetres: nil, geoVerdict: .unknown,
      contactAllowed: true, contactRuleIDs: [], late: false, promiseID: nil, arrivedAt: nil, capturedAt: instant(text),
      receivedAt: instant(text))
  }

  private func colombian(_ bench: Bench) async throws {
    try await bench.debtors(try debtor(country: "CO", zone: "America/Bogota"))
    try await bench.accounts(try account(currency: .cop))
    try await bench.tasks(try task(expires: "2026-12-10"))
  }

  private func decisions(_ bench: Bench) async throws -> [(outcome: String, allowed: Bool, rules: [String])] {
    try await bench.database.read { transaction in
      try await transaction.query("select outcome, allowed, rule_ids from contact_decisions order by decided_at, decision_id").map {
        (try $0.decode("outcome"), try $0.decode("allowed"), try $0.decode("rule_ids"))
      }
    }
  }

  @Test("X01: after a visit of the week a Colombian debtor gets no message until the next week; each decision is kept")
  func visited() async throws {
    try await withBench { bench in
      try await colombian(bench)
      try await bench.database.work { try await bench.consumers.visits([try visit(at: "2026-11-23T13:00:00Z")], $0) }
      let transport = ScriptedTransport()
      let dispatcher = try bench.dispatcher(transport)
      try await dispatcher.runOnce()
      let deferred = try #require(try await bench.notifications().first)
      #expect(deferred.ruleIDs == ["CO-04", "CO-05"])
      // The week ends on Sunday, which is closed.
      #expect(deferred.notBefore == instant("2026-11-30T12:00:00Z"))
      bench.clock.set(instant("2026-11-30T12:00:00Z"))
      try await dispatcher.runOnce()
      #expect(transport.mails.count == 1)
      let kept = try await decisions(bench)
      #expect(kept.map(\.outcome) == ["deferred", "sent"] && kept.map(\.allowed) == [false, true])
      #expect(kept.map(\.rules) == [["CO-04", "CO-05"], ["CO-01"]])
    }
  }

  @Test("X01: a visit that is planned for the week counts until it is taken off its route; so does the one that took place")
  func planned() async throws {
    try await withBench { bench in
      try await colombian(bench)
      let transport = ScriptedTransport()
      let dispatcher = try bench.dispatcher(transport)
      try await bench.database.work {
        try await bench.consumers.routes([try route(visiting: ["2026-11-24T15:00:00Z"], on: "2026-11-24", version: 1)], $0)
      }
      try await dispatcher.runOnce()
      #expect(try await bench.notifications().first?.ruleIDs == ["CO-05"])
      try await bench.database.work { work in
        try await bench.consumers.routes([try route(visiting: [], on: "2026-11-24", version: 2)], work)
        let rows = try await work.transaction.query("select 1 from contact_history")
        #expect(rows.isEmpty)
        // What took place stands in the place of its plan, however often it is told.
        try await bench.consumers.routes([try route(visiting: ["2026-11-24T15:00:00Z"], on: "2026-11-24", version: 3)], work)
        for _ in 0..<2 { try await bench.consumers.visits([try visit(at: "2026-11-24T15:10:00Z", stop: try id("stop", 1))], work) }
        #expect(try await work.transaction.query("select 1 from contact_history").count == 1)
      }
    }
  }

  @Test("X01: what is too old to matter is not kept")
  func capped() async throws {
    try await withBench { bench in
      try await bench.database.work { work in
        try await bench.consumers.visits([try visit(at: "2026-09-01T15:00:00Z")], work)
        #expect(try await work.transaction.query("select 1 from contact_history").isEmpty)
      }
    }
  }

  @Test("X01: a regulator's auditor reads the decisions over HTTP, each viewer within the own creditors, with inputs and version")
  func http() async throws {
    try await withBench { bench in
      try await colombian(bench)
      try await bench.dispatcher(ScriptedTransport()).runOnce()
      try await bench.service.application().serving { client in
        func get(_ query: String, _ role: StaffRole, creditors: [CreditorID] = []) async throws -> TestResponse {
          let viewer = Viewer(staffID: try id("staff", 1), fullName: "Eva", roles: [role], creditorIDs: creditors)
          return try await client.execute(
            uri: "/api/notifications/v1/contact-decisions" + query, method: .get,
            headers: [.authorization: try await bench.service.tokens.authorization(viewer)])
        }
        let found = String(buffer: try await get("?allowed=true&rule=CO-01&debtor_id=\(try id("debtor", 1) as DebtorID)", .auditor).body)
        #expect(
          found.contains("\"law_version\"") && found.contains("\"time_zone\":\"America/Bogota\"") && found.contains("\"outcome\":\"sent\""))
        #expect(!found.contains("Núñez") && !found.contains("ana@"))
        #expect(String(buffer: try await get("?allowed=false", .auditor).body).contains("\"items\":[]"))
        #expect(String(buffer: try await get("", .supervisor, creditors: [CreditorID("andes")]).body).contains("\"CO-01\""))
        #expect(String(buffer: try await get("", .supervisor, creditors: [CreditorID("crediya")]).body).contains("\"items\":[]"))
        #expect(try await get("?allowed=perhaps", .auditor).status == .unprocessableContent)
        #expect(try await get("?from=yesterday", .auditor).status == .unprocessableContent)
        #expect(try await get("", .collector).status == .forbidden)
      }
    }
  }

  @Test("X01: a decision that was kept never changes")
  func immutable() async throws {
    try await withBench { bench in
      try await colombian(bench)
      try await bench.dispatcher(ScriptedTransport()).runOnce()
      await #expect(throws: PostgresError.self) {
        try await bench.database.work { _ = try await $0.transaction.execute("update contact_decisions set allowed = false") }
      }
    }
  }

  @Test("V08: a missing calendar of this year or the next is named, and settings of the law that cannot be read stop the start")
  func settings() throws {
    let rules = try LawSettings.rules(.variables([:]))
    #expect(CalendarWatch.missing(rules, at: instant("2026-11-22T12:00:00Z")).isEmpty)
    let missing = CalendarWatch.missing(rules, at: instant("2028-01-01T12:00:00Z"))
    #expect(missing.map(\.country) == ["AR"] && missing.map(\.year) == [2029])
    for (name, value) in [
      ("COUNTING", "sometimes"), ("WEEK", "lunar"), ("WINDOWS", "MX-01"), ("WINDOWS", "CO-04=MON-FRI"), ("WINDOWS", "MX-01=FRI-MON"),
      ("HOLIDAYS", "/nowhere/holidays.csv"),
    ] {
      let refused = #expect(throws: ConfigurationError.self) { try LawSettings.rules(.variables(["RONDA_LAW_\(name)": value])) }
      #expect(refused?.key == "law.\(name.lowercased())", "\(name)=\(value)")
    }
    let list = FileManager.default.temporaryDirectory.appending(path: "holidays-\(UUID()).csv")
    try Data("country,rule\nPERU,12-25\nPE,2026-13-01\n".utf8).write(to: list)
    defer { unlink(list.path) }
    let flawed = #expect(throws: ConfigurationError.self) { try LawSettings.rules(.variables(["RONDA_LAW_HOLIDAYS": list.path])) }
    #expect(flawed?.description.contains("line 2") == true && flawed?.description.contains("line 3") == true)
    let changed = try LawSettings.rules(.variables(["RONDA_LAW_WEEK": "rolling", "RONDA_LAW_WINDOWS": "MX-01=MON-SUN+HOL"]))
    #expect(changed.reading.week == .rolling && changed.version != rules.version)
  }
}
