package import Contracts
package import RoutePlanning
package import ServiceKit

/// Travel by a Valhalla server's time-distance matrix (valhalla.github.io/valhalla/api/matrix), costing `auto`.
///
/// Servers bound the places and distances of a request (`service_limits`), so larger matrices are asked for in blocks.
package struct ValhallaTravelTimes: TravelTimes {
  private static let server = "Valhalla"

  private let url: String
  private let outbound: Outbound
  private let side: Int

  /// - Parameters:
  ///   - url: `http://host:8002`, without a path.
  ///   - side: rows and columns of one request.
  package init(url: String, outbound: Outbound, side: Int = 50) {
    self.url = url
    self.outbound = outbound
    self.side = max(1, side)
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

    private enum CodingKeys: String, CodingKey {
      case code = "error_code"
    }
  }

  package func matrix(between places: [Coordinate]) async throws -> TravelMatrix {
    try await TravelBlock.matrix(between: places, side: side, server: Self.server) { try await ask($0, places) }
  }

  private func ask(_ block: TravelBlock, _ places: [Coordinate]) async throws -> TravelBlock.Answer {
    func list(_ range: Range<Int>) -> [Question.Place] { places[range].map { Question.Place(lat: $0.latitude, lon: $0.longitude) } }
    let question = Question(sources: list(block.rows), targets: list(block.columns))
    let response = try await outbound.send(
      OutboundRequest(
        method: "POST", url: "\(url)/sources_to_targets", headers: [(name: "Content-Type", value: "application/json")],
        body: try EventCoding.encode(question), timeout: .seconds(60), maximumResponseBytes: 64 << 20, retry: .brief))
    guard response.status == 200 else {
      throw TravelServerError(server: Self.server, message: "status \(response.status)\(Self.code(response.body))")
    }
    do {
      let cells = try EventCoding.decode(Matrix.self, from: response.body).cells
      return TravelBlock.Answer(
        seconds: cells.map { $0.map(\.time) }, metres: cells.map { $0.map { $0.distance.map { $0 * 1_000 } } })
    } catch {
      throw TravelServerError(server: Self.server, message: "the body is no answer of the matrix service")
    }
  }

  private static func code(_ body: [UInt8]) -> String {
    // Valhalla's own number of the error, when it gives one; its text may repeat places.
    do { return try EventCoding.decode(Refusal.self, from: body).code.map { ", error \($0)" } ?? "" } catch { return "" }
  }
}
