import ContactLog
import ContactRules
import Contracts
import HTTPTypes
import Hummingbird
import Messaging
import Postgres
import ServiceKit
import TestSupport
import Testing
import VisitCapture

@Suite("Records that arrive at the same time")
struct ReceptionTests {
  private struct Sent: Sendable {
    let viewer: Viewer
    let path: String
    let body: String
  }

  /// Sends all of them at once, and answers the status of each, in their order.
  private func statuses(_ sent: [Sent], _ capture: Capture) async throws -> [Int] {
    try await capture.service.application().serving { client in
      try await withThrowingTaskGroup(of: (Int, Int).self) { tasks in
        for (place, request) in sent.enumerated() {
          tasks.addTask {
            let response = try await client.execute(
              uri: "/api/visit-capture/v1/\(request.path)", method: .post,
              headers: [
                .authorization: try await capture.service.tokens.authorization(request.viewer), .contentType: "application/json",
              ],
              body: ByteBuffer(string: request.body))
            return (place, response.status.code)
          }
        }
        let found = try await tasks.reduce(into: [Int: Int]()) { $0[$1.0] = $1.1 }
        return sent.indices.map { found[$0] ?? 0 }
      }
    }
  }

  @Test("V26: of many people each gets the own answer: 201, 422 or 403 whatever the others sent")
  func ownAnswers() async throws {
    try await withCapture { capture in
      var sent: [Sent] = []
      for number in 1...10 {
        sent.append(Sent(viewer: Capture.ana, path: "visits", body: Records.visit(number)))
        sent.append(Sent(viewer: Capture.bruno, path: "visits", body: Records.visit(100 + number, debtor: Samples.pedro, stop: nil)))
        sent.append(Sent(viewer: Capture.bruno, path: "visits", body: Records.visit(200 + number)))
        sent.append(Sent(viewer: Capture.ana, path: "visits", body: Records.visit(300 + number, outcome: "danced")))
        sent.append(
          Sent(viewer: Capture.ana, path: "visits", body: Records.visit(400 + number, extra: ",\"collector_id\":\"\(Samples.bruno)\"")))
      }
      let expected = Array(repeating: [201, 201, 422, 422, 403], count: 10).flatMap(\.self)
      #expect(try await statuses(sent, capture) == expected)
      let taken = (1...10).flatMap { [Records.visitID($0), Records.visitID(100 + $0)] }
      let events = try await capture.service.published(VisitRecorded.self)
      #expect(events.count == 20)
      #expect(Set(events.map(\.visitID)) == Set(taken))
      #expect(events.allSatisfy { $0.collectorID == ($0.debtorID == Samples.rosa ? Samples.ana : Samples.bruno) })
      #expect(try await capture.count("visits") == 20)
      // Sent again, all that was taken is known.
      #expect(try await statuses(Array(sent[0..<2]), capture) == [200, 200])
    }
  }

  @Test("F15: batches and single visits of the same records, ten times each at once, leave each once")
  func storm() async throws {
    try await withCapture { capture in
      let single = Sent(viewer: Capture.ana, path: "visits", body: Records.visit(1))
      let batch = Sent(
        viewer: Capture.ana, path: "batches",
        body: Records.batch(visits: [Records.visit(1), Records.visit(2)], positions: [Records.position(1)], promises: [Records.promise(1)]))
      let other = Sent(viewer: Capture.bruno, path: "batches", body: Records.batch(positions: [Records.position(2)]))
      let found = try await statuses(Array(repeating: [single, batch, other], count: 10).flatMap(\.self), capture)
      #expect(found.count == 30)
      #expect(found.allSatisfy { $0 == 200 || $0 == 201 })
      #expect(try await capture.count("visits") == 2)
      #expect(try await capture.count("positions") == 2)
      #expect(try await capture.count("promises") == 1)
      #expect(try await capture.service.published(VisitRecorded.self).count == 2)
      #expect(try await capture.service.published(PositionReported.self).count == 2)
      #expect(try await capture.service.published(PromiseChanged.self).count == 1)
    }
  }

  @Test("A tree that is published counts from the next visit on")
  func newTree() async throws {
    try await withCapture { capture in
      #expect(try await capture.send("POST", "visits", as: Capture.ana, Records.visit(1)).status == 201)
      #expect(try await capture.send("POST", "visits", as: Capture.ana, Records.visit(2, extra: ",\"tree_version\":2")).status == 422)
      try await capture.service.database.work { work in
        _ = try await work.transaction.execute(
          "insert into outcome_trees (country, version, tree) select country, 2, tree from outcome_trees where version = 1")
      }
      #expect(try await capture.send("POST", "visits", as: Capture.ana, Records.visit(2, extra: ",\"tree_version\":2")).status == 201)
    }
  }

  @Test("A record has the same fingerprint however its JSON is written")
  func fingerprints() throws {
    let promise = """
      ,"promise":{"promise_id":"\(Records.promiseID(1))","account_id":"\(Samples.rosaAccount)","amount_minor":100,"currency":"PEN",
       "due_on":"2026-11-27","method":"cash","more_account_ids":["\(Samples.pedroAccount)"],"replaces":"\(Records.promiseID(2))",
       "series_id":"\(Records.promiseID(3))","made_at":"2026-11-23T12:30:00Z"},"note":"Ñ \"x\" /","reason":"r","party_role":"holder",
       "contact_type":"right_party","tree_version":1,"arrived_at":"2026-11-23T12:00:00Z"
      """
    for text in [
      Records.visit(1), Records.visit(2, extra: promise.replacing("\"x\"", with: "\\\"x\\\"")), Records.visit(3, lat: -12, lon: 1e-7),
      Records.visit(4, stop: nil, lat: 0.1, lon: -179.999999),
    ] {
      let report = try EventCoding.decode(VisitReport.self, from: Array(text.utf8))
      #expect(try EventCoding.encode(report) == EventCoding.encodeReflected(report))
    }
    let position = try EventCoding.decode(PositionReport.self, from: Array(Records.position(1).utf8))
    #expect(try EventCoding.encode(position) == EventCoding.encodeReflected(position))
  }

  @Test("What the law was asked is written as ever, so that a decision keeps its id")
  func lawInputs() throws {
    let rules = try ContactRules()
    let prior = PriorContact(.visit, at: Samples.instant("2026-11-20T15:00:00Z"), reached: true)
    for contacts in [[], [prior]] {
      let request = ContactRequest(
        jurisdictions: [Jurisdiction("PE")], channel: .visit, place: .unspecified, party: .holder, product: contacts.isEmpty ? nil : .loan,
        visitAuthorised: true, consent: .unknown, flags: [], instant: Samples.instant("2026-11-23T15:00:00Z"),
        timeZone: contacts.isEmpty ? nil : "America/Lima", prior: contacts)
      let inputs = ContactInputs(request, rules.reading)
      #expect(try EventCoding.encode(inputs) == EventCoding.encodeReflected(inputs))
    }
  }
}
