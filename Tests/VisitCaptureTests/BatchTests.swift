import Contracts
import HTTPTypes
import Hummingbird
import Messaging
import ServiceKit
import TestSupport
import Testing
import VisitCapture

@Suite("Batches from devices")
struct BatchTests {
  private static let first = Records.batch(
    visits: [Records.visit(1), Records.visit(2, at: "2026-11-23T12:40:00.000Z")], positions: [Records.position(1), Records.position(2)],
    promises: [Records.promise(1)])
  private static let second = Records.batch(visits: [Records.visit(3, at: "2026-11-23T12:50:00.000Z")], positions: [Records.position(3)])

  @Test("V16: posting the same batch twice leaves one visit, one event and the same answers as duplicates")
  func twice() async throws {
    try await withCapture { capture in
      let taken = try await capture.post(Self.first)
      #expect(taken.status == 201)
      #expect(taken.results.map(\.status) == Array(repeating: .accepted, count: 5))
      #expect(taken.results.map(\.kind) == [.visit, .visit, .position, .position, .promise])
      let again = try await capture.post(Self.first)
      #expect(again.status == 200)
      #expect(again.results.map(\.status) == Array(repeating: .duplicate, count: 5))
      #expect(again.results.map(\.id) == taken.results.map(\.id))
      try await expectOnce(capture, visits: 2, positions: 2, promises: 1)
    }
  }

  @Test("X02: the same batches sent three times, interleaved, leave the same rows and events as once")
  func interleaved() async throws {
    try await withCapture { capture in
      for body in [Self.first, Self.second, Self.first, Self.second, Self.second, Self.first] { _ = try await capture.post(body) }
      try await expectOnce(capture, visits: 3, positions: 3, promises: 1)
    }
  }

