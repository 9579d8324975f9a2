import Contracts
import Foundation
import RoutePlanning
import StreetTravel
import Testing

@Suite("Travel on streets")
struct StreetTravelTests {
  private func place(_ latitudeE6: Int32, _ longitudeE6: Int32) throws -> Coordinate {
    try #require(Coordinate(latitudeE6: latitudeE6, longitudeE6: longitudeE6))
  }

  private func matrix(_ map: TestMap, _ places: [Coordinate], _ profile: StreetProfile = .motor) throws -> TravelMatrix {
    StreetTravelTimes(try StreetGraph(osm: map.xml, profile: profile)).makeMatrix(between: places)
  }

  @Test("V06: a way along two streets of a grid takes their length at four fifths of the signed speed")
  func grid() throws {
    let travel = try matrix(.grid(rows: 4, columns: 4), [place(0, 0), place(3_000, 2_000)])
    // Five pieces of 111.195 m at 40 km/h, each rounded up to a tenth of a second.
    #expect(travel.metres[1] == 556)
    #expect(travel.seconds[1] == 51)
    #expect(travel.seconds[1] == travel.seconds[2])
  }

  @Test("V06: a one-way street is used in its direction only, from either spelling")
  func oneWay() throws {
    for (tag, isForward) in [("yes", true), ("1", true), ("-1", false)] {
      // A ring of four streets, all one-way: back is three times as long as there.
      var map = TestMap.grid(rows: 2, columns: 2)
      map.ways = [TestMap.Way(nodes: [1, 2, 4, 3, 1], tags: [("highway", "residential"), ("oneway", tag)])]
      let travel = try matrix(map, [place(0, 0), place(0, 1_000)])
      let (there, back) = isForward ? (travel.metres[1], travel.metres[2]) : (travel.metres[2], travel.metres[1])
      #expect(there == 111 && back == 334, "\(tag): \(there) and \(back)")
      let walked = try matrix(map, [place(0, 0), place(0, 1_000)], .foot)
      #expect(walked.metres[1] == 111 && walked.metres[2] == 111)
    }
  }

  @Test("V06: the faster street is taken even where it is longer, and closed ones never")
  func classes() throws {
    var map = TestMap.grid(rows: 2, columns: 3)
    map.ways = [
      TestMap.Way(nodes: [1, 2, 3], tags: [("highway", "living_street")]),
      TestMap.Way(nodes: [1, 4, 5, 6, 3], tags: [("highway", "trunk")]),
    ]
    let ends = try [place(0, 0), place(0, 2_000)]
    #expect(try matrix(map, ends).metres[1] == 445)
    map.ways[1].tags.append(("access", "private"))
    #expect(try matrix(map, ends).metres[1] == 222)
  }

  @Test("V06: a point off the streets walks to them; one too far from every street is not reached at all")
  func access() throws {
    let travel = try matrix(.grid(rows: 3, columns: 3), [place(0, 0), place(500, -900), place(50_000, 50_000)])
    #expect(travel.metres[1] == 156)
    #expect(travel.seconds[1] > 75)
    #expect(travel.seconds[2] == TravelMatrix.missing && travel.metres[7] == TravelMatrix.missing)
    #expect(travel.seconds[8] == 0)
  }

  @Test("V06: streets cut off from the network are left out, and the nearest street of the network is taken instead")
  func islands() throws {
    var map = TestMap.grid(rows: 3, columns: 3)
    map.nodes += [(100, 25_000, 0), (101, 25_000, 10_000)]
    map.ways.append(TestMap.Way(nodes: [100, 101], tags: [("highway", "residential")]))
    let travel = try matrix(map, [place(0, 0), place(2_500, 500)])
    #expect(travel.metres[1] != TravelMatrix.missing)
  }

