/// Stretches of time in UTC milliseconds, in order.
enum Stretches {
  /// What is left of `open` without `closed`; the closed ones may overlap.
  static func difference(_ open: [Range<Int64>], _ closed: [Range<Int64>]) -> [Range<Int64>] {
    guard !closed.isEmpty else { return open }
    var result: [Range<Int64>] = []
    for stretch in open {
      var start = stretch.lowerBound
      for gap in closed where gap.upperBound > start && gap.lowerBound < stretch.upperBound {
        if gap.lowerBound > start { result.append(start..<gap.lowerBound) }
        start = max(start, gap.upperBound)
      }
      if start < stretch.upperBound { result.append(start..<stretch.upperBound) }
    }
    return result
  }
}
