import AssignmentRouting
import Contracts
import HTTPTypes
import Messaging
import NIOCore
import Postgres
import ServiceKit
import TestSupport
import Testing

@Suite("Agendas that calendar programs read")
struct AgendaTests {
  private func path(_ collector: Int) -> String { "calendar-feeds/\(Given.id(collector, 1) as StaffID)" }

  private func make(_ collector: Int, as viewer: Viewer, _ stage: Stage) async throws -> String {
    let answer = try await stage.request(.put, path(collector), as: viewer)
    #expect(answer.status == 201)
    return try #require(answer.body["path"]?.string)
  }

  /// As a calendar program asks: the address, and nothing else.
  private func read(_ address: String, _ stage: Stage) async throws -> (status: Int, text: String) {
    try await stage.test.application().serving { client in
      try await client.execute(uri: address, method: .get, headers: [:], body: nil) { response in
        (response.status.code, String(decoding: response.body.readableBytesView, as: UTF8.self))
      }
    }
  }

  private func events(_ text: String) -> Int { text.split(separator: "\r\n").count { $0 == "BEGIN:VEVENT" } }

  @Test("C28: a secret address shows a calendar program one collector's stops, moves with them, and ends when it is replaced or taken back")
  func feed() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1), Given.collector(2)])
      try await stage.debtors(1...10)
      try await stage.plan()
      let planned = try await stage.routes().reduce(into: [:]) { $0[$1.collectorID] = $1.visits.count }
      let one = Viewer(staffID: Given.id(1, 1), fullName: "Gestor 1", roles: [.collector], teamID: TeamID("lima"))
      let first = try await make(1, as: one, stage)
      let calendar = try await read(first, stage)
      #expect(calendar.status == 200 && calendar.text.hasPrefix("BEGIN:VCALENDAR\r\n"))
      #expect(events(calendar.text) == planned[Given.id(1, 1)] ?? 0)
      #expect(events(calendar.text) > 0)
      #expect(!calendar.text.contains("Deudora"))
      // What comes off the route comes off the calendar.
      let left = try #require(try await stage.routes().first { $0.collectorID == Given.id(1, 1) }?.visits.first)
      let number = try #require((1...10).first { Given.id($0) == left.debtorID })
      try await stage.database.work { work in try await stage.service.consumers.payments([Stage.payment(number)], work) }
      #expect(events(try await read(first, stage).text) == events(calendar.text) - 1)
      // Only the secret's hash is kept.
      let secret = try #require(first.split(separator: "/").last).dropLast(4)
      let kept = try await stage.database.read {
        try await $0.query("select count(*) as n from calendar_feeds f where f::text like \("%\(secret)%")")
      }
      #expect(try kept[0].decode(Int64.self, "n") == 0)
      let second = try await make(1, as: one, stage)
      #expect(first != second)
      #expect(try await read(first, stage).status == 404)
      #expect(try await read(second, stage).status == 200)
      #expect(try await stage.request(.delete, path(1), as: one).status == 204)
      #expect(try await stage.request(.delete, path(1), as: one).status == 404)
      #expect(try await read(second, stage).status == 404)
    }
  }

  @Test("C28: people make addresses for those whom they may see, and nobody who has left is read")
  func permitted() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1), Given.collector(2)])
      let one = Viewer(staffID: Given.id(1, 1), fullName: "Gestor 1", roles: [.collector], teamID: TeamID("lima"))
      let auditor = Viewer(staffID: Given.id(903, 1), fullName: "Auditora", roles: [.auditor])
      #expect(try await stage.request(.put, path(2), as: one).status == 404)
      #expect(try await stage.request(.put, path(1), as: Stage.stranger).status == 404)
      #expect(try await stage.request(.put, path(1), as: auditor).status == 403)
      #expect(try await stage.request(.put, path(1), as: nil).status == 401)
      #expect(try await stage.request(.put, path(7), as: Stage.administrator).status == 404)
      let address = try await make(2, as: Stage.supervisor, stage)
      #expect(try await read(address, stage).status == 200)
      #expect(try await read("/api/assignment-routing/v1/calendars/nothing.ics", stage).status == 404)
      #expect(try await stage.request(.delete, path(2), as: one).status == 404)
      try await stage.staff([Given.collector(2, isActive: false)], version: 2)
      #expect(try await read(address, stage).status == 404)
      #expect(try await stage.request(.put, path(2), as: Stage.administrator).status == 404)
    }
  }
}
