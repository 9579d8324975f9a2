import Contracts
import Messaging
import ServiceKit
import TestSupport
import Testing
import VisitCapture

@Suite("Batches of people who have left")
struct QuarantineTests {
  private static let batch = Records.batch(visits: [Records.visit(1)], positions: [Records.position(1)], promises: [Records.promise(1)])

  private func dismissAna(_ capture: Capture) async throws {
    try await capture.service.database.work { work in
      var ana = Samples.member(Samples.ana, .collector, team: "lima", active: false)
      ana.version = 2
      try await capture.consumers.staff([ana], work)
    }
  }

  private func heldID(_ capture: Capture) async throws -> String? {
    let page: JSONValue = try await capture.get("quarantine?state=held", as: Capture.supervisor)
    #expect((page["items"]?.array?.count ?? 0) <= 1)
    return page["items"]?.array?.first?["batch_id"]?.string
  }

  @Test("V33: the late batch of a revoked collector is kept aside once, counts for nothing, and counts when a supervisor releases it")
  func released() async throws {
    try await withCapture { capture in
      try await dismissAna(capture)
      for _ in 1...2 {
        let answer = try await capture.post(Self.batch)
        #expect(answer.status == 202)
        #expect(answer.results.map(\.status) == [.quarantined, .quarantined, .quarantined])
      }
      let named = Self.batch.replacing("{\"visits\"", with: "{\"collector_id\":\"\(Samples.ana)\",\"visits\"")
      #expect(try await capture.send("POST", "batches", as: Capture.bruno, named).status == 403)
      #expect(try await capture.count("visits") == 0)
      #expect(try await capture.service.published(VisitRecorded.self).isEmpty)
      let held = try #require(try await heldID(capture))
      let path = "quarantine/\(held)/decision"
      #expect(try await capture.send("POST", path, as: Capture.otherSupervisor, "{\"release\":true}").status == 404)
      #expect(try await capture.send("POST", path, as: Capture.ana, "{\"release\":true}").status == 403)
      let response = try await capture.send("POST", path, as: Capture.supervisor, "{\"release\":true,\"reason\":\"Checked\"}")
      #expect(response.status == 200)
      let answers = try EventCoding.decode(Capture.Answers.self, from: response.body).results
      #expect(answers.map(\.status) == [.accepted, .accepted, .accepted])
      #expect(try await capture.service.published(VisitRecorded.self).map(\.collectorID) == [Samples.ana])
      #expect(try await capture.send("POST", path, as: Capture.supervisor, "{\"release\":false}").status == 409)
      #expect(try await heldID(capture) == nil)
    }
  }

  @Test("V33: a discarded batch stays out; a revoked collector gets no package and records no visit; a gateway's batch for them waits too")
  func discarded() async throws {
    try await withCapture { capture in
      try await dismissAna(capture)
      #expect(try await capture.send("GET", "package", as: Capture.ana).status == 403)
      #expect(try await capture.send("POST", "visits", as: Capture.ana, Records.visit(1)).status == 403)
      let named = Self.batch.replacing("{\"visits\"", with: "{\"collector_id\":\"\(Samples.ana)\",\"visits\"")
      #expect(try await capture.post(named, as: Capture.gateway).status == 202)
      let held = try #require(try await heldID(capture))
      #expect(try await capture.send("POST", "quarantine/\(held)/decision", as: Capture.supervisor, "{\"release\":false}").status == 200)
      #expect(try await capture.count("visits") == 0)
      #expect(try await capture.count("promises") == 0)
    }
  }
}