  @Test("The same batch from ten at the same time is taken once; everybody gets an answer that lets the device forget it")
  func concurrent() async throws {
    try await withCapture { capture in
      let reports = (1...20).map { Self.report($0) }
      let recorder = Recorder(collectorID: Samples.ana, teamID: TeamID("lima"), coversTeam: false, creditorIDs: [])
      let statuses = try await withThrowingTaskGroup(of: [RecordAnswer.Status].self) { group in
        for turn in 0..<10 {
          group.addTask {
            let visits = (turn.isMultiple(of: 2) ? reports : reports.reversed()).map { Submitted($0) }
            return try await capture.service.database.work { work in
              try await capture.recorder.record(Batch(visits: visits), by: recorder, in: work).map(\.status)
            }
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(statuses.count == 200)
      #expect(statuses.count { $0 == .accepted } == 20)
      #expect(statuses.count { $0 == .duplicate } == 180)
      try await expectOnce(capture, visits: 20, positions: 0, promises: 0)
    }
  }

  @Test("F15: the same batch from ten requests at the same time leaves one row and one event for each record")
  func storm() async throws {
    try await withCapture { capture in
      let authorization = try await capture.service.tokens.authorization(Capture.ana)
      let results = try await capture.service.application().serving { client in
        try await withThrowingTaskGroup(of: [RecordAnswer].self) { group in
          for _ in 0..<10 {
            group.addTask {
              let response = try await client.execute(
                uri: "/api/visit-capture/v1/batches", method: .post,
                headers: [.authorization: authorization, .contentType: "application/json"], body: ByteBuffer(string: Self.first))
              return try EventCoding.decode(Capture.Answers.self, from: Array(response.body.readableBytesView)).results
            }
          }
          return try await group.reduce(into: []) { $0.append($1) }
        }
      }
      #expect(results.count == 10)
      #expect(results.joined().count { $0.status == .accepted } == 5)
      #expect(results.joined().count { $0.status == .duplicate } == 45)
      try await expectOnce(capture, visits: 2, positions: 2, promises: 1)
    }
  }

  @Test("C19: who works for a creditor whose code has a comma in it does not work for the creditors that its parts name")
  func commaInCreditor() async throws {
    try await withCapture { capture in
      let stranger = try await answers(CreditorID("andes,pacifico"), capture)
      #expect(stranger == [.rejected])
      let own = try await answers(CreditorID("andes"), capture)
      #expect(own == [.accepted])
    }
  }

  private func answers(_ creditorID: CreditorID, _ capture: Capture) async throws -> [RecordAnswer.Status] {
    let recorder = Recorder(collectorID: Samples.ana, teamID: TeamID("lima"), coversTeam: false, creditorIDs: [creditorID])
    return try await capture.service.database.work { work in
      try await capture.recorder.record(Batch(visits: [Submitted(Self.report(1))]), by: recorder, in: work).map(\.status)
    }
  }

  private static func report(_ number: Int) -> VisitReport {
    do {
      return try EventCoding.decode(VisitReport.self, from: Array(Records.visit(number).utf8))
    } catch {
      preconditionFailure("the sample cannot be read: \(error)")
    }
  }

  @Test("V16: the same id with another body is a conflict, named record by record, and changes nothing")
  func conflict() async throws {
    try await withCapture { capture in
      _ = try await capture.post(Self.first)
      let other = Records.batch(
        visits: [Records.visit(1, outcome: "message_left"), Records.visit(4, at: "2026-11-23T12:55:00.000Z")],
        promises: [Records.promise(1, amount: 30_000)])
      let answer = try await capture.post(other)
      #expect(answer.results.map(\.status) == [.conflict, .accepted, .conflict])
      #expect(answer.results.first?.code == "id_taken")
      // Somebody else's id tells nothing but that it is taken.
      let stranger = try await capture.post(Self.second, as: Capture.ana)
      #expect(stranger.results.map(\.status) == [.accepted, .accepted])
      let theft = try await capture.post(Self.second, as: Capture.bruno)
      #expect(theft.results.map(\.status) == [.conflict, .conflict])
      try await expectOnce(capture, visits: 4, positions: 3, promises: 1)
    }
  }

  @Test("V16: a batch three days late, out of order, is accepted and flagged; its dates are those of the capture")
  func late() async throws {
    try await withCapture { capture in
      capture.service.clock.advance(by: 3 * 86_400)
      let body = Records.batch(visits: [
        Records.visit(2, at: "2026-11-24T01:30:00.000Z"), Records.visit(1, at: "2026-11-23T15:30:00.000Z"),
      ])
      let answer = try await capture.post(body)
      #expect(answer.results.map(\.status) == [.accepted, .accepted])
      let events = try await capture.service.published(VisitRecorded.self)
      #expect(events.map(\.visitID) == [Records.visitID(1), Records.visitID(2)])
      #expect(events.allSatisfy { $0.late && $0.businessDate == Samples.today })
    }
  }

  @Test("A record that cannot be read or used is rejected with code, field and message, and the others are taken")
  func rejections() async throws {
    try await withCapture { capture in
      let body = Records.batch(
        visits: [
          Records.visit(1, outcome: "danced"), "{\"visit_id\":\"\(Records.visitID(2))\",\"debtor_id\":7}", "[]",
          Records.visit(3, debtor: Samples.pedro, stop: nil), Records.visit(4, lat: 91), Records.visit(5),
          Records.visit(6, at: "2027-01-23T14:00:00.000Z"), Records.visit(7, at: "2026-10-01T14:00:00.000Z"),
        ],
        promises: [Records.promise(9, account: Samples.pedroAccount)])
      let answer = try await capture.post(body)
      #expect(answer.status == 201)
      #expect(
        answer.results.map { "\($0.status.rawValue) \($0.code ?? "") \($0.field ?? "")" } == [
          "rejected unknown_outcome outcome", "rejected wrong_type debtor_id", "rejected wrong_type record",
          "rejected out_of_scope debtor_id", "rejected out_of_range lat", "accepted  ", "rejected captured_in_future captured_at",
          "rejected too_old captured_at", "rejected out_of_scope account_id",
        ])
      #expect(answer.results[1].id == Records.visitID(2).description)
      #expect(answer.results[2].id == nil)
      #expect(answer.results[0].message?.isEmpty == false)
      try await expectOnce(capture, visits: 1, positions: 0, promises: 0)
      // Put right, the same id is taken.
      let corrected = try await capture.post(Records.batch(visits: [Records.visit(1)]))
      #expect(corrected.results.map(\.status) == [.accepted])
    }
  }

  @Test("A fraction in the place of a whole number spoils its own record, beside one that is wrong in another way")
  func fraction() async throws {
    try await withCapture { capture in
      let body = Records.batch(
        visits: [Records.visit(1), "{\"visit_id\":\"\(Records.visitID(2))\",\"debtor_id\":7}"],
        promises: [Records.promise(3).replacing("20000", with: "200.5")])
      let answer = try await capture.post(body)
      #expect(
        answer.results.map { "\($0.status.rawValue) \($0.code ?? "") \($0.field ?? "")" } == [
          "accepted  ", "rejected wrong_type debtor_id", "rejected wrong_type amount_minor",
        ])
      #expect(answer.results.last?.id == Records.promiseID(3).description)
    }
  }

  @Test("An id twice in one batch is taken once")
  func repeated() async throws {
    try await withCapture { capture in
      let body = Records.batch(visits: [Records.visit(1), Records.visit(1), Records.visit(1, outcome: "message_left")])
      #expect(try await capture.post(body).results.map(\.status) == [.accepted, .duplicate, .conflict])
      try await expectOnce(capture, visits: 1, positions: 0, promises: 0)
    }
  }

  @Test("More than 1 MiB or more than 500 records is 413; without a token it is 401")
  func limits() async throws {
    try await withCapture { capture in
      let large = Records.batch(visits: [Records.visit(1, extra: ",\"note\":\"\(String(repeating: "x", count: 1 << 20))\"")])
      #expect(try await capture.send("POST", "batches", as: Capture.ana, large).status == 413)
      let many = Records.batch(positions: (1...501).map { Records.position($0) })
      let refused = try await capture.send("POST", "batches", as: Capture.ana, many)
      #expect(refused.status == 413)
      #expect(try capture.fault(refused).code == "too_many_records")
      #expect(try await capture.server.send(.post, "/api/visit-capture/v1/batches", body: Self.first).status == 401)
      let most = try await capture.post(Records.batch(positions: (1...500).map { Records.position($0) }))
      #expect(most.results.allSatisfy { $0.status == .accepted })
    }
  }

  private func expectOnce(_ capture: Capture, visits: Int, positions: Int, promises: Int) async throws {
    #expect(try await capture.count("visits") == Int64(visits))
    #expect(try await capture.count("positions") == Int64(positions))
    #expect(try await capture.count("promises") == Int64(promises))
    let recorded = try await capture.service.published(VisitRecorded.self)
    #expect(recorded.count == visits)
    #expect(Set(recorded.map(\.visitID)).count == visits)
    #expect(try await capture.service.published(PositionReported.self).count == positions)
    #expect(try await capture.service.published(PromiseChanged.self).count == promises)
  }
}
