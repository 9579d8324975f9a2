/// Why a stop is where it is.
public struct VisitExplanation: Hashable, Sendable {
  /// What decides for the collector, the strongest ground first.
  public enum Ground: Hashable, Sendable {
    /// Pinned to this collector.
    case pinned
    /// Part of the beginning that must not change.
    case locked
    /// No other collector has a legal place for it.
    case onlyCollector
    /// With every other collector it would cost at least so much more.
    case cheapest(by: Int)
    /// Moving it alone to another collector would save so much; it takes an exchange of several stops to find better, or more search.
    case dearer(by: Int)

    /// For machines, lower snake case.
    public var code: String {
      switch self {
      case .pinned: "pinned"
      case .locked: "locked"
      case .onlyCollector: "only_collector"
      case .cheapest: "cheapest"
      case .dearer: "dearer"
      }
    }

    /// By how much, in prize units; `nil` where the case has no amount.
    public var amount: Int? {
      switch self {
      case .pinned, .locked, .onlyCollector: nil
      case .cheapest(let by), .dearer(let by): by
      }
    }
  }

  /// What another collector could do with it.
  public enum Alternative: Hashable, Sendable {
    /// At her best place for it so much more (or, below zero, less) than now.
    case costs(more: Int)
    /// What forbids it at the place with the fewest complaints.
    case forbidden([RouteViolation])
  }

  public let stop: Int
  public let collector: Int
  /// 0 for the first visit.
  public let position: Int
  public let ground: Ground
  /// One for each collector, in the problem's order; `nil` for the one who visits.
  public let alternatives: [Alternative?]
  /// What the visit adds to the costs where it is.
  public let cost: Int
  /// What it earns: its prize.
  public let prize: Int
  /// How much cheaper its place is than the next best legal one on the same route; `nil` when there is no other.
  public let betterThanNextPlace: Int?
}
