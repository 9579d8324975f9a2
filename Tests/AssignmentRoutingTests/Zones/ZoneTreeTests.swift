import AssignmentRouting
import Contracts
import HTTPTypes
import Messaging
import NIOCore
import ServiceKit
import TestSupport
import Testing

@Suite("Zones: their tree, their versions over time, their end, and KML")
struct ZoneTreeTests {
  private func codes(_ stage: Stage, _ path: String, as viewer: Viewer = Stage.administrator) async throws -> [String] {
    let answer = try await stage.request(.get, path, as: viewer)
    return answer.body["features"]?.array?.compactMap { $0["properties"]?["code"]?.string } ?? []
  }

  private func put(_ stage: Stage, _ features: [String], query: String = "") async throws -> (status: Int, body: JSONValue) {
    try await stage.request(.put, "zones\(query)", as: Stage.administrator, body: stage.collection(features))
  }

  private func owners(_ stage: Stage) async throws -> [DebtorID: AssignmentChanged] {
    try await stage.test.published(AssignmentChanged.self).reduce(into: [:]) { $0[$1.debtorID] = $1 }
  }

  @Test("V56: zones lie in groups, at any depth; who has a group works and sees every zone in it, and a group cannot lie in itself")
  func tree() async throws {
    try await Stage.run { stage in
      func group(_ code: String, _ kind: String, parent: String? = nil) async throws -> Int {
        let parent = parent.map { #","parent":"\#($0)""# } ?? ""
        let body = #"{"name":"\#(code)","kind":"\#(kind)"\#(parent)}"#
        return try await stage.request(.put, "zone-groups/\(code)", as: Stage.administrator, body: body).status
      }
      #expect(try await group("PE", "country") == 204)
      #expect(try await group("LIM", "region", parent: "PE") == 204)
      #expect(try await group("PE", "country", parent: "LIM") == 422)
      #expect(try await group("LIM", "region", parent: "CO") == 422)
      #expect(try await group("A", "region") == 422)
      try await stage.staff([Given.collector(1, zones: ["LIM"])])
      try await stage.debtors(1...4)
      try await stage.assign()
      #expect(try await owners(stage)[Given.id(1)]?.collectorID == nil)
      let inside = stage.square("A", 0, 0, 10, 10).replacing(#""city":"lima""#, with: #""city":"lima","parent":"LIM""#)
      #expect(try await put(stage, [inside]).body["updated"] == 1)
      try await stage.plan()
      #expect(try await owners(stage)[Given.id(1)]?.collectorID == Given.id(1, 1))
      #expect(try await stage.plannedDebtors().count == 4)
      #expect(try await codes(stage, "zones", as: Stage.supervisor) == ["A"])
      let groups = try await stage.request(.get, "zone-groups", as: Stage.administrator).body["items"]?.array ?? []
      #expect(groups.map { $0["zones"] } == [["A"], ["A"]])
      let zone = try await stage.request(.get, "zones", as: Stage.administrator).body["features"]?.array?.first?["properties"]
      #expect(zone?["parent"] == "LIM" && zone?["path"] == ["A", "LIM", "PE"])
      #expect(try await stage.request(.delete, "zone-groups/LIM", as: Stage.administrator).status == 409)
      // A document that does not name the parent leaves it.
      #expect(try await put(stage, [stage.square("A", 0, 0, 10, 10)]).body["unchanged"] == 1)
      let outside = stage.square("A", 0, 0, 10, 10).replacing(#""city":"lima""#, with: #""city":"lima","parent":"""#)
      #expect(try await put(stage, [outside]).body["updated"] == 1)
      #expect(try await stage.request(.delete, "zone-groups/LIM", as: Stage.administrator).status == 204)
      try await stage.assign()
      #expect(try await owners(stage)[Given.id(1)]?.collectorID == nil)
    }
  }

  @Test(
    "V56: a zone with accounts is not deleted without a zone that takes them; then its debtors are the other's, and its past routes stay")
  func guardedDeletion() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1), Given.collector(2, zones: ["B"])])
      try await stage.debtors(1...4)
      try await stage.plan()
      #expect(try await stage.plannedDebtors().count == 4)
      let refused = try await stage.request(.delete, "zones/A", as: Stage.administrator)
      #expect(refused.status == 409 && refused.body["code"] == "zone_in_use" && refused.body["parameters"]?["debtors"] == "4")
      #expect(try await stage.request(.delete, "zones/A", as: Stage.supervisor).status == 403)
      #expect(try await stage.request(.delete, "zones/A?into=A", as: Stage.administrator).status == 422)
      #expect(try await stage.request(.delete, "zones/A?into=Z", as: Stage.administrator).status == 422)
      #expect(try await stage.request(.delete, "zones/A?into=B", as: Stage.administrator).status == 204)
      try await stage.assign()
      #expect(try await owners(stage).values.allSatisfy { $0.collectorID == Given.id(2, 1) })
      #expect(try await stage.plannedDebtors().isEmpty)
      #expect(try await stage.publishedRoutes().last?.cause == .reassigned)
      #expect(try await codes(stage, "zones") == ["B"])
      #expect(try await stage.service.planner.plan(try Naming.zoneID("B"), on: Given.monday) == .planned(routes: 1))
      #expect(try await stage.service.planner.plan(try stage.zoneA, on: Given.monday) == .closed)
      #expect(try await stage.request(.get, "routes?date=2026-11-23", as: Stage.administrator).body["items"]?.array?.count == 2)
      #expect(try await stage.request(.delete, "zones/A", as: Stage.administrator).status == 404)
      // Nobody lives in it: it goes without ceremony, and its code may be used again.
      #expect(try await put(stage, [stage.square("C", 30, 0, 40, 10)]).body["created"] == 1)
      #expect(try await stage.request(.delete, "zones/C", as: Stage.administrator).status == 204)
      #expect(try await put(stage, [stage.square("C", 30, 0, 40, 10)]).body["updated"] == 1)
      #expect(try await codes(stage, "zones") == ["B", "C"])
    }
  }

  @Test("V04: a version with a later date changes nothing until that date begins where the zone is; past and future can be looked at")
  func effectiveDates() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1), Given.collector(2, zones: ["B"])])
      try await stage.debtors(1...1) { _ in Given.place(8, 5) }
      try await stage.assign()
      let later = [stage.square("A", 0, 0, 6, 10), stage.square("B", 6, 0, 20, 10)]
      let answer = try await put(stage, later, query: "?effective_from=2026-11-24")
      #expect(answer.body["planned"] == 2 && answer.body["updated"] == 0)
      #expect(try await put(stage, later, query: "?effective_from=2026-11-22").status == 422)
      try await stage.assign()
      #expect(try await owners(stage)[Given.id(1)]?.zoneID == stage.zoneA)
      let versions = try await stage.request(.get, "zones/A/versions", as: Stage.administrator).body["items"]?.array ?? []
      #expect(versions.map { $0["effective_from"] } == ["2026-11-24", "2026-11-22"])
      #expect(versions.map { $0["version"] } == [nil, 1])
      #expect(try await codes(stage, "zones?on=2026-11-21").isEmpty)
      func east(_ date: String) async throws -> JSONValue? {
        let zones = try await stage.request(.get, "zones?on=\(date)", as: Stage.administrator).body["features"]?.array
        return zones?.first?["geometry"]?["coordinates"]?.array?.first?.array?[1].array?.first
      }
      #expect(try await east("2026-11-23") == .number(Given.place(10, 0).longitude))
      #expect(try await east("2026-11-24") == .number(Given.place(6, 0).longitude))
      // 04:00 in UTC is still Monday in Lima.
      for (time, zone) in [("2026-11-24T04:00:00Z", "A"), ("2026-11-24T05:00:00Z", "B")] {
        stage.test.clock.set(try #require(Instant(time)))
        try await stage.database.work { work in try await ZoneImport(law: Given.law).applyDue(work) }
        try await stage.assign()
        #expect(try await owners(stage)[Given.id(1)]?.zoneID == Naming.zoneID(zone))
      }
      #expect(try await put(stage, later, query: "?effective_from=2026-12-01").status == 200)
      #expect(try await stage.request(.delete, "zones/A/versions/2026-12-01", as: Stage.administrator).status == 204)
      #expect(try await stage.request(.delete, "zones/A/versions/2026-12-01", as: Stage.administrator).status == 404)
    }
  }

  @Test(
    "V60: zones that are exported as KML and imported again are the same zones; drawn elsewhere, what is missing comes from the request")
  func kml() async throws {
    try await Stage.run { stage in
      let token = try await stage.test.tokens.authorization(Stage.administrator)
      func send(_ method: HTTPRequest.Method, _ query: String, _ body: String? = nil) async throws -> (status: Int, text: String) {
        try await stage.test.application().serving { client in
          try await client.execute(
            uri: "/api/assignment-routing/v1/zones\(query)", method: method,
            headers: [.authorization: token, .contentType: "application/vnd.google-earth.kml+xml"],
            body: body.map { ByteBuffer(string: $0) }
          ) { ($0.status.code, String(decoding: $0.body.readableBytesView, as: UTF8.self)) }
        }
      }
      func count(_ answer: (status: Int, text: String), _ name: String) throws -> JSONValue? {
        try EventCoding.decode(JSONValue.self, from: Array(answer.text.utf8))[name]
      }
      let before = try await stage.request(.get, "zones", as: Stage.administrator).body
      let document = try await send(.get, "?format=kml").text
      #expect(document.contains(#"<kml xmlns="http://www.opengis.net/kml/2.2">"#))
      #expect(try count(try await send(.put, "", document), "unchanged") == 2)
      #expect(try await stage.request(.get, "zones", as: Stage.administrator).body == before)
      let drawn = """
        <?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder>
        <Placemark><name>N-1</name><MultiGeometry><Polygon><outerBoundaryIs><LinearRing><coordinates>
        -77.2,-12.2,0 -77.19,-12.2,0 -77.19,-12.19,0 -77.2,-12.2,0</coordinates></LinearRing></outerBoundaryIs></Polygon></MultiGeometry>
        </Placemark><Placemark><name>pin</name><Point><coordinates>-77,-12</coordinates></Point></Placemark></Folder></Document></kml>
        """
      #expect(try await send(.put, "?country=PE", drawn).text.contains("placemarks[0].city"))
      #expect(try count(try await send(.put, "?city=lima&country=PE", drawn), "created") == 1)
      #expect(try await stage.request(.get, "zones/at?lat=-12.199&lon=-77.192", as: Stage.administrator).body["code"] == "N-1")
      for wrong in ["<kml", drawn.replacing("-77.2,-12.2,0 ", with: "here "), "<kml/>", drawn.replacing("-77.19,-12.19,0 ", with: "")] {
        #expect(try await send(.put, "?city=lima&country=PE", wrong).status == 422, "\(wrong)")
      }
    }
  }
}
