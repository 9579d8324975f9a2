package import Contracts

/// What a collector was meant to do on a day beside what was done.
package struct PlanComparison: Sendable, Equatable {
  package struct Planned: Sendable, Equatable {
    package let stopID: StopID
    /// From 1, in the order of the plan.
    package let sequence: Int
    /// Whether it still stands on the newest version of the route. One that does not was paid, closed or given to somebody else.
    package let stands: Bool
    /// When it was visited first.
    package let visitedAt: Instant?

    package init(stopID: StopID, sequence: Int, stands: Bool, visitedAt: Instant?) {
      self.stopID = stopID
      self.sequence = sequence
      self.stands = stands
      self.visitedAt = visitedAt
    }
  }

  package let stops: [Planned]

  /// - Parameter stops: in the order of the plan.
  package init(_ stops: [Planned]) { self.stops = stops }

  /// Those that were to be done: visited, or still on the route.
  package var due: Int { stops.count { $0.stands || $0.visitedAt != nil } }
  package var done: Int { stops.count { $0.visitedAt != nil } }

  /// On the route to the end, and not visited.
  package var skipped: [StopID] { stops.filter { $0.stands && $0.visitedAt == nil }.map(\.stopID) }

  /// What was visited, in that order; at the same instant in the order of the plan.
  package var visited: [Planned] {
    stops.filter { $0.visitedAt != nil }.sorted { a, b in
      guard let first = a.visitedAt, let second = b.visitedAt, first != second else { return a.sequence < b.sequence }
      return first < second
    }
  }

  /// Pairs of visited stops, and how many of them were visited the other way round than planned.
  package var pairs: (all: Int, inverted: Int) {
    let order = visited.map(\.sequence)
    var inverted = 0
    for index in order.indices { inverted += order[(index + 1)...].count { $0 < order[index] } }
    return (order.count * (order.count - 1) / 2, inverted)
  }

  /// The fewest visited stops without which the others were visited in the planned order: those outside of a longest increasing
  /// subsequence (C. Schensted, 1961).
  package var outOfOrder: [StopID] {
    let order = visited
    var lengths = [Int](repeating: 1, count: order.count)
    var previous = [Int?](repeating: nil, count: order.count)
    for index in order.indices {
      for earlier in 0..<index where order[earlier].sequence < order[index].sequence && lengths[earlier] + 1 > lengths[index] {
        lengths[index] = lengths[earlier] + 1
        previous[index] = earlier
      }
    }
    var kept: Set<Int> = []
    var cursor = lengths.indices.max { lengths[$0] < lengths[$1] }
    while let index = cursor {
      kept.insert(index)
      cursor = previous[index]
    }
    return order.indices.filter { !kept.contains($0) }.map { order[$0].stopID }
  }
}
