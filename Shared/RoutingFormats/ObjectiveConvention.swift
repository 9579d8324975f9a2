/// What a family of instances counts, in the unit in which its results are published.
public enum ObjectiveConvention: Hashable, Sendable {
  /// Total distance, minimised; `scale` of the matrix's units are one of the file's.
  case distance(scale: Int)
  /// Total distance plus the prizes of the nodes left out, minimised. `missing` is the sum of all prizes in the matrix's units.
  case distanceAndMissedPrizes(scale: Int)
  /// Sum of scores, maximised. A point of score is `weight` of the problem's prize units, so much that no travel outweighs it.
  case score(weight: Int)
  /// Travel, fixed costs and priorities of a VROOM problem.
  case cost

  public var isMaximised: Bool {
    if case .score = self { return true }
    return false
  }

  /// - Parameters:
  ///   - distance: of all routes, in the matrix's units.
  ///   - collected: prizes of the visited stops, in the problem's prize units.
  ///   - total: prizes of all stops.
  public func value(distance: Int, collected: Int, total: Int) -> Double {
    switch self {
    case .distance(let scale): Double(distance) / Double(scale)
    case .distanceAndMissedPrizes(let scale): Double(distance + total - collected) / Double(scale)
    case .score(let weight): Double(collected / weight)
    case .cost: Double(distance)
    }
  }

  /// Per cent worse than the best known value; negative is better. `nil` without one.
  public func gap(_ value: Double, bestKnown: Double?) -> Double? {
    guard let bestKnown, bestKnown != 0 else { return nil }
    let worse = isMaximised ? bestKnown - value : value - bestKnown
    return (100_000 * worse / bestKnown).rounded() / 1_000
  }
}
