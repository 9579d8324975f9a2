public import Contracts
public import RoutePlanning

/// Travel on the streets of a map, in process: from any point to the nearest street, along the fastest way, and from the street to the
/// point, the first and last metres on foot.
///
/// Measured on central São Paulo (see docs/travel-times.md): 500 x 500 points in a third of a second on one core.
public struct StreetTravelTimes: TravelTimes {
  /// A point farther than this from every street is not reached: all its cells are missing.
  public static let farthestFromStreet = 1_000.0
  /// Tenths of a second for a metre between a point and its street, at 4.8 km/h.
  private static let tenthsPerMetre = 7.5

  private let graph: StreetGraph

  public init(_ graph: StreetGraph) {
    self.graph = graph
  }

  /// Where a place touches the streets.
  private struct Access {
    let segment: Int
    let share: Double
    let tenths: Int
    let decimetres: Int

    /// On a crossing itself every street that leaves it is open, not only the one that was found first.
    var isAtStart: Bool { share < 1e-6 }
    var isAtEnd: Bool { share > 1 - 1e-6 }
  }

  public func matrix(between places: [Coordinate]) async -> TravelMatrix { makeMatrix(between: places) }

  /// The same, on the calling thread.
  public func makeMatrix(between places: [Coordinate]) -> TravelMatrix {
    let size = places.count
    let accesses = places.map(access)
    var seconds = [Int32](repeating: TravelMatrix.missing, count: size * size)
    var metres = seconds
    let ends = accesses.compactMap { $0 }.flatMap { [graph.segments[$0.segment].from, graph.segments[$0.segment].to] }
    let search = StreetSearch(graph, targets: ends)
    for (row, access) in accesses.enumerated() {
      seconds[row * size + row] = 0
      metres[row * size + row] = 0
      guard let access else { continue }
      search.run(from: seeds(access))
      for (column, target) in accesses.enumerated() where column != row {
        guard let target, let way = way(from: access, to: target, search) else { continue }
        // Rounded up, so that no plan counts on arriving a second early.
        seconds[row * size + column] = Int32(clamping: min((way.tenths + 9) / 10, RoutingProblem.maximumTime))
        metres[row * size + column] = Int32(clamping: min((way.decimetres + 5) / 10, RoutingProblem.maximumTime))
      }
    }
    return TravelMatrix(size: size, seconds: seconds, metres: metres)
  }

  private func access(_ place: Coordinate) -> Access? {
    guard let hit = graph.grid.nearest(to: StreetPoint(place), within: Self.farthestFromStreet) else { return nil }
    return Access(
      segment: hit.segment, share: hit.share, tenths: Int((hit.metres * Self.tenthsPerMetre).rounded()),
      decimetres: Int((hit.metres * 10).rounded()))
  }

  private static func part(_ whole: Int32, _ share: Double) -> Int32 { Int32((Double(whole) * share).rounded()) }

  /// Where the way from a place begins: at the ends of its street that may be driven to, or at the crossing on which it lies.
  private func seeds(_ access: Access) -> [(node: Int32, time: Int32, length: Int32)] {
    let segment = graph.segments[access.segment]
    if access.isAtStart { return [(segment.from, 0, 0)] }
    if access.isAtEnd { return [(segment.to, 0, 0)] }
    var seeds: [(node: Int32, time: Int32, length: Int32)] = []
    if segment.along >= 0 {
      seeds.append((segment.to, Self.part(segment.along, 1 - access.share), Self.part(segment.length, 1 - access.share)))
    }
    if segment.against >= 0 {
      seeds.append((segment.from, Self.part(segment.against, access.share), Self.part(segment.length, access.share)))
    }
    return seeds
  }

  private func way(from: Access, to: Access, _ search: StreetSearch) -> (tenths: Int, decimetres: Int)? {
    let segment = graph.segments[to.segment]
    var best: (time: Int32, length: Int32)?
    func offer(_ time: Int32, _ length: Int32) { if time < best?.time ?? Int32.max { best = (time, length) } }
    if to.isAtStart, let label = search.label(segment.from) { offer(label.time, label.length) }
    if to.isAtEnd, let label = search.label(segment.to) { offer(label.time, label.length) }
    if segment.along >= 0, let label = search.label(segment.from) {
      offer(label.time + Self.part(segment.along, to.share), label.length + Self.part(segment.length, to.share))
    }
    if segment.against >= 0, let label = search.label(segment.to) {
      offer(label.time + Self.part(segment.against, 1 - to.share), label.length + Self.part(segment.length, 1 - to.share))
    }
    if from.segment == to.segment {
      let ahead = to.share - from.share
      if ahead >= 0, segment.along >= 0 { offer(Self.part(segment.along, ahead), Self.part(segment.length, ahead)) }
      if ahead <= 0, segment.against >= 0 { offer(Self.part(segment.against, -ahead), Self.part(segment.length, -ahead)) }
    }
    guard let best else { return nil }
    return (from.tenths + Int(best.time) + to.tenths, from.decimetres + Int(best.length) + to.decimetres)
  }
}
