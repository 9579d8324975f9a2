import ContactRules
import Contracts
import Documents
import Messaging
import Negotiation
import Postgres
import ServiceKit

/// Strikes agreements: which plans there are for an account, what terms come to, and the steps of an agreement until it lives.
struct NegotiationDesk: Sendable {
  private let rules: ContactRules
  private let policy: CapturePolicy

  init(rules: ContactRules, policy: CapturePolicy) {
    self.rules = rules
    self.policy = policy
  }

  /// What is known of an account that the recorder may work.
  func subject(
    _ accountID: AccountID, for recorder: Recorder, in transaction: PostgresTransaction
  ) async throws -> PlanSubject? {
    let dossiers = try await DossierStore.load(debtors: [], accounts: [accountID], for: recorder, in: transaction)
    for dossier in dossiers.values {
      guard let account = dossier.accounts.first(where: { $0.accountID == accountID }) else { continue }
      let history = try await AgreementStore.histories(of: [accountID], in: transaction)[accountID] ?? DealHistory()
      return PlanSubject(
        account: account, debtor: dossier.debtor, brokenPromises: history.brokenPromises, brokenAgreements: history.brokenAgreements)
    }
    return nil
  }

  func day(_ instant: Instant, of subject: PlanSubject) -> CalendarDate {
    rules.localDate(of: instant, in: subject.debtor.timeZone) ?? instant.dateInUTC
  }

  /// What terms come to. Nothing is kept.
  func quote(
    _ terms: AgreementTerms, for subject: PlanSubject, at instant: Instant, in transaction: PostgresTransaction
  ) async throws -> (quote: AgreementQuote, plan: ReliefPlan) {
    let day = day(instant, of: subject)
    guard let plan = try await PlanStore.find(terms.planCode, version: terms.planVersion, on: day, in: transaction) else {
      throw RecordProblem("unknown_plan", "plan_code", "There is no valid plan \(terms.planCode) with this version.")
    }
    guard try await PlanStore.isActive(type: plan.negotiationType, in: transaction) else {
      throw RecordProblem("type_inactive", "plan_code", "Deals of the type \(plan.negotiationType) are switched off.")
    }
    let quoter = Quoter(
      rules: rules, ceilings: try await PlanStore.ceilings(in: transaction),
      unitValues: try await UnitValueStore.values(of: [plan.fees?.cap?.unit].compactMap(\.self), on: day, in: transaction))
    return (try quoter.quote(terms, under: plan, for: subject, on: day), plan)
  }

  // MARK: - Steps

  /// Takes an agreement as far as it goes by itself: proposed; approved when nobody else has to agree; and then, signed, active.
  ///
  /// - Returns: `false` when its id was taken in the meantime.
  func strike(
    _ report: AgreementReport, _ fingerprint: [UInt8], by recorder: Recorder, in work: Work
  ) async throws -> Bool {
    try policy.checkPast(report.madeAt, field: "made_at", at: work.now)
    try report.signature?.check()
    guard let subject = try await subject(report.accountID, for: recorder, in: work.transaction) else {
      throw RecordProblem("out_of_scope", "account_id", "The account does not exist or is outside of the collector's scope.")
    }
    try await PromiseStore.hold([report.accountID], in: work.transaction)
    guard try await !AgreementStore.hasOpen(report.accountID, in: work.transaction) else {
      throw RecordProblem("agreement_open", "account_id", "There is an agreement about this account under way.")
    }
    let (quote, plan) = try await quote(report.terms, for: subject, at: report.madeAt, in: work.transaction)
    try report.check(quote)
    var agreement = Agreement(
      report.agreementID, report.terms, quote, under: plan, for: subject, by: recorder, on: day(report.madeAt, of: subject),
      madeAt: report.madeAt, at: work.now)
    guard try await AgreementStore.insert(Fingerprinted(agreement, fingerprint), in: work.transaction) else { return false }
    try await tell(agreement, by: recorder.collectorID, in: work)
    try agreement.propose(openUntil: openUntil(agreement, plan.approvals.expiresAfterHours, at: work.now), at: work.now)
    try await tell(agreement, by: recorder.collectorID, in: work)
    if let proof = ApprovalProof.byPolicy(level: quote.approvalLevel) {
      try agreement.approve(proof, signUntil: openUntil(agreement, plan.signWithin, at: work.now), at: work.now)
      try await tell(agreement, by: nil, in: work)
      if let signature = report.signature, signature.method == .screen {
        try await sign(&agreement, signature, subject, by: recorder.collectorID, in: work)
      }
    }
    try await save(agreement, in: work)
    return true
  }

