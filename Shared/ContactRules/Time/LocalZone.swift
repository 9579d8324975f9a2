import Contracts

/// The clock of one zone: when its distance to UTC changes, and to what.
///
/// Summer time is laid out for `years`. Before and after them the nearest known distance holds. Rules that a zone had given up by the date
/// of the data are not known: an instant before the change is judged by the clock that is in force today.
final class LocalZone: Sendable {
  static let years = 2020...2060

  /// Milliseconds since 1970 at which a new offset begins, ascending; one fewer than `offsets`.
  private let changes: [Int64]
  /// Milliseconds to add to UTC.
  private let offsets: [Int64]

  init(_ clock: PosixClock) {
    guard let summer = clock.summer else {
      changes = []
      offsets = [Int64(clock.standard) * 1_000]
      return
    }
    var list: [(at: Int, offset: Int)] = []
    for year in Self.years {
      list.append((summer.start.localSeconds(in: year) - clock.standard, summer.offset))
      list.append((summer.end.localSeconds(in: year) - summer.offset, clock.standard))
    }
    list.sort { $0.at < $1.at }
    let before = list[0].offset == clock.standard ? summer.offset : clock.standard
    changes = list.map { Int64($0.at) * 1_000 }
    offsets = [Int64(before) * 1_000] + list.map { Int64($0.offset) * 1_000 }
  }

  /// The number of changes at or before `milliseconds`: the index of the offset in force.
  private func index(at milliseconds: Int64) -> Int {
    var low = 0
    var high = changes.count
    while low < high {
      let middle = (low + high) / 2
      if changes[middle] <= milliseconds { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Milliseconds that the clock is ahead of UTC.
  func offset(at instant: Instant) -> Int64 { offsets[index(at: instant.milliseconds)] }

  /// What clock and calendar show on the spot.
  func local(_ instant: Instant) -> LocalTime {
    LocalTime(milliseconds: instant.milliseconds + offsets[index(at: instant.milliseconds)])
  }

  /// The stretches of time in which the local date is `day` and the local time lies in `minutes`, in order, with those that touch made one.
  ///
  /// An hour that summer time skips is left out, an hour that comes twice counts twice.
  func stretches(day: Int, minutes: Range<Int>) -> [Range<Int64>] {
    let from = Int64(day) * LocalTime.day + Int64(minutes.lowerBound) * 60_000
    let to = Int64(day) * LocalTime.day + Int64(minutes.upperBound) * 60_000
    var result: [Range<Int64>] = []
    // No zone is further than 15 hours from UTC.
    var index = index(at: from - 15 * 3_600_000)
    while index < offsets.count, index == 0 || changes[index - 1] < to + 15 * 3_600_000 {
      let begins = index == 0 ? Int64.min : changes[index - 1]
      let ends = index == changes.count ? Int64.max : changes[index]
      let start = max(from - offsets[index], begins)
      let end = min(to - offsets[index], ends)
      if start < end {
        if let last = result.last, last.upperBound == start {
          result[result.count - 1] = last.lowerBound..<end
        } else {
          result.append(start..<end)
        }
      }
      index += 1
    }
    return result
  }
}
