package import ContactRules
package import Contracts
package import Negotiation

/// Works out what terms come to, and refuses those that a plan or the law does not allow. Pure.
package struct Quoter: Sendable {
  private let rules: ContactRules
  private let ceilings: [UsuryCeiling]
  private let unitValues: [UnitValue]

  /// - Parameter unitValues: of the units that legal caps on fees are expressed in.
  package init(rules: ContactRules, ceilings: [UsuryCeiling], unitValues: [UnitValue] = []) {
    self.rules = rules
    self.ceilings = ceilings
    self.unitValues = unitValues
  }

  /// - Parameter day: the date of the deal, by the debtor's calendar.
  package func quote(
    _ terms: AgreementTerms, under plan: ReliefPlan, for subject: PlanSubject, on day: CalendarDate
  ) throws(RecordProblem) -> AgreementQuote {
    let account = subject.account
    guard plan.applies(to: subject, on: day) else {
      throw RecordProblem("plan_not_applicable", "plan_code", "The plan \(plan.code) is not for this account.")
    }
    try checkLimits(terms, plan, day)
    do {
      let waiver = try Waiver(of: plan.debt(of: account), shares: terms.waivers ?? [:], condition: plan.waiverCondition)
      let isOverLimit = try checkWaivers(terms, plan, account)
      let down = try downPayment(terms, plan, waiver)
      let schedule = try Schedule(scheduleTerms(terms, plan, principal: waiver.netMinor - down, day))
      let fee = try fee(plan, account, recovered: waiver.netMinor, day)
      let lines = try lines(schedule, terms, plan, down: down, fee: fee?.totalMinor ?? 0, day, subject.debtor.country)
      let rate = try TrueRate.effectiveAnnual(of: schedule, terms.frequency, fees: lines.filter { $0.number > 0 }.map(\.feeMinor))
      try ceilings.check(rate, country: subject.debtor.country, productType: account.productType, on: day)
      let measures = measures(terms, waiver, subject, day)
      let level = max(plan.approvals.level(of: measures, for: account), isOverLimit ? plan.approvals.overLimitLevel ?? 0 : 0)
      return AgreementQuote(
        planCode: plan.code, planVersion: plan.version, currency: account.currency, debt: waiver.debt, waived: waiver.waived,
        waivedBasisPoints: waiver.waivedBasisPoints, downPaymentMinor: down, financedMinor: schedule.financedMinor,
        periodicRate: schedule.terms.rate, trueAnnualRate: rate, feeMinor: fee?.netMinor ?? 0, feeVATMinor: fee?.vatMinor ?? 0,
        totalInterestMinor: schedule.totalInterestMinor, totalMinor: lines.reduce(0) { $0 + $1.totalMinor }, approvalLevel: level,
        lines: lines)
    } catch let problem as NegotiationProblem {
      throw RecordProblem(problem.code, problem.field, problem.message)
    } catch let problem as RecordProblem {
      throw problem
    } catch {
      throw RecordProblem("invalid", "terms", "The terms cannot be worked out.")
    }
  }

  // MARK: - Limits

  private func checkLimits(_ terms: AgreementTerms, _ plan: ReliefPlan, _ day: CalendarDate) throws(RecordProblem) {
    guard plan.methods.contains(terms.method) else {
      throw RecordProblem("method_not_offered", "method", "The plan does not offer the \(terms.method.rawValue) method.")
    }
    guard plan.frequencies.contains(terms.frequency) else {
      throw RecordProblem("frequency_not_offered", "frequency", "The plan does not offer \(terms.frequency.rawValue) instalments.")
    }
    guard (1...plan.maximumInstalments).contains(terms.instalments) else {
      throw RecordProblem(
        "too_many_instalments", "instalments", "The plan allows 1 to \(plan.maximumInstalments) instalments: not \(terms.instalments).")
    }
    guard terms.firstDueOn >= day, terms.firstDueOn <= day.advanced(byDays: plan.maximumFirstDueDays) else {
      throw RecordProblem(
        "first_due_out_of_range", "first_due_on",
        "The first instalment falls due within \(plan.maximumFirstDueDays) days of \(day): not on \(terms.firstDueOn).")
    }
    guard terms.specials <= plan.maximumSpecials else {
      throw RecordProblem(
        "too_many_specials", "fixed_instalments", "The plan allows \(plan.maximumSpecials) instalments of their own amount.")
    }
    if let grace = terms.grace, grace.periods > 0 {
      guard plan.graceKinds.contains(grace.kind), grace.periods <= plan.maximumGracePeriods else {
        throw RecordProblem(
          "grace_not_offered", "grace", "The plan does not offer \(grace.periods) periods of \(grace.kind.rawValue) grace.")
      }
    }
  }

  /// - Returns: whether more is let go than the plan allows by itself.
  private func checkWaivers(_ terms: AgreementTerms, _ plan: ReliefPlan, _ account: AccountUpdated) throws(RecordProblem) -> Bool {
    let maxima = plan.waiverMaxima(for: account)
    let over = DebtComponent.allCases.first { (terms.waivers?[$0] ?? .zero) > maxima[$0] ?? .zero }
    guard let over else { return false }
    guard plan.approvals.overLimitLevel != nil else {
      throw RecordProblem(
        "waiver_above_limit", "waivers.\(over.rawValue)", "The plan lets go at most \(maxima[over] ?? .zero) of this component.")
    }
    return true
  }

  private func downPayment(_ terms: AgreementTerms, _ plan: ReliefPlan, _ waiver: Waiver) throws(RecordProblem) -> Int64 {
    let down = terms.downPaymentMinor ?? 0
    let minimum = plan.minimumDownPayment.of(waiver.netMinor)
    guard down >= minimum else {
      throw RecordProblem("below_minimum", "down_payment_minor", "The down payment is of at least \(minimum) minor units: not \(down).")
    }
    guard down < waiver.netMinor else {
      throw RecordProblem("nothing_left", "down_payment_minor", "The down payment leaves nothing to be paid in instalments.")
    }
    return down
  }

  // MARK: - Working out

  private func scheduleTerms(
    _ terms: AgreementTerms, _ plan: ReliefPlan, principal: Int64, _ day: CalendarDate
  ) throws(NegotiationProblem) -> ScheduleTerms {
    var schedule = ScheduleTerms(
      method: terms.method, principalMinor: principal, rate: try plan.rate.periodic(terms.frequency), instalments: terms.instalments)
    schedule.balloonMinor = terms.balloonMinor ?? 0
    for fixed in terms.fixedInstalments ?? [] {
      guard schedule.extras[fixed.number] == nil, schedule.specials[fixed.number] == nil else {
        throw NegotiationProblem("repeated", "fixed_instalments", "Instalment \(fixed.number) stands there twice.")
      }
      if fixed.inPlace == true {
        schedule.specials[fixed.number] = fixed.amountMinor
      } else {
        schedule.extras[fixed.number] = fixed.amountMinor
      }
    }
    schedule.grace = terms.grace ?? .none
    schedule.firstPeriod = firstPeriod(terms, day)
    return schedule
  }

  /// `nil` when the first instalment falls due one period after the deal, or later because of the grace.
  private func firstPeriod(_ terms: AgreementTerms, _ day: CalendarDate) -> FirstPeriod? {
    guard terms.grace.map({ $0.periods == 0 }) ?? true else { return nil }
    let regular = terms.frequency == .weekly ? 7 : terms.frequency == .fortnightly ? 14 : 30
    let days = terms.firstDueOn.days(since: day)
    let isMonth = terms.frequency == .monthly && (28...31).contains(days)
    return isMonth || days == regular ? nil : FirstPeriod(days: min(days, 2 * regular), regularDays: regular)
  }

  private func fee(
    _ plan: ReliefPlan, _ account: AccountUpdated, recovered: Int64, _ day: CalendarDate
  ) throws(NegotiationProblem) -> CollectionFee? {
    guard let fees = plan.fees, fees.bearer == .debtor else { return nil }
    let published = unitValues.first { $0.unit == fees.cap?.unit && $0.validOn == day }?.hundredths
    if let cap = fees.cap, account.daysPastDue > cap.afterDay, plan.feeUnitHundredths ?? published == nil {
      throw NegotiationProblem(
        "unit_value_missing", "plan_code", "What one \(cap.unit) is worth on \(day) has not been published: the legal cap needs it.")
    }
    return try fees.fee(
      on: fees.base == .overdue ? account.overdueMinor : recovered, daysPastDue: account.daysPastDue,
      unitHundredths: plan.feeUnitHundredths ?? published)
  }

  private func lines(
    _ schedule: Schedule, _ terms: AgreementTerms, _ plan: ReliefPlan, down: Int64, fee: Int64, _ day: CalendarDate, _ country: String
  ) throws(NegotiationProblem) -> [AgreedInstalment] {
    let count = schedule.silentPeriods + schedule.instalments.count
    let dates = try terms.frequency.dueDates(from: terms.firstDueOn, count: count).dropFirst(schedule.silentPeriods)
    func cutOff(_ date: CalendarDate) -> CalendarDate { rules.businessDay(plan.graceDays, after: date, in: country) }
    var lines: [AgreedInstalment] = []
    if down > 0 {
      lines.append(
        AgreedInstalment(
          number: 0, dueOn: day, cutOffOn: cutOff(day), paymentMinor: down, interestMinor: 0, principalMinor: down,
          balanceMinor: schedule.terms.principalMinor, feeMinor: 0))
    }
    let share = fee / Int64(schedule.instalments.count)
    for (line, date) in zip(schedule.instalments, dates) {
      let isLast = line.number == schedule.instalments.count
      lines.append(
        AgreedInstalment(
          number: line.number, dueOn: date, cutOffOn: cutOff(date), paymentMinor: line.paymentMinor, interestMinor: line.interestMinor,
          principalMinor: line.principalMinor, balanceMinor: line.balanceMinor,
          feeMinor: isLast ? fee - share * Int64(schedule.instalments.count - 1) : share))
    }
    return lines
  }

  private func measures(
    _ terms: AgreementTerms, _ waiver: Waiver, _ subject: PlanSubject, _ day: CalendarDate
  ) -> [ApprovalMatrix.Measure: Int64] {
    [
      .waivedBasisPoints: waiver.waivedBasisPoints, .waivedMinor: waiver.waived.total, .instalments: Int64(terms.instalments),
      .firstDueDays: Int64(terms.firstDueOn.days(since: day)), .brokenPlans: subject.brokenAgreements,
      .daysPastDue: Int64(subject.account.daysPastDue),
    ]
  }
}

extension ContactRules {
  /// The date so many business days of the place later. A day of which it is not known whether it is a holiday counts as one of work.
  func businessDay(_ count: Int, after date: CalendarDate, in country: String) -> CalendarDate {
    var date = date
    var left = count
    while left > 0 {
      date = date.advanced(byDays: 1)
      let isWeekend = date.weekday == .saturday || date.weekday == .sunday
      if !isWeekend, isHoliday(date, in: Jurisdiction(country)) != true { left -= 1 }
    }
    return date
  }
}
