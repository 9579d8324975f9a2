package import Contracts
package import RoutePlanning
package import ServiceKit

/// Travel by an OSRM server's table service (project-osrm.org/docs, "Table service"), profile `driving`.
///
/// A server takes 100 places a request unless told otherwise (`--max-table-size`), so larger matrices are asked for in blocks.
package struct OSRMTravelTimes: TravelTimes {
  private static let server = "OSRM"

  private let url: String
  private let outbound: Outbound
  private let side: Int

  /// - Parameters:
  ///   - url: `http://host:5000`, without a path.
  ///   - side: rows and columns of one request.
  package init(url: String, outbound: Outbound, side: Int = 50) {
    self.url = url
    self.outbound = outbound
    self.side = max(1, side)
  }

  private struct Table: Decodable {
    let code: String
    let message: String?
    let durations: [[Double?]]?
    let distances: [[Double?]]?
  }

  package func matrix(between places: [Coordinate]) async throws -> TravelMatrix {
    try await TravelBlock.matrix(between: places, side: side, server: Self.server) { try await ask($0, places) }
  }

  private func ask(_ block: TravelBlock, _ places: [Coordinate]) async throws -> TravelBlock.Answer {
    let path = (Array(places[block.rows]) + Array(places[block.columns])).map { "\($0.longitude),\($0.latitude)" }.joined(separator: ";")
    let rows = block.rows.count
    let sources = (0..<rows).map { String($0) }.joined(separator: ";")
    let destinations = (0..<block.columns.count).map { String(rows + $0) }.joined(separator: ";")
    let response = try await outbound.send(
      OutboundRequest(
        url: "\(url)/table/v1/driving/\(path)?annotations=duration,distance&sources=\(sources)&destinations=\(destinations)",
        timeout: .seconds(60), maximumResponseBytes: 64 << 20, retry: .brief))
    guard let table = Self.decoded(response.body) else {
      throw TravelServerError(server: Self.server, message: "status \(response.status), and the body is no answer of a table service")
    }
    guard response.status == 200, table.code == "Ok" else {
      throw TravelServerError(server: Self.server, message: "status \(response.status), code \(table.code.prefix(40))")
    }
    guard let durations = table.durations, let distances = table.distances else {
      throw TravelServerError(server: Self.server, message: "the answer has no durations or no distances: it needs OSRM 5.20 or newer")
    }
    return TravelBlock.Answer(seconds: durations, metres: distances)
  }

  private static func decoded(_ body: [UInt8]) -> Table? {
    // What cannot be read is an answer of its own, told by the caller with the status.
    do { return try EventCoding.decode(Table.self, from: body) } catch { return nil }
  }
}
