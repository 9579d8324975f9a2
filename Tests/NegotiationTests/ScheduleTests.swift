import Contracts
import Negotiation
import TestSupport
import Testing

@Suite("Schedules")
struct ScheduleTests {
  @Test("C24 V47: every line of the reference vectors, to the cent", arguments: Vector.reference + Vector.derived)
  func vectors(_ vector: Vector) throws {
    let output = Dictionary(uniqueKeysWithValues: zip(InstalmentCase.outputColumns, try vector.worked().output))
    for column in InstalmentCase.outputColumns { #expect(output[column] == vector.columns[column], "\(column)") }
  }

  @Test("C24: there are vectors")
  func counted() { #expect(Vector.reference.count >= 10 && Vector.derived.count >= 10) }

  @Test("C24: the principal sums exactly and no payment is negative, for any principal, rate, count, method and currency", arguments: 1...8)
  func sums(_ seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed))
    for _ in 0..<60 {
      let terms = random.terms()
      let schedule = try Schedule(terms)
      #expect(schedule.instalments.reduce(0) { $0 + $1.principalMinor } == schedule.financedMinor, "\(terms)")
      #expect(schedule.totalPaidMinor == schedule.financedMinor + schedule.totalInterestMinor, "\(terms)")
      #expect(schedule.instalments.last?.balanceMinor == 0, "\(terms)")
      var balance = schedule.financedMinor
      for line in schedule.instalments {
        balance -= line.principalMinor
        #expect(line.balanceMinor == balance && line.paymentMinor == line.interestMinor + line.principalMinor, "\(terms)")
        #expect(line.paymentMinor >= 0 && line.interestMinor >= 0, "\(terms)")
        // Before an extra instalment, or over a long first period, a level one may be less than the interest.
        #expect(line.principalMinor >= 0 || !terms.extras.isEmpty || terms.firstPeriod != nil, "\(terms)")
      }
    }
  }

  @Test("C24: a level instalment differs from its neighbours by nothing, the last by less than a minor unit for each instalment")
  func residue() throws {
    var random = SplitMix(seed: 7)
    for _ in 0..<60 {
      var terms = random.terms()
      terms = ScheduleTerms(method: .french, principalMinor: terms.principalMinor + 100_000, rate: try Rate("0.03"), instalments: 24)
      let payments = try Schedule(terms).instalments.map(\.paymentMinor)
      #expect(Set(payments.dropLast()).count == 1)
      #expect(abs((payments.last ?? 0) - (payments.first ?? 0)) <= 36)
    }
  }

  @Test("V47: a special instalment stands in place of the level one, which is worked out so that the sum holds")
  func specials() throws {
    var terms = ScheduleTerms(method: .french, principalMinor: 100_000_000, rate: try Rate("0.02"), instalments: 12)
    terms.specials = [6: 20_000_000, 12: 0]
    let schedule = try Schedule(terms)
    #expect(schedule.instalments[5].paymentMinor == 20_000_000)
    #expect(schedule.instalments.reduce(0) { $0 + $1.principalMinor } == 100_000_000)
    // The last takes no more than the residue of eleven roundings.
    #expect(abs(schedule.instalments[11].paymentMinor) <= 12)
    // A = (P - S v^6) / (a_11 - v^6), by Python's decimal with 50 digits.
    #expect(schedule.instalments[0].paymentMinor == 9_241_680)
  }

  @Test("C24: instalments step up; the first period may be shorter or longer")
  func stepUpAndFirstPeriod() throws {
    var terms = ScheduleTerms(method: .french, principalMinor: 100_000_000, rate: try Rate("0.02"), instalments: 12)
    terms.stepUp = StepUp(rate: try Rate("0.05"), every: 4)
    let steps = try Schedule(terms).instalments.map(\.paymentMinor)
    #expect(steps[0] == steps[3] && steps[4] == steps[7] && steps[8] == steps[10])
    #expect(abs(steps[4] * 100 - steps[0] * 105) <= 105 && abs(steps[8] * 10_000 - steps[0] * 11_025) <= 11_025)
    #expect(abs(steps[11] - steps[10]) <= 24)
    terms.stepUp = nil
    let regular = try Schedule(terms).instalments[0]
    for (days, interest) in [(45, 3_000_000 as Int64), (15, 1_000_000), (30, 2_000_000), (0, 0)] {
      terms.firstPeriod = FirstPeriod(days: days, regularDays: 30)
      for method in ScheduleMethod.allCases where method != .flat {
        terms.method = method
        let first = try Schedule(terms).instalments[0]
        #expect(first.interestMinor == interest)
        if method == .french { #expect((first.paymentMinor > regular.paymentMinor) == (days > 30)) }
      }
    }
  }

  @Test("V47: grace: capitalised interest grows the principal, interest only is paid, in a dead period nothing accrues")
  func grace() throws {
    var terms = ScheduleTerms(method: .french, principalMinor: 100_000_000, rate: try Rate("0.02"), instalments: 12)
    let none = try Schedule(terms)
    terms.grace = Grace(periods: 3, kind: .interestOnly)
    let interestOnly = try Schedule(terms)
    #expect(interestOnly.instalments.prefix(3).map(\.paymentMinor) == [2_000_000, 2_000_000, 2_000_000])
    #expect(interestOnly.instalments.dropFirst(3).map(\.paymentMinor) == none.instalments.map(\.paymentMinor))
    terms.grace = Grace(periods: 3, kind: .dead)
    #expect(try Schedule(terms).instalments == none.instalments)
    terms.grace = Grace(periods: 3, kind: .capitalised)
    #expect(try Schedule(terms).financedMinor == 106_120_800)
  }

  @Test("V51: due dates by week, fortnight and month; the last day of a short month stands in for a day that it does not have")
  func dueDates() throws {
    func dates(_ frequency: Frequency, _ first: String, _ count: Int) throws -> [String] {
      try frequency.dueDates(from: try #require(CalendarDate(first)), count: count).map(\.description)
    }
    #expect(try dates(.monthly, "2026-12-31", 4) == ["2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31"])
    #expect(try dates(.monthly, "2027-11-30", 5) == ["2027-11-30", "2027-12-30", "2028-01-30", "2028-02-29", "2028-03-30"])
    #expect(try dates(.weekly, "2026-12-28", 2) == ["2026-12-28", "2027-01-04"])
    #expect(try dates(.fortnightly, "2026-12-28", 2) == ["2026-12-28", "2027-01-11"])
    for (first, count) in [("9999-01-01", 1), ("2190-01-01", 200), ("1999-12-31", 1)] {
      #expect(throws: NegotiationProblem.self) { try dates(.monthly, first, count) }
    }
  }
}
