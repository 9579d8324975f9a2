/// Why a stop is not visited, and what would have it visited.
public struct UnassignedExplanation: Hashable, Sendable {
  public let stop: Int
  /// One for each collector, in the problem's order.
  public let collectors: [CollectorExplanation]

  /// The collector whose limits give way with the least effort, if any can.
  public var cheapest: CollectorExplanation? {
    collectors.filter { $0.relaxations != nil }.min { $0.effort < $1.effort }
  }
}

/// Why one collector does not visit a stop, against the rest of her route as it is.
public struct CollectorExplanation: Hashable, Sendable {
  public let collector: Int
  public let reason: UnassignedReason
  /// What the stop would add to the costs at its cheapest legal place; `nil` when no place is legal.
  public let cost: Int?
  /// What has to give way, all of it together, for this collector to have a legal place that pays: empty when nothing has to (the stop
  /// was only not asked for), `nil` when no limit that can be moved is to blame (there is no way to the stop, or it was withdrawn).
  public let relaxations: [Relaxation]?

  var effort: Int { (relaxations ?? []).reduce(0) { $0 + $1.effort } }
}
