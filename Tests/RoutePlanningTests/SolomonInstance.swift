import Contracts
import Foundation
import RoutePlanning

/// Reads the classical instances (M. M. Solomon, Operations Research 35, 1987) from a directory beside the repository, when there.
/// Distances times ten, truncated, as in the DIMACS convention; every stop must be served.
struct SolomonInstance {
  let name: String
  let problem: RoutingProblem

  static var directory: URL? {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let beside = package.deletingLastPathComponent().appendingPathComponent("shared/routing/instances")
    let named = ProcessInfo.processInfo.environment["RONDA_ROUTING_INSTANCES"].map { URL(fileURLWithPath: $0) }
    return [named, beside].compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0.appendingPathComponent("solomon").path) }
  }

  /// Best known distances, times ten.
  static func bestKnown(in set: URL) throws -> [String: Int] {
    var best: [String: Int] = [:]
    for line in try String(contentsOf: set.appendingPathComponent("bks.csv"), encoding: .utf8).split(whereSeparator: \.isNewline) {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      if fields.count > 3, let value = Double(fields[3]) { best[String(fields[0])] = Int((value * 10).rounded()) }
    }
    return best
  }

  init(file: URL) throws {
    name = file.deletingPathExtension().lastPathComponent
    let text = try String(contentsOf: file, encoding: .isoLatin1)
    let rows = text.split(whereSeparator: \.isNewline).map { $0.split(whereSeparator: \.isWhitespace).compactMap { Int($0) } }
    guard let fleet = rows.first(where: { $0.count == 2 }) else { throw CocoaError(.fileReadCorruptFile) }
    let nodes = rows.filter { $0.count == 7 }
    var cells: [Int32] = []
    for from in nodes {
      for to in nodes {
        let dx = Double(from[1] - to[1])
        let dy = Double(from[2] - to[2])
        cells.append(Int32(((dx * dx + dy * dy).squareRoot() * 10 + 1e-9).rounded(.down)))
      }
    }
    let stops = nodes.enumerated().dropFirst().map { index, node in
      let window = TimeWindow(opens: Seconds(node[4] * 10), closes: Seconds(node[5] * 10))
      return RoutingStop(place: index, windows: [window], service: Seconds(node[6] * 10), priority: 1, load: node[3])
    }
    let shift = TimeWindow(opens: Seconds(nodes[0][4] * 10), closes: Seconds(nodes[0][5] * 10))
    let collector = RoutingCollector(start: 0, end: 0, shift: shift, maximumLoad: fleet[1])
    problem = try RoutingProblem(
      stops: stops, collectors: Array(repeating: collector, count: fleet[0]),
      matrices: [TravelMatrix(size: nodes.count, seconds: cells, metres: cells)])
  }
}
