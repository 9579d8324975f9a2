import Contracts
import HTTPTypes
import Messaging
import NIOCore
import Segmentation
import ServiceKit
import TestSupport
import Testing

@Suite struct SegmentLinkTests {
  private func learn(_ number: Int, team: String, skills: [String]?, active: Bool = true, version: Int64 = 1, _ office: Office) async throws
  {
    let event = StaffChanged(
      staffID: try id("staff", number), fullName: "Ana", email: "a\(number)@ronda.example", roles: [.collector], teamID: TeamID(team),
      zoneCodes: ["A"], creditorIDs: [], city: nil, home: nil, timeZone: "America/Lima", shiftStartsMinute: 480, shiftEndsMinute: 1_080,
      maximumStops: 40, active: active, version: version, changedAt: office.service.clock.now, skills: skills)
    try await office.service.database.work { try await office.consumers.staff([event], $0) }
  }

  private func codes(_ response: TestResponse, _ office: Office) throws -> [String] {
    try office.json(response)["errors"]?.array?.compactMap { $0["code"]?.string } ?? []
  }

  @Test(
    "C10: a segment that asks for a skill is refused to people and groups without it, and nobody can be left with one that asks for more")
  func skills() async throws {
    try await Office.run { office in
      try await learn(1, team: "lima", skills: ["agro"], office)
      try await learn(2, team: "cusco", skills: nil, office)
      let body = #"{"name_es": "A", "name_en": "A", "condition": "product_type = \"agro\"", "skills": ["agro", "agro"]}"#
      #expect(try await office.send(.put, "segments/agro", body).status == .noContent)
      func link(_ staff: [Int], _ teams: [String]) async throws -> TestResponse {
        let people = try staff.map { #""\#(try id("staff", $0) as StaffID)""# }.joined(separator: ",")
        let groups = teams.map { #""\#($0)""# }.joined(separator: ",")
        return try await office.send(.put, "segments/agro/links", #"{"staff_ids": [\#(people)], "team_ids": [\#(groups)]}"#)
      }
      let refused = try await link([1, 2, 3], ["cusco", "lima"])
      #expect(refused.status == .unprocessableContent)
      #expect(try codes(refused, office) == ["skill_missing", "skill_missing", "skill_missing"])
      #expect(try await office.service.published(SegmentChanged.self).last?.staffIDs == [])
      #expect(try await link([1], ["lima"]).status == .noContent)
      let event = try #require(try await office.service.published(SegmentChanged.self).last)
      #expect(event.skills == ["agro"] && event.staffIDs.count == 1 && event.teamIDs == [TeamID("lima")])
      let more = try await office.send(.put, "segments/agro", body.replacing(#""agro", "agro""#, with: #""agro", "quechua""#))
      #expect(try codes(more, office) == ["skill_missing", "skill_missing"])
      // Skills that are not named stay.
      #expect(try await office.send(.put, "segments/agro", body.replacing(#", "skills": ["agro", "agro"]"#, with: "")).status == .noContent)
      #expect(try await office.service.published(SegmentChanged.self).last?.skills == ["agro"])
      try await learn(1, team: "lima", skills: ["agro"], active: false, version: 2, office)
      #expect(try await link([1], []).status == .unprocessableContent)
      #expect(try await link([], []).status == .noContent)
    }
  }

  @Test("C10: a supervisor gives segments to the own group and its people, and leaves the links of others alone")
  func ownTeam() async throws {
    try await Office.run { office in
      try await learn(1, team: "lima", skills: [], office)
      try await learn(2, team: "cusco", skills: [], office)
      let head = try office.viewer(.supervisor, number: 9, team: "lima")
      let (one, two): (StaffID, StaffID) = (try id("staff", 1), try id("staff", 2))
      func link(_ staff: [StaffID], _ teams: [String], as viewer: Viewer?) async throws -> TestResponse {
        let people = staff.map { #""\#($0)""# }.joined(separator: ",")
        let groups = teams.map { #""\#($0)""# }.joined(separator: ",")
        return try await office.send(
          .put, "segments/mid/links", #"{"staff_ids": [\#(people)], "team_ids": [\#(groups)]}"#, as: viewer)
      }
      #expect(try codes(try await link([one, two], ["cusco"], as: head), office) == ["not_your_team", "not_your_team"])
      #expect(try await link([two], ["cusco"], as: nil).status == .noContent)
      #expect(try codes(try await link([one], ["lima"], as: head), office) == ["not_your_team", "not_your_team"])
      #expect(try await link([one, two], ["cusco", "lima"], as: head).status == .noContent)
    }
  }
}
