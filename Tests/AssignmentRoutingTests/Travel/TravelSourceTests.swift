import AssignmentRouting
import Configuration
import Contracts
import HTTPTypes
import RoutePlanning
import ServiceKit
import StreetTravel
import Testing

@Suite("Where travel times come from")
struct TravelSourceTests {
  /// On the streets of the little map, south of the equator.
  private let places = [(-1_000, 500), (-2_300, 3_000), (-4_000, 1_100), (-500, 4_000), (-3_100, 2_000), (-100, 100), (-3_900, 3_900)]
    .compactMap { Coordinate(latitudeE6: Int32($0.0), longitudeE6: Int32($0.1)) }
  private let north = Coordinate(latitudeE6: 900_000, longitudeE6: 0)

  private func withOutbound(_ body: (Outbound) async throws -> Void) async throws {
    let outbound = Outbound(threads: 2)
    defer { outbound.close() }
    try await body(outbound)
  }

  /// A grid of 5 x 5 streets, 111 m apart.
  private var map: [UInt8] {
    var text = "<osm>"
    for row in 0..<5 {
      for column in 0..<5 { text += "<node id='\(row * 5 + column)' lat='\(-0.001 * Double(row))' lon='\(0.001 * Double(column))'/>" }
    }
    for line in 0..<5 {
      for nodes in [(0..<5).map { line * 5 + $0 }, (0..<5).map { $0 * 5 + line }] {
        text += "<way id='1'>" + nodes.map { "<nd ref='\($0)'/>" }.joined() + "<tag k='highway' v='residential'/></way>"
      }
    }
    return Array((text + "</osm>").utf8)
  }

  @Test("V06: the great circle keeps what every source of travel times must keep")
  func greatCircle() async throws {
    try await TravelConformance(name: "great circle", travel: GreatCircleTravelTimes(), places: places).check()
  }

  @Test("V06: streets in process keep it, too, and a place far from every street is not reached")
  func streets() async throws {
    let travel = StreetTravelTimes(try StreetGraph(osm: map))
    try await TravelConformance(name: "streets", travel: travel, places: places, unreachable: north).check()
  }

  @Test("V06: an OSRM server's table, asked for in blocks, keeps it")
  func osrm() async throws {
    let (places, north) = (places, north)
    try await TravelServer.run { url in
      try await withOutbound { outbound in
        let travel = OSRMTravelTimes(url: url, outbound: outbound, side: 3)
        try await TravelConformance(name: "OSRM", travel: travel, places: places, unreachable: north).check()
        let whole = try await OSRMTravelTimes(url: url, outbound: outbound, side: 50).matrix(between: places)
        #expect(try await travel.matrix(between: places) == whole)
      }
    }
  }

  @Test("V06: a Valhalla server's matrix, asked for in blocks, keeps it")
  func valhalla() async throws {
    let (places, north) = (places, north)
    try await TravelServer.run { url in
      try await withOutbound { outbound in
        let travel = ValhallaTravelTimes(url: url, outbound: outbound, side: 4)
        try await TravelConformance(name: "Valhalla", travel: travel, places: places, unreachable: north).check()
      }
    }
  }

  @Test(
    "V06: an answer that cannot be used is an error that names server and status, and no place",
    arguments: [
      #"{"code":"InvalidQuery","message":"-77.03 is bad"}"#, "<html>busy</html>", #"{"code":"Ok","durations":[[1]],"distances":[[1]]}"#,
    ])
  func refusals(body: String) async throws {
    let places = places
    try await TravelServer.run(refusal: (body.contains("Ok") ? .ok : .badRequest, body)) { url in
      try await withOutbound { outbound in
        for travel in [OSRMTravelTimes(url: url, outbound: outbound), ValhallaTravelTimes(url: url, outbound: outbound)]
          as [any TravelTimes]
        {
          let error = await #expect(throws: TravelServerError.self) { try await travel.matrix(between: places) }
          #expect(error?.message.contains("77.03") == false)
          #expect(error.map { ["OSRM", "Valhalla"].contains($0.server) } == true)
        }
      }
    }
  }

  @Test("V06: the setting chooses the source, and says which other setting it needs")
  func settings() throws {
    func source(_ values: [String: String]) throws -> TravelSource {
      let variables = Dictionary(uniqueKeysWithValues: values.map { ("RONDA_ROUTING_" + $0.key, $0.value) })
      return try RoutingSettings(ConfigReader.variables(variables)).travelSource
    }
    #expect(try source([:]) == .greatCircle)
    #expect(try source(["TRAVEL": "osrm", "TRAVEL_URL": "http://osrm:5000/"]) == .osrm(url: "http://osrm:5000"))
    #expect(try source(["TRAVEL": "streets", "TRAVEL_MAP": "/m.osm.pbf"]) == .streets(path: "/m.osm.pbf"))
    for values: [String: String] in [
      ["TRAVEL": "horse"], ["TRAVEL": "valhalla"], ["TRAVEL": "streets"],
      ["TRAVEL": "osrm", "TRAVEL_URL": "osrm:5000"],
    ] {
      #expect(throws: ConfigurationError.self) { try source(values) }
    }
  }

  @Test("V06: speeds by the hour are read in their order, and what is no speed is refused with the entry")
  func speeds() throws {
    func changes(_ text: String) throws -> [GreatCircleTravelTimes.SpeedChange] {
      try RoutingSettings(ConfigReader.variables(["RONDA_ROUTING_SPEED_BY_HOUR": text])).policy.speedChanges
    }
    #expect(try changes("") == [])
    #expect(
      try changes("07:30=14000,10:00=20000") == [
        .init(from: Seconds(27_000), metresPerHour: 14_000), .init(from: Seconds(36_000), metresPerHour: 20_000),
      ])
    for text in ["7", "24:00=9000", "07:00=100", "10:00=9000,07:00=9000", "07:00=9000=1"] {
      let error = #expect(throws: ConfigurationError.self) { try changes(text) }
      #expect(error?.description.contains("SPEED_BY_HOUR") == true, "\(text): \(error?.description ?? "")")
    }
  }
}
