import Contracts
import HTTPTypes
import Hummingbird
import Messaging
import NIOCore
import Negotiation
import Postgres
import ServiceKit

/// Simulation, agreements and their steps. Whose account and whose agreement one may see is decided in the WHERE clauses of the stores.
extension Routes {
  private static let largestAgreement = 256 << 10

  func addAgreements(to api: ServiceRoutes) {
    let field = api.authenticated(.collector, .supervisor, .gateway)
    field.get("accounts/{account_id}/relief-plans") { request, context in try await offers(request, context) }
    field.post("accounts/{account_id}/quotes") { request, context in try await quote(request, context) }
    field.post("agreements") { request, context in try await strike(request, context) }
    field.post("agreements/{agreement_id}/codes") { request, context in try await sendCode(context) }
    field.post("agreements/{agreement_id}/signature") { request, context in try await sign(request, context) }
    let readers = api.authenticated(.administrator, .supervisor, .collector, .auditor, .operator)
    readers.get("agreements") { request, context in try await agreements(request, context) }
    readers.get("agreements/{agreement_id}") { _, context in try await agreement(context) }
    readers.get("agreements/{agreement_id}/document") { _, context in try await document(context) }
    readers.get("agreement-calendar") { request, context in try await calendar(request, context) }
    let deciders = api.authenticated(.administrator, .supervisor, .collector)
    deciders.post("agreements/{agreement_id}/decision") { request, context in try await decide(request, context) }
    let office = api.authenticated(.administrator, .supervisor)
    office.post("agreements/{agreement_id}/cancellation") { request, context in try await cancel(request, context) }
    office.post("approval-delegations") { request, context in try await delegate(request, context) }
  }

  // MARK: - Before the deal

  private func offers(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let (accountID, viewer): (AccountID, Viewer) = (try context.pathIdentifier("account_id"), try context.requireViewer())
    let collectorID: StaffID? = try request.queryIdentifier("collector_id")
    let offers = try await database.read { transaction in
      let recorder = try await person(viewer, collectorID, in: transaction)
      guard let subject = try await desk.subject(accountID, for: recorder, in: transaction) else { throw Problem.notFound("account") }
      let today = desk.day(database.clock.now, of: subject)
      return try await PlanOffering.load(for: [accountID], on: today, in: transaction).offers(for: subject.account, of: subject.debtor)
    }
    return try .json(Page(offers))
  }

  private func quote(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let (accountID, viewer): (AccountID, Viewer) = (try context.pathIdentifier("account_id"), try context.requireViewer())
    let collectorID: StaffID? = try request.queryIdentifier("collector_id")
    let terms = try await request.decodeJSON(AgreementTerms.self, context: context, maximumBytes: Self.largestAgreement)
    let quote = try await database.read { transaction in
      let recorder = try await person(viewer, collectorID, in: transaction)
      guard let subject = try await desk.subject(accountID, for: recorder, in: transaction) else { throw Problem.notFound("account") }
      return try await telling { try await desk.quote(terms, for: subject, at: database.clock.now, in: transaction).quote }
    }
    return try .json(quote)
  }

  /// 201 when it is first taken, 200 when it is sent again.
  private func strike(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let submission = try await request.decodeJSON(AgreementSubmission.self, context: context, maximumBytes: Self.largestAgreement)
    let (answer, agreement) = try await database.work { work in
      let collector = try await person(viewer, submission.collectorID, in: work.transaction)
      let answers = try await recorder.record(Batch(agreements: [Submitted(submission.report)]), by: collector, in: work)
      let owner = Viewer(staffID: collector.collectorID, fullName: "", roles: [.collector])
      return (answers.first, try await AgreementStore.find(submission.report.agreementID, for: owner, in: work.transaction))
    }
    switch (answer?.status, agreement) {
    case (.accepted, let agreement?): return try .json(AgreementView(agreement), status: .created)
    case (.duplicate, let agreement?): return try .json(AgreementView(agreement))
    case (.conflict, _): throw Problem.conflict(code: answer?.code ?? "id_taken", answer?.message ?? "")
    default: throw Problem.field(answer?.field ?? "body", code: answer?.code ?? "invalid", answer?.message ?? "")
    }
  }

  // MARK: - Reading

