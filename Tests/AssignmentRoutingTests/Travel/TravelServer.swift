import Contracts
import HTTPTypes
import Hummingbird
import RoutePlanning
import ServiceKit
import TestSupport

/// Speaks OSRM's and Valhalla's documented answers; the ways are great circles, and there is none to the north of the equator.
enum TravelServer {
  private static let travel = GreatCircleTravelTimes(detourPermille: 1_200, metresPerHour: 30_000)

  struct Cell: Sendable {
    let seconds: Int32
    let metres: Int32
  }

  private static func cells(_ from: [Coordinate], _ to: [Coordinate]) -> [[Cell?]] {
    from.map { one in
      to.map { other in
        guard one.latitudeE6 <= 0, other.latitudeE6 <= 0 else { return nil }
        let matrix = travel.matrix(between: [one, other])
        return Cell(seconds: matrix.seconds[1], metres: matrix.metres[1])
      }
    }
  }

  private static func json(_ rows: [[Cell?]], _ text: (Cell?) -> String) -> String {
    "[" + rows.map { "[" + $0.map(text).joined(separator: ",") + "]" }.joined(separator: ",") + "]"
  }

  static func place(_ longitude: Double, _ latitude: Double) -> Coordinate? {
    Coordinate(latitudeE6: Int32((latitude * 1e6).rounded()), longitudeE6: Int32((longitude * 1e6).rounded()))
  }

  /// `GET /table/v1/driving/lon,lat;…?annotations=duration,distance&sources=0;1&destinations=2`.
  static func osrm(path: String, sources: String, destinations: String) -> String {
    let places = path.split(separator: ";").compactMap { pair -> Coordinate? in
      let numbers = pair.split(separator: ",").compactMap { Double($0) }
      return numbers.count == 2 ? place(numbers[0], numbers[1]) : nil
    }
    func chosen(_ text: String) -> [Coordinate] { text.split(separator: ";").compactMap { Int($0) }.map { places[$0] } }
    let rows = cells(chosen(sources), chosen(destinations))
    let durations = json(rows) { $0.map { "\($0.seconds)" } ?? "null" }
    let distances = json(rows) { $0.map { "\($0.metres).0" } ?? "null" }
    return #"{"code":"Ok","sources":[],"destinations":[],"durations":\#(durations),"distances":\#(distances)}"#
  }

  struct Question: Decodable {
    struct Place: Decodable {
      let lat: Double
      let lon: Double
    }

    let sources: [Place]
    let targets: [Place]
    let costing: String
  }

  /// `POST /sources_to_targets`.
  static func valhalla(_ question: Question) -> String {
    func list(_ places: [Question.Place]) -> [Coordinate] { places.compactMap { place($0.lon, $0.lat) } }
    let rows = json(cells(list(question.sources), list(question.targets))) { cell in
      cell.map { #"{"distance":\#(Double($0.metres) / 1_000),"time":\#($0.seconds),"to_index":0,"from_index":0}"# }
        ?? #"{"distance":null,"time":null,"to_index":0,"from_index":0}"#
    }
    return #"{"sources_to_targets":\#(rows),"units":"kilometers"}"#
  }

  /// Runs the server; `refusal` answers everything with that status and body instead.
  static func run(refusal: (HTTPResponse.Status, String)? = nil, _ body: @Sendable (String) async throws -> Void) async throws {
    let router = Router()
    router.get("table/v1/driving/{places}") { request, context -> Response in
      if let refusal { return Response(status: refusal.0, body: .init(byteBuffer: ByteBuffer(string: refusal.1))) }
      let query = request.uri.queryParameters
      let text = osrm(
        path: try context.parameters.require("places"), sources: query["sources"].map { String($0) } ?? "",
        destinations: query["destinations"].map { String($0) } ?? "")
      return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: text)))
    }
    router.post("sources_to_targets") { request, _ -> Response in
      if let refusal { return Response(status: refusal.0, body: .init(byteBuffer: ByteBuffer(string: refusal.1))) }
      let bytes = try await request.body.collect(upTo: 1 << 20)
      let question = try EventCoding.decode(Question.self, from: Array(bytes.readableBytesView))
      return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: valhalla(question))))
    }
    try await Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0))).serving { client in
      try await body("http://127.0.0.1:\(client.port)")
    }
  }
}
