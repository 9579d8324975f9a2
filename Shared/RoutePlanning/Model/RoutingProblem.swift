/// A day to plan: stops, collectors, travel between places, and what is already decided. Checked once, here; immutable.
///
/// Limits: times and durations up to `maximumTime` seconds, cells of a matrix too; a handful of different priorities (their
/// weights must fit 62 bits, which 400 stops on each of four levels do).
public struct RoutingProblem: Sendable {
  /// About three years; far beyond any plan, and small enough that sums in the search cannot overflow.
  public static let maximumTime = 100_000_000

  public let stops: [RoutingStop]
  public let collectors: [RoutingCollector]
  public let matrices: [TravelMatrix]
  /// One for each collector.
  public let initialRoutes: [InitialRoute]

  /// What leaving a stop out costs: its prize, and for priorities and pins an amount above everything of lower rank together.
  package let weights: [Int]

  /// - Parameter initialRoutes: one for each collector, or none at all.
  /// - Throws: the first thing found wrong, naming the stop or collector and the field.
  public init(
    stops: [RoutingStop], collectors: [RoutingCollector], matrices: [TravelMatrix], initialRoutes: [InitialRoute] = []
  ) throws(RoutingProblemError) {
    self.stops = stops
    self.collectors = collectors
    self.matrices = matrices
    self.initialRoutes = initialRoutes.isEmpty ? collectors.map { _ in InitialRoute() } : initialRoutes
    let checks = RoutingProblemChecks(stops: stops, collectors: collectors, matrices: matrices, initialRoutes: self.initialRoutes)
    try checks.run()
    weights = try StopWeights(stops: stops, collectors: collectors, matrices: matrices).make()
  }

  /// A part of a checked problem, or one with limits moved: for judging routes. Not checked again; places stay rows of the same matrices.
  init(part stops: [RoutingStop], collectors: [RoutingCollector], of whole: RoutingProblem) {
    self.stops = stops
    self.collectors = collectors
    matrices = whole.matrices
    initialRoutes = collectors.map { _ in InitialRoute() }
    weights = stops.count == whole.stops.count ? whole.weights : stops.map(\.prize)
  }
}
