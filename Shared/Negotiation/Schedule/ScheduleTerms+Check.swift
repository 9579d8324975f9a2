extension ScheduleTerms {
  /// Refuses what no schedule can be made of, and names it.
  func check() throws(NegotiationProblem) {
    try Self.check("principal", principalMinor, 1...Self.largestMinor, "minor units")
    try Self.check("instalments", Int64(instalments), 1...Int64(Self.maximumInstalments), "instalments")
    try Self.check("balloon", balloonMinor, 0...principalMinor, "minor units")
    try checkFixed("extras", extras)
    try checkFixed("specials", specials)
    try Self.check("grace_periods", Int64(grace.periods), 0...120, "periods")
    if let firstPeriod {
      try Self.check("first_period.regular_days", Int64(firstPeriod.regularDays), 1...366, "days")
      try Self.check("first_period.days", Int64(firstPeriod.days), 0...2 * Int64(firstPeriod.regularDays), "days")
    }
    if let stepUp {
      try Self.check("step_up.every", Int64(stepUp.every), 1...Int64(Self.maximumInstalments), "instalments")
      try Self.check("step_up.every", Int64((instalments - 1) / stepUp.every), 0...Int64(StepUp.maximumSteps), "steps")
    }
    if method != .french {
      guard specials.isEmpty else { throw unsupported("specials") }
      guard stepUp == nil else { throw unsupported("step_up") }
    }
    guard specials.count < instalments else {
      throw NegotiationProblem("no_level_instalment", "specials", "Every instalment is a special one: nothing is left to be worked out.")
    }
  }

  private func checkFixed(_ field: String, _ amounts: [Int: Int64]) throws(NegotiationProblem) {
    for (number, amount) in amounts.sorted(by: { $0.key < $1.key }) {
      guard (1...instalments).contains(number) else {
        throw NegotiationProblem("out_of_range", field, "There is no instalment \(number) of \(instalments).")
      }
      try Self.check(field, amount, 0...Self.largestMinor, "minor units")
    }
  }

  private static func check(_ field: String, _ value: Int64, _ range: ClosedRange<Int64>, _ unit: String) throws(NegotiationProblem) {
    guard range.contains(value) else {
      throw NegotiationProblem(
        "out_of_range", field, "\(value) \(unit) are not possible: \(range.lowerBound) to \(range.upperBound) are.")
    }
  }

  private func unsupported(_ field: String) -> NegotiationProblem {
    NegotiationProblem("not_with_method", field, "The \(method.rawValue) method has none: only the french one does.")
  }
}