  @Test("V06: both forms of an extract give the same matrix")
  func forms() throws {
    var map = TestMap.grid(rows: 5, columns: 6)
    map.ways[2].tags.append(("oneway", "yes"))
    var generator = SeededGenerator(seed: 7)
    var places: [Coordinate] = []
    for _ in 0..<10 { places.append(try place(Int32(generator.next(below: 4_000)), Int32(generator.next(below: 5_000)))) }
    let fromXML = StreetTravelTimes(try StreetGraph(osm: map.xml)).makeMatrix(between: places)
    let fromPBF = StreetTravelTimes(try StreetGraph(osm: map.pbf())).makeMatrix(between: places)
    #expect(fromXML == fromPBF)
    #expect(fromXML.seconds.allSatisfy { $0 >= 0 })
  }

  @Test("V06: on random networks every time equals that of repeated relaxation")
  func againstRelaxation() throws {
    for seed in 1...20 {
      var generator = SeededGenerator(seed: UInt64(seed))
      var map = TestMap.grid(rows: 6, columns: 6)
      for index in map.ways.indices where generator.next(below: 3) == 0 {
        map.ways[index].tags = [("highway", ["primary", "tertiary", "service"][generator.next(below: 3)]), ("oneway", "yes")]
      }
      let graph = try StreetGraph(osm: map.xml)
      let oracle = RelaxedStreets(map)
      let places = try map.nodes.map { try place(Int32($0.latitudeE7 / 10), Int32($0.longitudeE7 / 10)) }
      let travel = StreetTravelTimes(graph).makeMatrix(between: places)
      for from in places.indices {
        let tenths = oracle.times(from: from)
        for to in places.indices where oracle.isConnected(from, to) {
          #expect(Int(travel.seconds[from * places.count + to]) == (tenths[to] + 9) / 10, "seed \(seed), \(from) to \(to)")
        }
      }
    }
  }

  @Test("V06: a damaged extract is an error that names the place, never a crash", arguments: [false, true])
  func damage(isXML: Bool) throws {
    let whole = isXML ? TestMap.grid(rows: 4, columns: 4).xml : TestMap.grid(rows: 4, columns: 4).pbf()
    var refused = 0
    for seed in 0..<3_000 {
      var generator = SeededGenerator(seed: UInt64(seed))
      var bytes = whole
      for _ in 0...generator.next(below: 4) where !bytes.isEmpty {
        switch generator.next(below: 4) {
        case 0: bytes.removeLast(generator.next(below: bytes.count))
        case 1: bytes.insert(UInt8(generator.next(below: 256)), at: generator.next(below: bytes.count))
        default: bytes[generator.next(below: bytes.count)] = UInt8(generator.next(below: 256))
        }
      }
      do {
        let graph = try StreetGraph(osm: bytes)
        #expect(graph.nodeCount > 0)
      } catch let error as StreetMapError {
        refused += 1
        #expect(!error.place.isEmpty && !error.message.isEmpty)
      }
    }
    #expect(refused > 100)
  }

  @Test("V06: central São Paulo, where its extract lies beside the repository: 500 points all reach each other")
  func saoPaulo() throws {
    guard let file = Self.extract else { return }
    let graph = try StreetGraph(osm: Array(Data(contentsOf: file)))
    #expect(graph.nodeCount > 5_000)
    var generator = SeededGenerator(seed: 1)
    var places: [Coordinate] = []
    for _ in 0..<60 {
      let (north, east) = (Int32(generator.next(below: 9_000)), Int32(generator.next(below: 9_000)))
      places.append(try place(-23_552_500 + north, -46_642_500 + east))
    }
    let travel = StreetTravelTimes(graph).makeMatrix(between: places)
    let crow = GreatCircleTravelTimes(detourPermille: 1_000, metresPerHour: 1_000_000).matrix(between: places)
    #expect(travel.seconds.allSatisfy { $0 >= 0 })
    for cell in travel.metres.indices { #expect(travel.metres[cell] + 2 >= crow.metres[cell]) }
  }

  private static var extract: URL? {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let beside = package.deletingLastPathComponent().appendingPathComponent("shared/routing/streets/sao-paulo-centre.osm.pbf")
    let named = ProcessInfo.processInfo.environment["RONDA_STREETS"].map { URL(fileURLWithPath: $0) }
    return [named, beside].compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0.path) }
  }
}
