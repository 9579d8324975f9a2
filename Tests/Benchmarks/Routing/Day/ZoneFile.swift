import ArgumentParser
import Contracts
import Foundation
import RoutePlanning

/// A zone's day as JSON, for solvers in other languages: one window a stop, one service time, collectors who are alike, no breaks.
struct ZoneFile: Encodable {
  let opens: [Int]
  let closes: [Int]
  let prizes: [Int]
  let service: Int
  let collectors: Int
  let maximumStops: Int
  let shift: [Int]
  /// Travel between all places, row by row; the first place is where everybody begins and ends.
  let seconds: [Int32]

  private enum CodingKeys: String, CodingKey {
    case opens, closes, prizes, service, collectors
    case maximumStops = "maximum_stops"
    case shift, seconds
  }

  init(_ problem: RoutingProblem) throws {
    guard let collector = problem.collectors.first, collector.breaks.isEmpty, problem.stops.allSatisfy({ $0.windows.count == 1 }) else {
      throw ValidationError("--export: only a city --without-breaks can be written")
    }
    opens = problem.stops.map { $0.windows[0].opens.value }
    closes = problem.stops.map { $0.windows[0].closes.value }
    prizes = problem.stops.map(\.prize)
    service = problem.stops.first?.service.value ?? 0
    collectors = problem.collectors.count
    maximumStops = collector.maximumStops ?? problem.stops.count
    shift = [collector.shift.opens.value, collector.shift.closes.value]
    seconds = problem.matrices[collector.matrix].seconds
  }

  func write(to path: String) throws {
    let file = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try JSONEncoder().encode(self).write(to: file)
  }
}
