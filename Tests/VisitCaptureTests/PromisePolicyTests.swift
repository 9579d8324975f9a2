import Contracts
import Messaging
import Postgres
import ServiceKit
import TestSupport
import Testing
import VisitCapture

@Suite("What promises must be like")
struct PromisePolicyTests {
  private static let recorder = Recorder(collectorID: Samples.ana, teamID: TeamID("lima"), coversTeam: false, creditorIDs: [])

  /// What another instance of the service answers, which has the rules that it looked up before in memory.
  private func elsewhere(_ capture: Capture, _ promise: String) async throws -> String? {
    let report = try EventCoding.decode(PromiseReport.self, from: Array(promise.utf8))
    return try await capture.service.database.work { work in
      try await capture.recorder.record(Batch(promises: [Submitted(report)]), by: Self.recorder, in: work).first?.code
    }
  }

  @Test(
    "V31: an administrator publishes the next version of a policy, once; everybody reads the newest of each country, or the general one")
  func publication() async throws {
    try await withCapture { capture in
      func versions(_ query: String = "") async throws -> [[JSONValue?]] {
        let page: JSONValue = try await capture.get("promise-policies\(query)", as: Capture.ana)
        return page["items"]?.array?.map { [$0["country"], $0["version"], $0["minimum_share_permille"]] } ?? []
      }
      func publish(_ changes: [String: JSONValue]) async throws -> [JSONValue?] {
        let answer = try await capture.postPolicy(changes)
        return [.integer(Int64(answer.status)), try EventCoding.decode(JSONValue.self, from: answer.body)["version"]]
      }
      #expect(try await versions() == [["*", 1, 100]])
      #expect(try await versions("?country=PE") == [["*", 1, 100]])
      #expect(try await publish(["minimum_share_permille": 200, "version": 7]) == [201, 1])
      #expect(try await publish(["minimum_share_permille": 200]) == [200, 1])
      #expect(try await publish(["minimum_share_permille": 300]) == [201, 2])
      // Back to what it was is a version too.
      #expect(try await publish(["minimum_share_permille": 200]) == [201, 3])
      #expect(try await versions() == [["*", 1, 100], ["PE", 3, 200]])
      #expect(try await versions("?country=PE") == [["PE", 3, 200]])
      #expect(try await capture.count("promise_policies") == 4)
      let page: JSONValue = try await capture.get("promise-policies?country=PE", as: Capture.gateway)
      let read = try #require(page["items"]?.array?.first)
      // What was read can be published as it is.
      let body = String(decoding: try EventCoding.encode(read), as: UTF8.self)
      #expect(try await capture.send("POST", "promise-policies", as: Capture.administrator, body).status == 200)
      await #expect(throws: PostgresError.self) {
        try await capture.service.database.work { try await $0.transaction.execute("update promise_policies set grace_days = 9") }
      }
    }
  }

  @Test("V31: a new version holds for what is promised from then on, on every instance; promises that were taken keep their terms")
  func effect() async throws {
    try await withCapture { capture in
      #expect(try await elsewhere(capture, Records.promise(1)) == nil)
      #expect(try await capture.post(Records.batch(promises: [Records.promise(2)])).results.map(\.code) == [nil])
      try await capture.publishPolicy([
        "minimum_minor": .object(["PEN": 25_000]), "maximum_days": 5, "grace_days": 0, "maximum_active": 9, "tolerance_permille": 500,
      ])
      #expect(try await elsewhere(capture, Records.promise(3)) == "below_minimum")
      let results = try await capture.post(
        Records.batch(promises: [
          Records.promise(4), Records.promise(5, amount: 25_000, due: "2026-11-29"), Records.promise(6, amount: 25_000),
        ])
      ).results
      #expect(results.map(\.code) == ["below_minimum", "due_too_late", nil])
      let package: JSONValue = try await capture.get("package?date=2026-11-23", as: Capture.ana)
      let terms = package["stops"]?.array?.first?["accounts"]?.array?.first?["promise"]
      #expect(terms?["minimum_minor"] == 25_000 && terms?["latest_due_on"] == "2026-11-28" && terms?["grace_days"] == 0)
      // Two business days of grace and one per cent of tolerance for those that were made before, none and half for the new one.
      capture.service.clock.set(Samples.instant("2026-11-28T17:00:00Z"))
      try await capture.service.database.work { _ = try await capture.keeper.judgeDue(limit: 100, in: $0) }
      func state(_ promise: Int) async throws -> JSONValue? {
        try await capture.get("promises/\(Records.promiseID(promise))", as: Capture.ana, JSONValue.self)["state"]
      }
      #expect(try await [state(1), state(2), state(6)] == ["active", "active", "broken"])
    }
  }

  @Test("V31: a late promise is judged by the version on the phone if it held when it was made, else by the present one, and says by which")
  func versions() async throws {
    try await withCapture { capture in
      func terms() async throws -> JSONValue? {
        let package: JSONValue = try await capture.get("package?date=2026-11-23", as: Capture.ana)
        return package["stops"]?.array?.first?["accounts"]?.array?.first?["promise"]
      }
      func promise(_ number: Int, _ amount: Int64, by version: Int?, made: String) -> String {
        Records.promise(
          number, amount: amount, made: "2026-11-23T\(made):00.000Z", extra: version.map { ",\"policy_version\":\($0)" } ?? "")
      }
      func policy(_ number: Int) async throws -> [JSONValue?] {
        let view: JSONValue = try await capture.get("promises/\(Records.promiseID(number))", as: Capture.ana)
        return [view["policy_country"], view["policy_version"]]
      }
      #expect(try await terms()?["policy_version"] == 1)
      capture.service.clock.set(Samples.instant("2026-11-23T14:00:00Z"))
      try await capture.publishPolicy(["minimum_minor": .object(["PEN": 25_000]), "maximum_active": 9])
      capture.service.clock.set(Samples.instant("2026-11-23T15:00:00Z"))
      try await capture.publishPolicy(["minimum_minor": .object(["PEN": 30_000]), "maximum_active": 9])
      #expect(try await terms()?["policy_version"] == 2)
      capture.service.clock.set(Samples.instant("2026-11-23T16:00:00Z"))
      // The general policy held until two o'clock, then the country's first version, from three o'clock on its second.
      let results = try await capture.post(
        Records.batch(promises: [
          promise(1, 20_000, by: 1, made: "13:30"), promise(2, 20_000, by: nil, made: "13:30"), promise(3, 25_000, by: 1, made: "14:30"),
          promise(4, 25_000, by: 1, made: "15:30"), promise(5, 30_000, by: 2, made: "15:30"), promise(6, 30_000, by: 1, made: "15:30"),
          promise(7, 30_000, by: 3, made: "15:30"),
        ])
      ).results
      #expect(results.map(\.code) == [nil, "below_minimum", nil, "below_minimum", nil, nil, "unknown_policy_version"])
      #expect(results.last?.field == "policy_version")
      #expect(try await [policy(1), policy(3), policy(5), policy(6)] == [["*", 1], ["PE", 1], ["PE", 2], ["PE", 2]])
      // At the door as well.
      let door = """
        ,"promise":{"promise_id":"\(Records.promiseID(8))","account_id":"\(Samples.rosaAccount)","amount_minor":30000,"currency":"PEN",
         "due_on":"2026-11-27","policy_version":9}
        """
      let visit = Records.visit(1, outcome: "promise_to_pay", at: "2026-11-23T14:30:00.000Z", extra: door)
      let refused = try #require(try await capture.post(Records.batch(visits: [visit])).results.first)
      #expect(refused.code == "unknown_policy_version" && refused.field == "promise.policy_version")
      let kept = visit.replacing("\"policy_version\":9", with: "\"policy_version\":1").replacing("30000", with: "25000")
      #expect(try await capture.post(Records.batch(visits: [kept])).results.map(\.code) == [nil])
      #expect(try await policy(8) == ["PE", 1])
    }
  }

  @Test("V31: administrators and auditors read every version of a policy with who published it and when, the newest first; others do not")
  func history() async throws {
    try await withCapture { capture in
      let path = "promise-policies/PE/versions"
      #expect(try await capture.send("GET", path, as: Capture.administrator).status == 404)
      try await capture.publishPolicy(["minimum_share_permille": 200])
      capture.service.clock.set(Samples.instant("2026-11-23T15:00:00Z"))
      try await capture.publishPolicy(["minimum_share_permille": 300])
      for viewer in [Capture.administrator, Capture.viewer(Samples.id(6), .auditor, team: nil)] {
        let page: JSONValue = try await capture.get(path, as: viewer)
        let items = page["items"]?.array ?? []
        #expect(items.map { $0["version"] } == [2, 1])
        #expect(items.map { $0["minimum_share_permille"] } == [300, 200])
        #expect(items.first?["published_at"] == "2026-11-23T15:00:00.000Z")
        #expect(items.map { $0["published_by"]?.string } == Array(repeating: Capture.administrator.staffID.description, count: 2))
      }
      // What came with the service nobody published.
      let general: JSONValue = try await capture.get("promise-policies/*/versions", as: Capture.administrator)
      #expect(general["items"]?.array?.map { $0["published_by"] } == [.null])
      #expect(try await capture.send("GET", path, as: Capture.supervisor).status == 403)
    }
  }

  @Test("V31: a policy that no promise could be held against is refused with the field; nobody else publishes")
  func refusals() async throws {
    try await withCapture { capture in
      let wrong: [(changes: [String: JSONValue], field: String, code: String)] = [
        (["country": "Peru"], "country", "invalid"), (["country": .null], "country", "required"),
        (["minimum_share_permille": 1_001], "minimum_share_permille", "out_of_range"),
        (["minimum_minor": .object(["XXX": 1])], "minimum_minor", "unknown_currency"),
        (["minimum_minor": .object(["PEN": -1])], "minimum_minor", "out_of_range"), (["maximum_days": 367], "maximum_days", "out_of_range"),
        (["grace_days": 61], "grace_days", "out_of_range"), (["cut_off_minute": 0], "cut_off_minute", "out_of_range"),
        (["cut_off_minute": 1_441], "cut_off_minute", "out_of_range"), (["tolerance_permille": -1], "tolerance_permille", "out_of_range"),
        (["partial_permille": 0], "partial_permille", "out_of_range"), (["maximum_active": 0], "maximum_active", "out_of_range"),
        (["maximum_dates": 0], "maximum_dates", "out_of_range"), (["maximum_repeats": 0], "maximum_repeats", "out_of_range"),
        (["repeat_days": 3_651], "repeat_days", "out_of_range"),
      ]
      for (changes, field, code) in wrong {
        let answer = try await capture.postPolicy(changes)
        let fault = try capture.fault(answer).errors?.first
        #expect(answer.status == 422 && fault?.field == field && fault?.code == code, "\(changes)")
      }
      for viewer in [Capture.ana, Capture.supervisor, Capture.gateway] {
        #expect(try await capture.postPolicy([:], as: viewer).status == 403)
      }
      #expect(try await capture.count("promise_policies") == 1)
    }
  }
}

extension Capture {
  /// Publishes a policy for Peru that is the general one but for the changes.
  func publishPolicy(_ changes: [String: JSONValue]) async throws { #expect(try await postPolicy(changes).status == 201) }

  func postPolicy(_ changes: [String: JSONValue], as viewer: Viewer = Capture.administrator) async throws -> OutboundResponse {
    let usual: [String: JSONValue] = [
      "country": "PE", "minimum_share_permille": 100, "minimum_minor": .object(["PEN": 1_000]), "maximum_days": 30, "grace_days": 2,
      "cut_off_minute": 1_440, "tolerance_permille": 10, "partial_permille": 500, "maximum_active": 2, "maximum_dates": 6,
      "maximum_repeats": 3, "repeat_days": 90,
    ]
    let body = try EventCoding.encode(JSONValue.object(usual.merging(changes) { $1 }))
    return try await send("POST", "promise-policies", as: viewer, String(decoding: body, as: UTF8.self))
  }
}
