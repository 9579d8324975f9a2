import AssignmentRouting
import Contracts
import HTTPTypes
import Messaging
import ServiceKit
import TestSupport
import Testing

@Suite("Zones, on PostGIS")
struct ZoneTests {
  private let square = [JSONStep.member("geometry"), .member("coordinates")]

  @Test("V04: a polygon that is posted is what zones give back")
  func roundTrip() async throws {
    try await Stage.run { stage in
      let posted = stage.feature("C", "[-77.05,-12.05],[-77.0312345,-12.05],[-77.03,-12.0398765],[-77.05,-12.05]")
      let answer = try await stage.request(.post, "zones", as: Stage.administrator, body: posted)
      #expect(answer.status == 201)
      let zones = try await stage.request(.get, "zones", as: Stage.administrator)
      let features = try #require(zones.body["features"]?.array)
      #expect(features.compactMap { $0["properties"]?["code"] } == ["A", "B", "C"])
      let expected = try EventCoding.decode(JSONValue.self, from: Array(posted.utf8))
      #expect(features[2]["geometry"] == expected["geometry"])
      let again = try await stage.request(.post, "zones", as: Stage.administrator, body: posted)
      #expect(again.status == 409)
    }
  }

  @Test("V04: a polygon that crosses itself is refused, with the place where it does, and nothing of the document is kept")
  func selfIntersection() async throws {
    try await Stage.run { stage in
      let bowTie = stage.feature("C", "[-77.05,-12.05],[-77.03,-12.03],[-77.03,-12.05],[-77.05,-12.03],[-77.05,-12.05]")
      let document = stage.collection([stage.square("D", 30, 0, 40, 10), bowTie])
      let answer = try await stage.request(.put, "zones", as: Stage.administrator, body: document)
      #expect(answer.status == 422)
      let error = try #require(answer.body["errors"]?.array?.first)
      #expect(error["field"] == "features[1].geometry")
      #expect(error["code"] == "self_intersection")
      #expect(error["message"] == "Self-intersection at longitude -77.04, latitude -12.04.")
      let zones = try await stage.request(.get, "zones", as: Stage.administrator)
      #expect(zones.body["features"]?.array?.count == 2)
    }
  }

  @Test("V04: a flaw in the document names the position")
  func flaws() async throws {
    try await Stage.run { stage in
      let cases: [(String, String, String)] = [
        ("[-77.05,-12.05],[-277.03,-12.03],[-77.03,-12.05],[-77.05,-12.05]", "features[0].geometry.coordinates[0][1]", "invalid"),
        ("[-77.05,-12.05],[-77.03,-12.03],[-77.03,-12.05],[-77.06,-12.05]", "features[0].geometry.coordinates[0]", "not_closed"),
        ("[-77.05,-12.05],[-77.03,-12.03],[-77.05,-12.05]", "features[0].geometry.coordinates[0]", "too_short"),
      ]
      for (ring, field, code) in cases {
        let answer = try await stage.request(.put, "zones", as: Stage.administrator, body: stage.collection([stage.feature("C", ring)]))
        #expect(answer.status == 422)
        #expect(answer.body["errors"]?.array?.first?["field"] == .string(field))
        #expect(answer.body["errors"]?.array?.first?["code"] == .string(code))
      }
      let mexico = stage.square("C", 30, 0, 40, 10, country: "MX")
      let answer = try await stage.request(.put, "zones", as: Stage.administrator, body: stage.collection([mexico]))
      #expect(answer.body["errors"]?.array?.first?["field"] == "features[0].properties.time_zone")
    }
  }

  @Test("V04: a point on the border of two zones belongs to the one whose code comes first; beside it to its own; outside to none")
  func border() async throws {
    try await Stage.run { stage in
      func code(_ place: Coordinate) async throws -> String? {
        try await stage.database.read { try await ZoneStore.zone(at: place, in: $0)?.code }
      }
      func beside(_ place: Coordinate, _ east: Int32) throws -> Coordinate {
        try #require(Coordinate(latitudeE6: place.latitudeE6, longitudeE6: place.longitudeE6 + east))
      }
      let border = Given.place(10, 5)
      #expect(try await code(border) == "A")
      #expect(try await code(try beside(border, -1)) == "A")
      #expect(try await code(try beside(border, 1)) == "B")
      #expect(try await code(Given.place(0, 0)) == "A")
      #expect(try await code(Given.place(20, 10)) == "B")
      #expect(try await code(try beside(Given.place(20, 10), 1)) == nil)
      let answer = try await stage.request(.get, "zones/at?lat=\(border.latitude)&lon=\(border.longitude)", as: Stage.administrator)
      #expect(answer.body["code"] == "A")
    }
  }

  @Test("V04: overlaps and gaps are reported; the same document again changes nothing, another boundary makes a version")
  func report() async throws {
    try await Stage.run { stage in
      let around = [stage.square("N", 0, 20, 20, 30), stage.square("W", 0, 10, 5, 20), stage.square("E", 15, 10, 25, 20)]
      let document = stage.collection(around + [stage.square("O", 18, 5, 30, 10)])
      let first = try await stage.request(.put, "zones", as: Stage.administrator, body: document)
      #expect(first.status == 200)
      #expect(first.body["created"] == 4)
      #expect(first.body["overlaps"]?.array?.map { $0["zones"] } == [["B", "O"]])
      #expect(first.body["gaps"]?.array?.count == 1)
      let second = try await stage.request(.put, "zones", as: Stage.administrator, body: document)
      #expect(second.body["unchanged"] == 4)
      #expect(second.body["updated"] == 0)
      let third = try await stage.request(
        .put, "zones", as: Stage.administrator, body: stage.collection([stage.square("O", 20, 5, 30, 10)]))
      #expect(third.body["updated"] == 1)
      #expect(third.body["overlaps"] == [])
    }
  }

  @Test("Zones are imported by administrators only; a supervisor sees those that the own team works")
  func scope() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1)])
      let body = stage.collection([stage.square("C", 30, 0, 40, 10)])
      #expect(try await stage.request(.put, "zones", as: Stage.supervisor, body: body).status == 403)
      #expect(try await stage.request(.put, "zones", as: nil, body: body).status == 401)
      let seen = try await stage.request(.get, "zones", as: Stage.supervisor)
      #expect(seen.body["features"]?.array?.compactMap { $0["properties"]?["code"] } == ["A"])
      #expect(try await stage.request(.get, "zones", as: Stage.stranger).body["features"] == [])
    }
  }
}
