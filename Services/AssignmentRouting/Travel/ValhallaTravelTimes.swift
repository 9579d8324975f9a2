package import Contracts
package import RoutePlanning
package import ServiceKit

/// Travel by a Valhalla server's time-distance matrix (valhalla.github.io/valhalla/api/matrix), costing `auto`.
///
/// Servers bound the places and distances of a request (`service_limits`), so larger matrices are asked for in blocks.
package struct ValhallaTravelTimes: TravelTimes {
  private let service: TravelService

  /// - Parameters:
  ///   - url: `http://host:8002`, without a path.
  ///   - side: rows and columns of one request.
  package init(url: String, outbound: Outbound, side: Int = 50) {
    service = TravelService(server: "Valhalla", url: url, outbound: outbound, side: side)
  }

  private struct Question: Encodable {
    struct Place: Encodable {
      let lat: Double
      let lon: Double
    }

    let sources: [Place]
    let targets: [Place]
    let costing = "auto"
    let units = "kilometers"

    private enum CodingKeys: CodingKey {
      case sources, targets, costing, units
    }
  }

  private struct Matrix: Decodable {
    struct Cell: Decodable {
      let time: Double?
      /// In kilometres.
      let distance: Double?
    }

    let cells: [[Cell]]

    private enum CodingKeys: String, CodingKey {
      case cells = "sources_to_targets"
    }
  }

  private struct Refusal: Decodable {
    let code: Int?
    var text: String? { code.map { String($0) } }

    private enum CodingKeys: String, CodingKey {
      case code = "error_code"
    }
  }

  package func matrix(between places: [Coordinate]) async throws -> TravelMatrix {
    try await service.matrix(between: places) { try await ask($0, places) }
  }

  private func ask(_ block: TravelBlock, _ places: [Coordinate]) async throws -> TravelBlock.Answer {
    func list(_ range: Range<Int>) -> [Question.Place] { places[range].map { Question.Place(lat: $0.latitude, lon: $0.longitude) } }
    let question = try EventCoding.encode(Question(sources: list(block.rows), targets: list(block.columns)))
    let matrix: Matrix = try await service.ask("/sources_to_targets", posting: question, refusal: \Refusal.text)
    return TravelBlock.Answer(
      seconds: matrix.cells.map { $0.map(\.time) }, metres: matrix.cells.map { $0.map { $0.distance.map { $0 * 1_000 } } })
  }
}
