/// What PostgreSQL says of the transactions that a look could see.
package struct Snapshot: Sendable, Equatable {
  /// Every transaction below this one had ended.
  package let oldestRunning: Int64
  /// The first transaction that had not begun.
  package let next: Int64

  package init(oldestRunning: Int64, next: Int64) {
    self.oldestRunning = oldestRunning
    self.next = next
  }
}

/// How far the relay has come in an outbox whose ids are given before their transactions commit.
///
/// All ids up to `upTo` are published, except those in `gaps`: ids that were given to a transaction that had not committed when a
/// higher id was seen. A gap stays open until its row appears, or until every transaction that could own it has ended.
///
/// Rows are published in the order of their ids. Two events about the same subject are written under that subject's row lock, so that a
/// higher id becomes visible only after the lower one, and the order of a subject is kept although a gap may be filled late.
package struct RelayPosition: Sendable, Equatable {
  package struct Gap: Sendable, Equatable {
    package var first: Int64
    package var last: Int64
    /// The first transaction that cannot own one of these ids.
    package var horizon: Int64

    package init(first: Int64, last: Int64, horizon: Int64) {
      self.first = first
      self.last = last
      self.horizon = horizon
    }
  }

  package private(set) var upTo: Int64
  package private(set) var gaps: [Gap]

  package init(upTo: Int64 = 0, gaps: [Gap] = []) {
    self.upTo = upTo
    self.gaps = gaps
  }

  /// Whether the row was published by the time of this position, or never will be.
  package func isPast(_ id: Int64) -> Bool {
    id <= upTo && !gaps.contains { ($0.first...$0.last).contains(id) }
  }

  /// The position after `published`, ids in rising order, were seen under `snapshot`.
  ///
  /// - Parameter sawAll: whether the look returned everything that was visible; a limited look says nothing of gaps beyond its end.
  package func advanced(past published: [Int64], under snapshot: Snapshot, sawAll: Bool) -> RelayPosition {
    var next = RelayPosition(upTo: upTo, gaps: [])
    let lastSeen = sawAll ? Int64.max : published.last ?? 0
    var seen = published[...]
    for gap in gaps {
      let filled = seen.prefix { $0 <= gap.last }
      seen = seen.dropFirst(filled.count)
      let isClosed = gap.horizon <= snapshot.oldestRunning && gap.last <= lastSeen
      if isClosed { continue }
      next.gaps += gap.split(by: filled)
    }
    for id in seen {
      if id > next.upTo + 1 {
        next.gaps.append(Gap(first: next.upTo + 1, last: id - 1, horizon: snapshot.next))
      }
      next.upTo = id
    }
    return next
  }
}

extension RelayPosition.Gap {
  /// What is left of the gap once `filled`, ids inside it in rising order, are published.
  fileprivate func split(by filled: some Sequence<Int64>) -> [RelayPosition.Gap] {
    var rest: [RelayPosition.Gap] = []
    var start = first
    for id in filled {
      if id > start { rest.append(.init(first: start, last: id - 1, horizon: horizon)) }
      start = id + 1
    }
    if start <= last { rest.append(.init(first: start, last: last, horizon: horizon)) }
    return rest
  }
}
