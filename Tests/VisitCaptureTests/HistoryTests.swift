import Contracts
import Messaging
import ServiceKit
import TestSupport
import Testing
import VisitCapture

@Suite("The history of an account and the profile of its debtor")
struct HistoryTests {
  private static let timeline = "accounts/\(Samples.rosaAccount)/timeline"

  private func items(_ capture: Capture) async throws -> [JSONValue] {
    let page: JSONValue = try await capture.get(Self.timeline, as: Capture.ana)
    return page["items"]?.array ?? []
  }

  @Test("C21: the history has an entry for each event, in order; each state of a promise is one and none is overwritten")
  func complete() async throws {
    try await withCapture { capture in
      let early = Records.visit(2, at: "2026-11-20T15:00:00.000Z")
      _ = try await capture.post(Records.batch(visits: [Records.visit(1), early], promises: [Records.promise(1)]))
      try await capture.pay(Samples.payment("P1", 20_000, on: "2026-11-25"))
      try await capture.pay(Samples.payment("R1", 20_000, on: "2026-11-26", kind: .reversed, reversing: "P1"))
      let events =
        try await capture.service.published(VisitRecorded.self).count + capture.service.published(PromiseChanged.self).count + 2
      let history = try await items(capture)
      #expect(events == 7)
      #expect(history.count == events)
      let times = history.compactMap { $0["at"]?.string }
      #expect(times == times.sorted(by: >))
      let states = history.filter { $0["kind"]?.string == "promise" }.compactMap { $0["result"]?.string }
      #expect(states.sorted() == ["active", "active", "kept"])
      #expect(history.last?["id"]?.string == Records.visitID(2).description)
    }
  }

  @Test("C21: a correction is a new entry with its reason and leaves the visit as it was; sent again it is the same")
  func correction() async throws {
    try await withCapture { capture in
      _ = try await capture.post(Records.batch(visits: [Records.visit(1)]))
      let path = "visits/\(Records.visitID(1))/corrections"
      func body(_ outcome: String, why: String = "Wrong button") -> String {
        "{\"correction_id\":\"\(Samples.id(1, "00ee") as CorrectionID)\",\"outcome\":\"\(outcome)\",\"why\":\"\(why)\"}"
      }
      #expect(try await capture.send("POST", path, as: Capture.ana, body("message_left")).status == 201)
      #expect(try await capture.send("POST", path, as: Capture.ana, body("message_left")).status == 200)
      #expect(try await capture.send("POST", path, as: Capture.ana, body("unknown_here")).status == 409)
      let invalid = try await capture.send("POST", path, as: Capture.ana, body("no_such_outcome"))
      #expect(try capture.fault(invalid).errors?.map(\.field) == ["outcome"])
      let silent = try await capture.send("POST", path, as: Capture.ana, body("message_left", why: " "))
      #expect(try capture.fault(silent).errors?.map(\.field) == ["why"])
      #expect(try await capture.send("POST", path, as: Capture.bruno, body("message_left")).status == 404)
      let history = try await items(capture)
      #expect(history.map { $0["kind"]?.string } == ["correction", "visit"])
      #expect(history.map { $0["result"]?.string } == ["message_left", "nobody_home"])
      #expect(history.first?["corrects"]?.string == Records.visitID(1).description)
      let told = try await capture.service.published(VisitCorrected.self)
      #expect(told.map(\.visitID) == [Records.visitID(1)])
      #expect(told.map(\.outcome) == ["message_left"])
      #expect(told.map(\.debtorID) == [Samples.rosa])
    }
  }

  @Test("C20: every group of the profile is there; an agency sees neither the debtor's means nor the whole document")
  func profile() async throws {
    try await withCapture { capture in
      try await capture.service.database.work { work in
        var account = Samples.account(Samples.rosaAccount, of: Samples.rosa, version: 2)
        account.attributes = [
          "job_title": "Profesora", "employer": "Colegio Central", "vehicle_plate": "ABC-123", "income_monthly": "2500", "hobby": "ajedrez",
        ]
        account.riskScore = 640
        try await capture.consumers.accounts([account], work)
      }
      let path = "debtors/\(Samples.rosa)/profile"
      func groups(as viewer: Viewer) async throws -> [String: [JSONValue]] {
        let profile: JSONValue = try await capture.get(path, as: viewer)
        return profile["groups"]?.object?.compactMapValues(\.array) ?? [:]
      }
      func value(_ name: String, in entries: [JSONValue]?) -> String? { entries?.first { $0["name"]?.string == name }?["value"]?.string }

      let office = try await groups(as: Capture.supervisor)
      #expect(office.keys.sorted() == ["assets", "debt", "financial", "labour", "personal", "products"])
      #expect(office.values.allSatisfy { !$0.isEmpty })
      #expect(value("employer", in: office["labour"]) == "Colegio Central")
      #expect(value("id_number", in: office["personal"]) == "44556677")
      #expect(office.values.joined().allSatisfy { $0["masked"] == .bool(false) })

      let agency = try await groups(as: Capture.viewer(Samples.id(5), .agency, team: "lima"))
      #expect(agency.keys.sorted() == office.keys.sorted())
      #expect(value("employer", in: agency["labour"]) == "•••")
      #expect(value("vehicle_plate", in: agency["assets"]) == "•••")
      #expect(value("income_monthly", in: agency["financial"]) == "•••")
      #expect(value("id_number", in: agency["personal"]) == "•••677")
      #expect(value("full_name", in: agency["personal"]) == "Rosa Quispe")

      let collector = try await groups(as: Capture.ana)
      #expect(value("employer", in: collector["labour"]) == "Colegio Central")
      #expect(value("id_number", in: collector["personal"]) == "•••677")
      #expect(try await capture.send("GET", path, as: Capture.bruno).status == 404)
      #expect(try await capture.send("GET", path, as: Capture.viewer(Samples.id(5), .agency, team: "bogota")).status == 404)
    }
  }
}
