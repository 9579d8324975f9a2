/// Works out the lines of a schedule one after the other.
struct ScheduleBuilder {
  private let terms: ScheduleTerms
  private let financed: Int64
  private var balance: Int64
  private var result: [Instalment] = []

  init(_ terms: ScheduleTerms, financed: Int64) {
    self.terms = terms
    self.financed = financed
    balance = financed
  }

  mutating func lines() throws(NegotiationProblem) -> [Instalment] {
    if terms.grace.kind == .interestOnly {
      for _ in 0..<terms.grace.periods { add(interest: terms.rate.of(balance), principal: 0) }
    }
    switch terms.method {
    case .french: try addLevel()
    case .german: try addEven()
    case .flat: try addEven(flat: try flatInterest())
    }
    return result
  }

  private mutating func addLevel() throws(NegotiationProblem) {
    let annuity = try Annuity(terms, principal: financed)
    var level: [Int: Int64] = [:]
    for number in 1...terms.instalments {
      let owed = interest(number, on: balance)
      guard number < terms.instalments else { return add(interest: owed, principal: balance) }
      let step = (number - 1) / (terms.stepUp?.every ?? terms.instalments)
      let payment: Int64
      if let special = terms.specials[number] {
        payment = special
      } else if let known = level[step] {
        payment = known
      } else {
        payment = try annuity.instalment(number)
        level[step] = payment
      }
      add(interest: owed, principal: min(payment + terms.onTop(number) - owed, balance))
      // Instalments below the interest let the debt grow.
      guard balance <= ScheduleTerms.largestMinor else {
        throw NegotiationProblem("out_of_range", "instalments", "By instalment \(number) more is owed than can be counted.")
      }
    }
  }

  /// Principal in equal parts, plus what comes on top; with the interest on what is owed, or a flat one in equal parts.
  private mutating func addEven(flat: (total: Int64, share: Int64)? = nil) throws(NegotiationProblem) {
    let onTop = terms.extras.values.reduce(terms.balloonMinor) { $0 + $1 }
    guard onTop <= financed else {
      throw NegotiationProblem(
        "fixed_above_debt", terms.extras.isEmpty ? "balloon" : "extras", "The fixed amounts pay more than is owed.")
    }
    let part = Rounding.halfUp(Int128(financed - onTop), Int128(terms.instalments))
    var interestLeft = flat?.total ?? 0
    for number in 1...terms.instalments {
      let isLast = number == terms.instalments
      let share = flat.map { isLast ? interestLeft : min($0.share, interestLeft) }
      interestLeft -= share ?? 0
      add(interest: share ?? interest(number, on: balance), principal: isLast ? balance : min(part + terms.onTop(number), balance))
    }
  }

  private mutating func add(interest: Int64, principal: Int64) {
    balance -= principal
    result.append(
      Instalment(
        number: result.count + 1, paymentMinor: principal + interest, interestMinor: interest, principalMinor: principal,
        balanceMinor: balance))
  }

  /// The interest of a period on what is owed at its beginning.
  private func interest(_ number: Int, on balance: Int64) -> Int64 {
    guard number == 1, let first = terms.firstPeriod else { return terms.rate.of(balance) }
    return Rounding.halfUp(
      Int128(balance) * Int128(terms.rate.units) * Int128(first.days), Int128(Rate.one) * Int128(first.regularDays))
  }

  /// P i n in all, and what falls on each instalment but the last.
  private func flatInterest() throws(NegotiationProblem) -> (total: Int64, share: Int64) {
    let (a, s) = terms.rate.fraction
    let regularDays = UInt64(terms.firstPeriod?.regularDays ?? 1)
    let days = UInt64(terms.instalments - 1) * regularDays + UInt64(terms.firstPeriod?.days ?? 1)
    let interest = BigNatural(minor: financed) * a * days
    let scale = BigNatural(s) * regularDays
    guard
      let total = BigNatural.roundedQuotient(interest, scale),
      let share = BigNatural.roundedQuotient(interest, scale * UInt64(terms.instalments))
    else { throw NegotiationProblem("out_of_range", "periodic_rate", "The interest would be more than can be counted.") }
    return (total, share)
  }
}