  private func agreements(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let state = try request.query("state", expected: "a state of an agreement") { AgreementState(rawValue: $0) }
    let accountID: AccountID? = try request.queryIdentifier("account_id")
    let limit = try request.queryInteger("limit", in: 1...1_000, default: 200)
    let found = try await database.read { transaction in
      try await AgreementStore.list(state: state, account: accountID, for: viewer, limit: limit, in: transaction)
    }
    return try .json(Page(found))
  }

  private func agreement(_ context: ServiceRequestContext) async throws -> Response {
    let (agreementID, viewer): (AgreementID, Viewer) = (try context.pathIdentifier("agreement_id"), try context.requireViewer())
    let agreement = try await database.read { try await required(agreementID, for: viewer, in: $0) }
    return try .json(AgreementView(agreement))
  }

  /// What was signed, or a preview for whoever may work the account.
  private func document(_ context: ServiceRequestContext) async throws -> Response {
    let (agreementID, viewer): (AgreementID, Viewer) = (try context.pathIdentifier("agreement_id"), try context.requireViewer())
    let pdf = try await database.read { transaction in
      let agreement = try await required(agreementID, for: viewer, in: transaction)
      if let stored = try await AgreementDocumentStore.find(agreementID, in: transaction) { return stored.pdf }
      let recorder = try await person(viewer, nil, in: transaction)
      guard let subject = try await desk.subject(agreement.event.accountID, for: recorder, in: transaction) else {
        throw Problem.notFound("account")
      }
      return try desk.paper(agreement, subject, nil, at: database.clock.now)
    }
    return Response(
      status: .ok, headers: [.contentType: "application/pdf", .cacheControl: "no-store"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: pdf)))
  }

  private func calendar(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    guard let first = try request.queryDate("from") else { throw Problem.field("from", code: "required", "Name the first date.") }
    guard let last = try request.queryDate("to"), last >= first else {
      throw Problem.field("to", code: "required", "Name the last date, not before the first.")
    }
    let limit = try request.queryInteger("limit", in: 1...5_000, default: 1_000)
    return try .json(
      Page(
        try await database.read { transaction in
          try await AgreementStore.calendar(from: first, to: last, for: viewer, limit: limit, in: transaction)
        }))
  }

  // MARK: - Steps

  private func decide(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let (agreementID, viewer): (AgreementID, Viewer) = (try context.pathIdentifier("agreement_id"), try context.requireViewer())
    let decision = try await request.decodeJSON(DecisionSubmission.self, context: context)
    return try await changed { work in
      let delegations = try await ApprovalStore.delegations(to: viewer.staffID, at: work.now, in: work.transaction)
      let approver = Approver(staffID: viewer.staffID, roles: viewer.roles, delegations: delegations)
      // Who stands in for somebody sees what that person may decide.
      let scope = Viewer(
        staffID: viewer.staffID, fullName: viewer.fullName, roles: delegations.reduce(viewer.roles) { $0.union($1.delegatorRoles) },
        teamID: viewer.teamID, creditorIDs: viewer.creditorIDs)
      var agreement = try await required(agreementID, for: scope, toChange: true, in: work.transaction)
      try await desk.decide(&agreement, approves: decision.approve, note: decision.note, by: approver, in: work)
      return agreement
    }
  }

  private func cancel(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let (agreementID, viewer): (AgreementID, Viewer) = (try context.pathIdentifier("agreement_id"), try context.requireViewer())
    let submission = try await request.decodeJSON(CancellationSubmission.self, context: context)
    return try await changed { work in
      var agreement = try await required(agreementID, for: viewer, toChange: true, in: work.transaction)
      try await desk.cancel(&agreement, note: submission.note, by: viewer.staffID, in: work)
      return agreement
    }
  }

  private func sign(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let (agreementID, viewer): (AgreementID, Viewer) = (try context.pathIdentifier("agreement_id"), try context.requireViewer())
    let signature = try await request.decodeJSON(AgreementSignature.self, context: context, maximumBytes: Self.largestAgreement)
    try await telling { try signature.check() }
    if signature.method == .code { try await checkCode(signature.code ?? "", agreementID, viewer) }
    return try await changed { work in
      let recorder = try await person(viewer, nil, in: work.transaction)
      var agreement = try await required(agreementID, for: viewer, toChange: true, in: work.transaction)
      guard let subject = try await desk.subject(agreement.event.accountID, for: recorder, in: work.transaction) else {
        throw Problem.notFound("account")
      }
      try await desk.sign(&agreement, signature, subject, by: viewer.staffID, in: work)
      try await desk.save(agreement, in: work)
      try await AgreementKeeper().follow([agreement.event.accountID], in: work)
      return try await required(agreementID, for: viewer, in: work.transaction)
    }
  }

  private func delegate(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let submission = try await request.decodeJSON(DelegationSubmission.self, context: context)
    guard submission.delegateID != viewer.staffID else {
      throw Problem.field("delegate_id", code: "invalid", "Somebody else has to stand in.")
    }
    guard submission.validTo > submission.validFrom, submission.validTo.seconds(since: submission.validFrom) <= Seconds(90 * 86_400) else {
      throw Problem.field("valid_to", code: "invalid", "A delegation lasts up to 90 days from its beginning.")
    }
    try await database.work { work in
      try await ApprovalStore.delegate(
        from: viewer.staffID, to: submission.delegateID, validFrom: submission.validFrom, validTo: submission.validTo, at: work.now,
        in: work.transaction)
    }
    return .noContent
  }

  // MARK: - Codes

  private func sendCode(_ context: ServiceRequestContext) async throws -> Response {
    let (agreementID, viewer): (AgreementID, Viewer) = (try context.pathIdentifier("agreement_id"), try context.requireViewer())
    let code = try CodeCourier.makeCode()
    let (sender, address) = try await database.work { work -> (CodeCourier, String) in
      let recorder = try await person(viewer, nil, in: work.transaction)
      let agreement = try await required(agreementID, for: viewer, in: work.transaction)
      guard let courier = self.courier else { throw Problem.unavailable("codes_unavailable", retryAfter: 3_600) }
      guard agreement.state == .approved else { throw Problem.conflict(code: "not_approved", "Only an approved agreement is signed.") }
      guard let subject = try await desk.subject(agreement.event.accountID, for: recorder, in: work.transaction) else {
        throw Problem.notFound("account")
      }
      guard let address = CodeCourier.address(of: subject.debtor) else {
        throw Problem.conflict(code: "no_address", "The debtor has no mail address that may be used: sign on the screen.")
      }
      try await AgreementDocumentStore.saveCode(
        agreementID, sha256: try CodeCourier.digest(code, of: agreementID), expiresAt: work.now.advanced(by: CodeCourier.lifetime),
        in: work.transaction)
      return (courier, address)
    }
    try await sender.send(code, to: address)
    return Response(status: .accepted)
  }

  /// An attempt counts although the signature fails.
  private func checkCode(_ code: String, _ agreementID: AgreementID, _ viewer: Viewer) async throws {
    let kept = try await database.work { work in
      _ = try await required(agreementID, for: viewer, in: work.transaction)
      return try await AgreementDocumentStore.attempt(
        agreementID, maximum: CodeCourier.mostAttempts, at: work.now, in: work.transaction)
    }
    guard let kept else { throw Problem.field("code", code: "code_expired", "There is no code that can still be used: send a new one.") }
    guard Digest.equal(kept, try CodeCourier.digest(code, of: agreementID)) else {
      throw Problem.field("code", code: "wrong_code", "This is not the code that was sent.")
    }
  }

  // MARK: - Common to the routes

  private func required(
    _ agreementID: AgreementID, for viewer: Viewer, toChange: Bool = false, in transaction: PostgresTransaction
  ) async throws -> Agreement {
    // The debtor before the row, as whoever hears of a payment does: so two never wait for each other in a circle.
    if toChange, let seen = try await AgreementStore.find(agreementID, for: viewer, in: transaction) {
      try await PromiseStore.hold([seen.event.accountID], in: transaction)
    }
    guard let agreement = try await AgreementStore.find(agreementID, for: viewer, toChange: toChange, in: transaction) else {
      throw Problem.notFound("agreement")
    }
    return agreement
  }

  private func changed(_ change: (Work) async throws -> Agreement) async throws -> Response {
    let agreement = try await database.work { work in try await telling { try await change(work) } }
    return try .json(AgreementView(agreement))
  }

  private func telling<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
      return try await body()
    } catch let problem as RecordProblem {
      throw Problem(problem)
    }
  }
}
