package import Contracts

/// When zones that keep changing are planned: after a quiet moment, and at the latest after a while.
///
/// Times are of a clock that only goes forward, since some beginning.
package struct PlanningRhythm: Sendable {
  private struct Seen {
    var revision: Int64
    let first: Duration
    var last: Duration
  }

  package let quiet: Duration
  package let longest: Duration
  private var seen: [ZoneID: Seen] = [:]

  package init(quiet: Duration, longest: Duration) {
    self.quiet = quiet
    self.longest = longest
  }

  /// - Parameter revisions: the zones that wait, each with the number of its last change.
  /// - Returns: those whose time has come, in the order of their ids.
  package mutating func due(_ revisions: [ZoneID: Int64], at now: Duration) -> [ZoneID] {
    seen = seen.filter { revisions[$0.key] != nil }
    for (zoneID, revision) in revisions {
      if seen[zoneID] == nil {
        seen[zoneID] = Seen(revision: revision, first: now, last: now)
      } else if seen[zoneID]?.revision != revision {
        seen[zoneID]?.revision = revision
        seen[zoneID]?.last = now
      }
    }
    return seen.filter { now - $0.value.last >= quiet || now - $0.value.first >= longest }.keys.sorted()
  }
}
