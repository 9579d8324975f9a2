package import Contracts
package import Negotiation

/// An agreement as it is kept: the last event about it, and all that was agreed.
package struct Agreement: Codable, Equatable, Sendable {
  package private(set) var event: AgreementChanged
  package let terms: AgreementTerms
  package private(set) var quote: AgreementQuote
  package let teamID: TeamID?
  package let country: String
  package let timeZone: String
  package let madeOn: CalendarDate
  /// The plan's terms that hold for as long as the agreement lives, whatever is published later.
  package let defaultAfterDays: Int
  package let waiverCondition: Waiver.Condition
  package let incentive: Incentive?
  package private(set) var expiresAt: Instant?

  private enum CodingKeys: String, CodingKey {
    case event, terms, quote
    case teamID = "team_id"
    case country
    case timeZone = "time_zone"
    case madeOn = "made_on"
    case defaultAfterDays = "default_after_days"
    case waiverCondition = "waiver_condition"
    case incentive
    case expiresAt = "expires_at"
  }

  /// A draft.
  package init(
    _ agreementID: AgreementID, _ terms: AgreementTerms, _ quote: AgreementQuote, under plan: ReliefPlan, for subject: PlanSubject,
    by recorder: Recorder, on madeOn: CalendarDate, madeAt: Instant, at now: Instant
  ) {
    let instalments = quote.lines.filter { $0.number > 0 }
    event = AgreementChanged(
      agreementID: agreementID, debtorID: subject.debtor.debtorID, accountID: subject.account.accountID,
      creditorID: subject.account.creditorID, collectorID: recorder.collectorID, negotiationType: plan.negotiationType,
      planCode: plan.code, planVersion: plan.version, state: .draft, cause: .drafted, currency: quote.currency,
      debtMinor: quote.debt.total, waivedMinor: quote.waived.total, waiverEarnedMinor: 0, downPaymentMinor: quote.downPaymentMinor,
      financedMinor: quote.financedMinor, totalMinor: quote.totalMinor, instalments: instalments.count,
      frequency: terms.frequency.rawValue, firstDueOn: instalments.first?.dueOn ?? madeOn, lastDueOn: instalments.last?.dueOn ?? madeOn,
      nextDueOn: nil, nextDueMinor: nil, paidMinor: 0, paidInstalments: 0, lateInstalments: 0, approvalLevel: quote.approvalLevel,
      incentivesEarned: 0, documentSHA256: nil, version: 1, madeAt: madeAt, changedAt: now)
    self.terms = terms
    self.quote = quote
    teamID = recorder.teamID
    country = subject.debtor.country
    timeZone = subject.debtor.timeZone
    self.madeOn = madeOn
    defaultAfterDays = plan.defaultAfterDays
    waiverCondition = plan.waiverCondition
    incentive = plan.incentive
  }

  package var state: AgreementState { event.state }

  // MARK: - Steps. Each throws `illegal_transition` unless the life allows it, and makes the next version of the event.

  package mutating func propose(openUntil expiresAt: Instant, at now: Instant) throws(RecordProblem) {
    try move(to: .proposed, .proposed, at: now)
    self.expiresAt = expiresAt
  }

  /// - Parameters:
  ///   - proof: of at least the agreement's level.
  ///   - expiresAt: until when it may be signed.
  package mutating func approve(_ proof: ApprovalProof, signUntil expiresAt: Instant, at now: Instant) throws(RecordProblem) {
    guard proof.level >= event.approvalLevel else {
      throw RecordProblem("approval_missing", "agreement_id", "An approval of level \(event.approvalLevel) is missing.")
    }
    try move(to: .approved, proof.approvers.isEmpty ? .approvedByPolicy : .approved, at: now)
    self.expiresAt = expiresAt
  }

  package mutating func reject(at now: Instant) throws(RecordProblem) {
    try move(to: .rejected, .rejected, at: now)
    expiresAt = nil
  }

  /// Nobody decided or signed in time: a proposal goes back to the agent, an approved agreement is off.
  package mutating func expire(at now: Instant) throws(RecordProblem) {
    if state == .proposed {
      try move(to: .rejected, .approvalExpired, at: now)
    } else {
      try requireState(.approved, for: .cancelled)
      try move(to: .cancelled, .signingExpired, at: now)
    }
    expiresAt = nil
  }

  /// The down payment falls due when the agreement is signed, not when it was proposed.
  package mutating func dateDownPayment(on day: CalendarDate, cutOffOn: CalendarDate) {
    guard let index = quote.lines.firstIndex(where: { $0.number == 0 }), quote.lines[index].dueOn < day else { return }
    quote.lines[index].dueOn = day
    quote.lines[index].cutOffOn = cutOffOn
  }

  package mutating func sign(documentSHA256: String, at now: Instant) throws(RecordProblem) {
    if state == .approved, let expiresAt, now >= expiresAt {
      throw RecordProblem("expired", "agreement_id", "The time for signing is over: propose anew.")
    }
    try move(to: .signed, .signed, at: now)
    event.documentSHA256 = documentSHA256
    expiresAt = nil
  }

  package mutating func activate(at now: Instant) throws(RecordProblem) {
    try move(to: .active, .activated, at: now)
    event.nextDueOn = quote.lines.first?.dueOn
    event.nextDueMinor = quote.lines.first?.totalMinor
  }

  package mutating func cancel(at now: Instant) throws(RecordProblem) {
    try move(to: .cancelled, .cancelled, at: now)
    expiresAt = nil
  }

  private func requireState(_ required: AgreementState, for next: AgreementState) throws(RecordProblem) {
    guard state == required else { throw Self.illegal(state, next) }
  }

  private static func illegal(_ state: AgreementState, _ next: AgreementState) -> RecordProblem {
    RecordProblem("illegal_transition", "state", "An agreement that is \(state.rawValue) does not become \(next.rawValue).")
  }

  private mutating func move(to state: AgreementState, _ cause: AgreementCause, at now: Instant) throws(RecordProblem) {
    guard AgreementLife.next(event.state).contains(state) else { throw Self.illegal(event.state, state) }
    event.state = state
    next(cause, at: now)
  }

  private mutating func next(_ cause: AgreementCause, at now: Instant) {
    event.cause = cause
    event.version += 1
    event.changedAt = now
  }

  // MARK: - Following

  /// Takes over what was worked out from the payments; one that was completed lives again when they do not suffice any more.
  ///
  /// - Returns: the new versions of the event, one for each thing that happened.
  package mutating func follow(_ progress: AgreementProgress, at now: Instant) throws(RecordProblem) -> [AgreementChanged] {
    guard state == .active || (state == .completed && !progress.isCompleted) else { return [] }
    var events: [AgreementChanged] = []
    for cause in progress.causes(since: event) {
      switch cause {
      case .reopened: try move(to: .active, cause, at: now)
      case .completed: try move(to: .completed, cause, at: now)
      case .defaulted: try move(to: .defaulted, cause, at: now)
      default: next(cause, at: now)
      }
      event.paidMinor = progress.paidMinor
      event.paidInstalments = progress.paidInstalments
      event.lateInstalments = progress.lateInstalments
      event.overdueInstalments = progress.overdueInstalments
      event.incentivesEarned = progress.incentivesEarned
      event.totalMinor = progress.totalMinor
      event.waiverEarnedMinor = waiverEarned(progress)
      event.nextDueOn = state == .active ? progress.nextDueOn : nil
      event.nextDueMinor = state == .active ? progress.nextDueMinor : nil
      events.append(event)
    }
    return events
  }

  private func waiverEarned(_ progress: AgreementProgress) -> Int64 {
    let paid = progress.isCompleted ? event.instalments : min(progress.paidInstalments, event.instalments - 1)
    return Waiver.earned(quote.waived, waiverCondition, paid: paid, of: event.instalments).total
  }
}
