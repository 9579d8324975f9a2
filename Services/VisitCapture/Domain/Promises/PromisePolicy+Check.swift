import Contracts

extension PromisePolicy {
  /// Whether the policy can be published: refuses what no promise could fulfil, and what could not be worked out exactly.
  package func check() throws(RecordProblem) {
    try CountryCode.check(country)
    try Self.check(minimumSharePermille, in: 0...1_000, "minimum_share_permille", "thousandths of what is overdue")
    for (currency, minor) in minimumMinor {
      guard Currency(rawValue: currency) != nil else {
        throw RecordProblem("unknown_currency", "minimum_minor", "Name each least amount by its currency, such as PEN.")
      }
      try Self.check(minor, in: 0...PromiseJudge.largestMinor, "minimum_minor", "minor units of \(currency)")
    }
    try Self.check(maximumDays, in: 0...366, "maximum_days", "days")
    try Self.check(graceDays, in: 0...60, "grace_days", "business days")
    try Self.check(cutOffMinute, in: 1...1_440, "cut_off_minute", "minutes of the day")
    try Self.check(tolerancePermille, in: 0...1_000, "tolerance_permille", "thousandths of the promise")
    try Self.check(partialPermille, in: 1...1_000, "partial_permille", "thousandths of the promise")
    try Self.check(maximumActive, in: 1...100, "maximum_active", "promises")
    try Self.check(maximumDates, in: 1...100, "maximum_dates", "dates")
    try Self.check(maximumRepeats, in: 1...100, "maximum_repeats", "promises")
    try Self.check(repeatDays, in: 0...3_650, "repeat_days", "days")
  }

  private static func check<Number: BinaryInteger>(
    _ value: Number, in range: ClosedRange<Number>, _ field: String, _ of: String
  ) throws(RecordProblem) {
    guard range.contains(value) else {
      throw RecordProblem("out_of_range", field, "\(range.lowerBound) to \(range.upperBound) \(of) are possible.")
    }
  }
}
