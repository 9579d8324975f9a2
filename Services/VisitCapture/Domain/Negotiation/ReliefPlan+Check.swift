import Negotiation

extension ReliefPlan {
  /// Refuses a plan under which nothing could be agreed, or too much.
  package func check() throws(RecordProblem) {
    try Self.require(!code.isEmpty && code.utf8.count <= 64, "code", "A plan has a code of 1 to 64 bytes.")
    try Self.require(!nameES.isEmpty && !nameEN.isEmpty, "name_es", "A plan has a name in Spanish and one in English.")
    try Self.require(!countries.isEmpty, "countries", "Name at least one country.")
    try Self.require(!methods.isEmpty, "methods", "Name at least one method.")
    try Self.require(!frequencies.isEmpty, "frequencies", "Name at least one frequency.")
    try Self.require(
      (1...ScheduleTerms.maximumInstalments).contains(maximumInstalments), "maximum_instalments",
      "A plan has 1 to \(ScheduleTerms.maximumInstalments) instalments.")
    try Self.require(validTo.map { $0 >= validFrom } ?? true, "valid_to", "The plan ends before it begins.")
    try Self.require(Self.isShare(minimumDownPayment), "minimum_down_payment", "A share is at most 1.")
    for limit in waiverLimits {
      try Self.require(limit.maxima.values.allSatisfy(Self.isShare), "waiver_limits", "A share is at most 1.")
    }
    try Self.require((0...366).contains(maximumFirstDueDays), "maximum_first_due_days", "0 to 366 days are possible.")
    try Self.require((0...60).contains(graceDays), "grace_days", "0 to 60 days are possible.")
    try Self.require((0...366).contains(defaultAfterDays), "default_after_days", "0 to 366 days are possible.")
    try Self.require((0...120).contains(maximumGracePeriods), "maximum_grace_periods", "0 to 120 periods are possible.")
    try Self.require(
      feeUnitHundredths.map { (1...UnitValue.largestHundredths).contains($0) } ?? true, "fee_unit_hundredths",
      "A unit is worth 1 to \(UnitValue.largestHundredths) hundredths of a minor unit.")
    try Self.require((1...2_160).contains(signWithin), "sign_within_hours", "There are 1 to 2160 hours for signing.")
    if let incentive { try incentive.check() }
    for frequency in frequencies {
      do {
        _ = try rate.periodic(frequency)
      } catch {
        throw RecordProblem(error.code, "rate", error.message)
      }
    }
    try approvals.check()
  }

  private static func isShare(_ rate: Rate) -> Bool { Rate(numerator: 1, denominator: 1).map { rate <= $0 } ?? false }

  private static func require(_ holds: Bool, _ field: String, _ message: String) throws(RecordProblem) {
    guard holds else { throw RecordProblem("invalid", field, message) }
  }
}
