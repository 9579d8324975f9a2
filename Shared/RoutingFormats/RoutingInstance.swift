public import RoutePlanning

/// A problem as a file describes it, with the names that the file gives to things.
public struct RoutingInstance: Sendable {
  /// The class of problem that a file belongs to.
  public enum Kind: String, Sendable, CaseIterable {
    /// Every customer once, capacity and time windows.
    case vrptw
    /// Every customer once, capacity only.
    case cvrp
    /// Time windows, and a prize lost for each customer left out.
    case pcvrptw
    /// Time windows and scores; as much score as possible.
    case toptw
    /// One tour through all nodes.
    case tsp
    /// VROOM's JSON problem.
    case vroom

    /// Whether stops may be left out.
    public var isOptional: Bool { self == .toptw || self == .pcvrptw || self == .vroom }
  }

  public let name: String
  public let kind: Kind
  public let problem: RoutingProblem
  public let objective: ObjectiveConvention
  /// What the file calls each stop: the node's position in the file counted from 0 (the depot), or the job's id.
  public let stopNames: [Int]
  /// What the file calls each collector.
  public let collectorNames: [Int]
  /// Where each place of the travel matrix is, when the file says so: for pictures only.
  public let positions: [PlanePoint]?

  package init(
    name: String, kind: Kind, problem: RoutingProblem, objective: ObjectiveConvention, stopNames: [Int], collectorNames: [Int],
    positions: [PlanePoint]?
  ) {
    self.name = name
    self.kind = kind
    self.problem = problem
    self.objective = objective
    self.stopNames = stopNames
    self.collectorNames = collectorNames
    self.positions = positions
  }

  /// The routes in the file's own names, those without visits left out.
  public func namedRoutes(_ routes: [[Int]]) -> [[Int]] {
    routes.filter { !$0.isEmpty }.map { route in route.map { stopNames[$0] } }
  }
}

/// A point of the file's own plane: x to the right, y upwards, or longitude and latitude in degrees.
public struct PlanePoint: Hashable, Sendable {
  public let x: Double
  public let y: Double

  public init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }
}
