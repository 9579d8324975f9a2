import Contracts
import RoutePlanning

/// The nodes of a classical instance, still in the file's units, and what turns them into a problem.
///
/// Times and distances are multiplied by `scale` and become whole: the published conventions (ten times the distance, truncated, for
/// Solomon's and Homberger's; see docs/route-solve.md).
struct NodeTable {
  /// A matrix of more nodes takes more memory than a solver should without being asked.
  static let maximumNodes = 12_000

  struct Node {
    var line: Int
    var point = PlanePoint(x: 0, y: 0)
    var demand = 0
    var ready = 0.0
    /// `nil`: at any time.
    var due: Double?
    var service = 0.0
    var prize = 0.0
  }

  var name: String
  var kind: RoutingInstance.Kind
  /// The depot comes first.
  var nodes: [Node]
  var vehicles: Int
  var capacity: Int?
  var scale: Int
  var rule: DistanceRule
  /// Given in place of points.
  var matrix: TravelMatrix?

  func make() throws(RoutingFileError) -> RoutingInstance {
    guard nodes.count > 0 else { throw RoutingFileError("nodes", "there is none; the first is the depot") }
    guard nodes.count <= Self.maximumNodes else {
      throw RoutingFileError("nodes", "\(nodes.count) nodes; at most \(Self.maximumNodes) are read")
    }
    guard vehicles > 0 else { throw RoutingFileError("vehicles", "the fleet is empty") }
    let travel: TravelMatrix
    if let matrix { travel = matrix } else { travel = try rule.matrix(nodes.map(\.point), scale: scale) }
    let shift = try window(of: 0)
    var weight = 1
    // More than all vehicles can travel in their time, so that no saving of travel is worth a point.
    if kind == .toptw { weight = min(1 + vehicles * min(shift.closes.value, 10_000_000), 20_000_000) }
    var stops: [RoutingStop] = []
    for index in nodes.indices.dropFirst() { stops.append(try stop(index, weight: weight)) }
    let collector = RoutingCollector(start: 0, end: 0, shift: shift, maximumLoad: capacity)
    do {
      let problem = try RoutingProblem(
        stops: stops, collectors: Array(repeating: collector, count: min(vehicles, max(1, stops.count))), matrices: [travel])
      return RoutingInstance(
        name: name, kind: kind, problem: problem, objective: objective(weight), stopNames: Array(1..<max(1, nodes.count)),
        collectorNames: Array(1...max(1, problem.collectors.count)), positions: matrix == nil ? nodes.map(\.point) : nil)
    } catch {
      throw renamed(error)
    }
  }

  private func objective(_ weight: Int) -> ObjectiveConvention {
    switch kind {
    case .toptw: .score(weight: weight)
    case .pcvrptw: .distanceAndMissedPrizes(scale: scale)
    default: .distance(scale: scale)
    }
  }

  private func stop(_ index: Int, weight: Int) throws(RoutingFileError) -> RoutingStop {
    let node = nodes[index]
    let isRequired = kind != .toptw && kind != .pcvrptw
    let prize = kind == .toptw ? try whole(node.prize, 1, "score", index) * weight : try whole(node.prize, scale, "prize", index)
    return RoutingStop(
      place: index, windows: node.due == nil ? [] : [try window(of: index)],
      service: Seconds(try whole(node.service, scale, "service time", index)), prize: isRequired ? 0 : prize,
      priority: isRequired ? 1 : 0, load: node.demand)
  }

  private func window(of index: Int) throws(RoutingFileError) -> TimeWindow {
    let node = nodes[index]
    let opens = try whole(node.ready, scale, "ready time", index)
    guard let due = node.due else { return TimeWindow(opens: Seconds(opens), closes: Seconds(RoutingProblem.maximumTime)) }
    let last = Double(RoutingProblem.maximumTime) / Double(scale)
    let closes = try whole(min(due, last), scale, "due time", index)
    guard opens <= closes else {
      throw RoutingFileError(line: node.line, "window of node \(index)", "ends (\(due)) before it begins (\(node.ready))")
    }
    return TimeWindow(opens: Seconds(opens), closes: Seconds(closes))
  }

  private func whole(_ value: Double, _ scale: Int, _ field: String, _ index: Int) throws(RoutingFileError) -> Int {
    let scaled = (value * Double(scale)).rounded(.toNearestOrEven)
    guard scaled >= 0 else { throw RoutingFileError(line: nodes[index].line, "\(field) of node \(index)", "\(value) is negative") }
    guard scaled <= Double(RoutingProblem.maximumTime) else {
      throw RoutingFileError(
        line: nodes[index].line, "\(field) of node \(index)", "\(value) is more than \(RoutingProblem.maximumTime / scale)")
    }
    return Int(scaled)
  }

  /// The planner's complaint in the file's words.
  private func renamed(_ error: RoutingProblemError) -> RoutingFileError {
    if case .stop(let stop) = error.subject, stop + 1 < nodes.count {
      return RoutingFileError(line: nodes[stop + 1].line, "\(error.field) of node \(stop + 1)", error.message)
    }
    return RoutingFileError(error.field, error.message)
  }
}