  /// One person's word on a proposal.
  func decide(
    _ agreement: inout Agreement, approves: Bool, note: String?, by approver: Approver, in work: Work
  ) async throws {
    let event = agreement.event
    let plan = try await plan(of: agreement, in: work)
    let given = try await ApprovalStore.given(event.agreementID, in: work.transaction)
    let authority = try ApprovalDesk.authority(of: approver, for: agreement, under: plan.approvals, given: given, at: work.now)
    guard approves else {
      try agreement.reject(at: work.now)
      try await tell(agreement, by: approver.staffID, note: note, in: work)
      return try await save(agreement, in: work)
    }
    let approval = GivenApproval(approverID: approver.staffID, authorityOf: authority)
    try await ApprovalStore.add(approval, to: event.agreementID, at: work.now, in: work.transaction)
    guard let proof = ApprovalDesk.proof(for: agreement, under: plan.approvals, given: given + [approval]) else { return }
    try agreement.approve(proof, signUntil: openUntil(agreement, plan.signWithin, at: work.now), at: work.now)
    try await tell(agreement, by: approver.staffID, note: note, in: work)
    try await save(agreement, in: work)
  }

  /// Keeps the paper with what was accepted, and brings the agreement to life.
  func sign(
    _ agreement: inout Agreement, _ signature: AgreementSignature, _ subject: PlanSubject, by staffID: StaffID, in work: Work
  ) async throws {
    guard agreement.state == .approved else {
      throw RecordProblem("illegal_transition", "state", "An agreement that is \(agreement.state.rawValue) cannot be signed.")
    }
    let today = day(work.now, of: subject)
    let graceDays = try await plan(of: agreement, in: work).graceDays
    agreement.dateDownPayment(on: today, cutOffOn: rules.businessDay(graceDays, after: today, in: agreement.country))
    let pdf = try paper(agreement, subject, signature, at: work.now)
    let sha256 = try Digest.sha256(pdf)
    try agreement.sign(documentSHA256: Fingerprinted((), sha256).hex, at: work.now)
    try await tell(agreement, by: staffID, in: work)
    try await AgreementDocumentStore.save(
      agreement.event.agreementID, sha256: sha256, pdf: pdf, text: signature.acceptedText, method: signature.method, at: work.now,
      in: work.transaction)
    try agreement.activate(at: work.now)
    try await tell(agreement, by: nil, in: work)
    try await AgreementStore.dateDownPayment(of: agreement, in: work.transaction)
    try await PromiseKeeper().supersede(agreement.event.accountID, in: work)
  }

  /// The plan version under which an agreement was made.
  private func plan(of agreement: Agreement, in work: Work) async throws -> ReliefPlan {
    let event = agreement.event
    guard let plan = try await PlanStore.find(event.planCode, version: event.planVersion, on: agreement.madeOn, in: work.transaction) else {
      throw RecordProblem("unknown_plan", "agreement_id", "The plan of the agreement is not known.")
    }
    return plan
  }

  /// So many hours, but never beyond the day on which the first instalment falls due: from then on the schedule would be another one.
  private func openUntil(_ agreement: Agreement, _ hours: Int, at now: Instant) -> Instant {
    min(
      now.advanced(by: Seconds(hours * 3_600)),
      LocalClock.instant(agreement.event.firstDueOn, minute: 1_440, in: agreement.timeZone))
  }

  func cancel(_ agreement: inout Agreement, note: String?, by staffID: StaffID, in work: Work) async throws {
    try agreement.cancel(at: work.now)
    try await tell(agreement, by: staffID, note: note, in: work)
    try await save(agreement, in: work)
  }

  /// The agreement as PDF; without a signature a preview.
  func paper(_ agreement: Agreement, _ subject: PlanSubject, _ signature: AgreementSignature?, at now: Instant) throws -> [UInt8] {
    try AgreementPaper.document(
      agreement, debtorName: subject.debtor.fullName, idNumber: subject.debtor.idNumber, accountNumber: subject.account.accountNumber,
      signature: signature, signedAt: signature == nil ? nil : now
    ).pdf()
  }

  /// Every step is an event and a row.
  private func tell(_ agreement: Agreement, by staffID: StaffID?, note: String? = nil, in work: Work) async throws {
    try work.publish(agreement.event)
    try await AgreementStore.addStep(agreement.event, by: staffID, note: note, in: work.transaction)
  }

  /// An active agreement is looked at right away: from then on what was worked out says when next.
  func save(_ agreement: Agreement, in work: Work) async throws {
    try await AgreementStore.save(agreement, lookOn: agreement.state == .active ? agreement.madeOn : nil, in: work.transaction)
  }
}
