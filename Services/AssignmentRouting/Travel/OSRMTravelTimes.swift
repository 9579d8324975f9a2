package import Contracts
package import RoutePlanning
package import ServiceKit

/// Travel by an OSRM server's table service (project-osrm.org/docs, "Table service"), profile `driving`.
///
/// A server takes 100 places a request unless told otherwise (`--max-table-size`), so larger matrices are asked for in blocks.
package struct OSRMTravelTimes: TravelTimes {
  private let service: TravelService

  /// - Parameters:
  ///   - url: `http://host:5000`, without a path.
  ///   - side: rows and columns of one request.
  package init(url: String, outbound: Outbound, side: Int = 50) {
    service = TravelService(server: "OSRM", url: url, outbound: outbound, side: side)
  }

  private struct Table: Decodable {
    let code: String?
    let durations: [[Double?]]?
    let distances: [[Double?]]?
  }

  package func matrix(between places: [Coordinate]) async throws -> TravelMatrix {
    try await service.matrix(between: places) { try await ask($0, places) }
  }

  private func ask(_ block: TravelBlock, _ places: [Coordinate]) async throws -> TravelBlock.Answer {
    let path = (Array(places[block.rows]) + Array(places[block.columns])).map { "\($0.longitude),\($0.latitude)" }.joined(separator: ";")
    let rows = block.rows.count
    let sources = (0..<rows).map { String($0) }.joined(separator: ";")
    let destinations = (0..<block.columns.count).map { String(rows + $0) }.joined(separator: ";")
    let table: Table = try await service.ask(
      "/table/v1/driving/\(path)?annotations=duration,distance&sources=\(sources)&destinations=\(destinations)", refusal: \Table.code)
    guard table.code == "Ok" else { throw service.error("code \(table.code?.prefix(40) ?? "missing")") }
    guard let durations = table.durations, let distances = table.distances else {
      throw service.error("the answer has no durations or no distances: it needs OSRM 5.20 or newer")
    }
    return TravelBlock.Answer(seconds: durations, metres: distances)
  }
}
