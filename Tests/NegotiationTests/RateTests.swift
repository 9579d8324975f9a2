import Contracts
import Negotiation
import TestSupport
import Testing

@Suite("Rates")
struct RateTests {
  @Test("C24: decimals are read exactly, with an exponent too; what is none is refused")
  func texts() throws {
    for (text, expected) in [
      ("0.02", "0.02"), ("2e-2", "0.02"), (".5", "0.5"), ("1", "1"), ("0", "0"), ("0.000000000000000001", "0.000000000000000001"),
    ] {
      #expect(try Rate(text).description == expected)
    }
    for text in ["1e9", "-0.1", "9.1", "", "x", "0,02", "1.2.3", "e5", "1e", ".", "NaN"] {
      #expect(throws: NegotiationProblem.self, "\(text)") { try Rate(text) }
    }
    #expect(DecimalText.units("8437.55", decimals: 2) == 843_755)
    #expect(DecimalText.units("8437.50", decimals: 1) == 84_375)
    #expect(DecimalText.units("8437.55", decimals: 1) == nil)
    #expect(DecimalText.units("1000000.00", decimals: 0) == 1_000_000)
    #expect(DecimalText.units("99999999999999999999", decimals: 2) == nil)
    #expect(DecimalText.text(-5, decimals: 2) == "-0.05")
  }

  @Test("C24: effective and nominal annual rates become periodic ones, to 12 decimals")
  func conversions() throws {
    // By Python's decimal with 60 digits: (1.2682417945625)^(1/12) - 1 and the like.
    for (annual, frequency, expected) in [
      ("0.268241794562545", Frequency.monthly, "0.02"), ("0.25", .monthly, "0.018769265122"), ("0.25", .weekly, "0.004288635356"),
      ("0.25", .fortnightly, "0.008595663105"), ("0", .monthly, "0"),
    ] {
      #expect(try RateConversion.periodic(effectiveAnnual: try Rate(annual), frequency).description == expected)
    }
    #expect(try RateConversion.periodic(effectiveAnnual: try Rate("0.25"), days: 30).description == "0.018509786994")
    #expect(RateConversion.periodic(nominalAnnual: try Rate("0.36"), .monthly).description == "0.03")
    #expect(RateConversion.periodic(nominalAnnual: try Rate("0.365"), .weekly).description == "0.007")
    #expect(try RateConversion.effectiveAnnual(periodic: try Rate("0.02"), .monthly).description == "0.268241794563")
    #expect(throws: NegotiationProblem.self) { try RateConversion.effectiveAnnual(periodic: try Rate("0.5"), .weekly) }
    #expect(throws: NegotiationProblem.self) { try RateConversion.periodic(effectiveAnnual: try Rate("0.5"), days: 10_000) }
  }

  @Test("C24: the true rate of a French or German schedule is its own, that of a flat one is higher")
  func trueRate() throws {
    for method in [ScheduleMethod.french, .german] {
      let terms = ScheduleTerms(method: method, principalMinor: 100_000_000_000, rate: try Rate("0.02"), instalments: 12)
      #expect(try TrueRate.periodic(of: Schedule(terms)).rounded(decimals: 9).description == "0.02")
    }
    let flat = ScheduleTerms(method: .flat, principalMinor: 100_000_000, rate: try Rate("0.02"), instalments: 12)
    // By Python's decimal with 60 digits.
    #expect(try TrueRate.periodic(of: Schedule(flat)).description == "0.034752600106")
    let free = ScheduleTerms(method: .french, principalMinor: 1_000, rate: .zero, instalments: 3)
    #expect(try TrueRate.periodic(of: Schedule(free)) == .zero)
    #expect(try TrueRate.periodic(of: Schedule(free), fees: [10, 10, 10]) > .zero)
  }

  @Test(
    "C24: the true rate solves the schedule: at a grid step below, the payments are worth more than what was financed", arguments: 1...4)
  func trueRateOfAny(_ seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed))
    for _ in 0..<12 {
      var terms = random.terms()
      terms = ScheduleTerms(
        method: terms.method, principalMinor: terms.principalMinor + 1_000_000_000_000, rate: terms.rate, instalments: terms.instalments)
      let solved = try TrueRate.periodic(of: Schedule(terms))
      if terms.method == .flat {
        #expect(solved.units >= terms.rate.units - 1_000_000_000)
      } else {
        #expect(abs(solved.units - terms.rate.units) < 1_000_000_000, "\(terms)")
      }
    }
  }

  @Test("C24: a true rate above the ceiling of the place is refused, one at it is offered; no interest where no ceiling is known")
  func usury() throws {
    let day = try #require(CalendarDate("2026-11-22"))
    let ceilings = [
      UsuryCeiling(
        country: "CO", productType: nil, validFrom: day.advanced(byDays: -30), validTo: day, maximumEffectiveAnnual: try Rate("0.2682")),
      UsuryCeiling(
        country: "CO", productType: .microcredit, validFrom: day.advanced(byDays: -30), validTo: nil,
        maximumEffectiveAnnual: try Rate("0.6")),
    ]
    #expect(throws: NegotiationProblem.self) {
      try ceilings.check(try Rate("0.268202"), country: "CO", productType: .loan, on: day)
    }
    try ceilings.check(try Rate("0.2682000001"), country: "CO", productType: .loan, on: day)
    try ceilings.check(try Rate("0.5"), country: "CO", productType: .microcredit, on: day)
    for (country, date) in [("PE", day), ("CO", day.advanced(byDays: 1))] {
      let problem = #expect(throws: NegotiationProblem.self) {
        try ceilings.check(try Rate("0.01"), country: country, productType: .loan, on: date)
      }
      #expect(problem?.code == "no_usury_ceiling")
      try ceilings.check(.zero, country: country, productType: .loan, on: date)
    }
  }
}
