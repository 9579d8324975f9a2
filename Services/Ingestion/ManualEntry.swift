import Contracts
import FoundationEssentials
import Messaging
import ServiceKit

/// What people enter: the same readers and the same rules as for the banks' events and files, with the source MANUAL.
struct ManualEntry: Sendable {
  let database: ServiceDatabase
  let intake: Intake
  let proposals: ProposalReader

  private var today: CalendarDate { database.clock.now.dateInUTC }

  // MARK: - Accounts and payments

  /// An account as a bank would have sent it; `business_date` may be left out and is today then.
  func enter(account body: [UInt8], by viewer: Viewer) async throws -> Entered {
    let object = try withDefaults("business_date", body)
    let kind = try object.text("type", atMost: 64).map { StatementKind(rawValue: $0) } ?? .delinquent
    guard let kind, !kind.isOfFiles else { throw RecordError(.unknownType, "type", "is not an event that accounts have") }
    let statement = try StatementReader(naming: intake.naming, today: today)
      .read(object, kind: kind, source: .manual, eventID: nil, bodyHash: ContentHash(of: object.raw))
    try viewer.requireCreditor(statement.creditorID)
    let outcomes = try await database.work { try await intake.apply([statement], in: $0) }
    return try Entered(outcomes.first, id: statement.accountID.rawValue, warnings: statement.warnings)
  }

  /// A payment as a bank would have sent it, over one account or several; with `reversal_of` it takes another one back.
  func enter(payment body: [UInt8], by viewer: Viewer) async throws -> Entered {
    let object = try withDefaults("value_date", body)
    let report = try PaymentReader(naming: intake.naming, today: today)
      .report(object, kind: .posted, source: .manual, bodyHash: ContentHash(of: object.raw))
    try viewer.requireCreditor(report.creditorID)
    let outcomes = try await database.work {
      try await intake.apply([report], origins: ["manual/\(report.key)"], in: $0)
    }
    return try Entered(outcomes.first, id: report.key.rawValue, warnings: [])
  }

  private func withDefaults(_ date: String, _ body: [UInt8]) throws -> JSONObject {
    let said = try JSONDocument(body).root.object()
    if said.value(date) != nil { return said }
    let standard = try JSONDocument(Array("{\"\(date)\":\"\(today)\"}".utf8)).root.object()
    let kept = try JSONDocument(JSONOverlay.merge(said, over: standard)).root.object()
    return kept
  }

  // MARK: - People and places

  func enter(_ part: SupplementPart, _ body: [UInt8], of debtor: DebtorID, by viewer: Viewer) async throws -> Entered {
    let notice = SupplementNotice(of: .debtor(debtor), part: part, source: .manual, since: today, body: body)
    return try await change(debtor, by: viewer) { portfolio in
      let supplement = try portfolio.read(notice)
      return try Entered(portfolio.apply(supplement), id: supplement.supplementID.rawValue, warnings: [])
    }
  }

  func withdraw(_ supplement: SupplementID, of debtor: DebtorID, by viewer: Viewer) async throws {
    try await change(debtor, by: viewer) { portfolio in
      guard portfolio.withdraw(supplement, of: debtor) == .updated else { throw Problem.notFound("supplement") }
    }
  }

  func enter(_ location: AddressLocation, by viewer: Viewer) async throws -> Entered {
    try await change(location.debtorID, by: viewer) { portfolio in
      let supplement = try portfolio.read(location, since: today)
      return try Entered(portfolio.apply(supplement), id: supplement.supplementID.rawValue, warnings: [])
    }
  }

  func enter(_ request: ConsentRequest, of debtor: DebtorID, by viewer: Viewer) async throws -> Entered {
    try await change(debtor, by: viewer) { portfolio in
      let consent = try request.consent(
        of: debtor, country: portfolio.debtor(debtor)?.country ?? "", by: viewer.staffID, at: database.clock.now)
      return try Entered(portfolio.apply(consent), id: consent.consentID.rawValue, warnings: [])
    }
  }

  // MARK: - Proposals

  func propose(_ body: [UInt8], by viewer: Viewer) async throws -> (proposal: Proposal, isNew: Bool) {
    let proposal = try proposals.read(try JSONDocument(body).root.object(), by: viewer.staffID, at: database.clock.now)
    return try await database.work { work in
      try await change(proposal.debtorID, by: viewer, in: work) { portfolio in
        // Also for one that waits: what could never be applied is refused now, to whom it can be told.
        let supplement = try proposal.supplement(in: portfolio, since: today)
        guard try await ProposalStore.insert(proposal, in: work.transaction) else {
          let known = try await ProposalStore.find(proposal.proposalID, in: work.transaction)
          guard let known, known.debtorID == proposal.debtorID, known.kind == proposal.kind else {
            throw RecordError(.conflict, "proposal_id", "the id was used for another proposal")
          }
          return (known, false)
        }
        if proposal.state == .approved { _ = portfolio.apply(supplement) }
        return (proposal, true)
      }
    }
  }

  /// The debtor is locked before the proposal, as by those who propose: the other way round they would wait for each other.
  func decide(_ id: ProposalID, _ isApproved: Bool, reason: String?, by viewer: Viewer) async throws -> Proposal {
    try await database.work { work in
      guard let debtor = try await ProposalStore.debtor(of: id, in: work.transaction) else { throw Problem.notFound("proposal") }
      return try await change(debtor, by: viewer, in: work) { portfolio in
        guard let found = try await ProposalStore.find(id, in: work.transaction) else { throw Problem.notFound("proposal") }
        let proposal = try found.decided(isApproved, by: viewer.staffID, reason: reason, at: database.clock.now)
        if isApproved { _ = portfolio.apply(try proposal.supplement(in: portfolio, since: today)) }
        try await ProposalStore.decide(proposal, in: work.transaction)
        return proposal
      }
    }
  }

  // MARK: - What all do

  private func change<Value: Sendable>(
    _ debtor: DebtorID, by viewer: Viewer, _ change: (inout Portfolio) async throws -> Value
  ) async throws -> Value {
    try await database.work { try await self.change(debtor, by: viewer, in: $0, change) }
  }

  /// - Throws: 404 for a debtor that does not exist or is outside of the viewer's scope.
  private func change<Value>(
    _ debtor: DebtorID, by viewer: Viewer, in work: Work, _ change: (inout Portfolio) async throws -> Value
  ) async throws -> Value {
    try await intake.change([debtor], by: viewer.staffID, in: work) { portfolio in
      if portfolio.debtor(debtor)?.mergedInto != nil {
        throw Problem.conflict(code: "debtor_merged", "The debtor was merged into another one; enter it there.")
      }
      if portfolio.debtor(debtor)?.erasedAt != nil {
        throw Problem.conflict(code: "debtor_erased", "The debtor was forgotten; nothing is taken of it any more.")
      }
      guard portfolio.debtor(debtor) != nil, portfolio.isVisible(debtor, to: viewer.creditorIDs) else { throw Problem.notFound("debtor") }
      return try await change(&portfolio)
    }
  }
}

/// What became of something that a person entered.
struct Entered: Encodable, Sendable {
  struct Warning: Encodable, Sendable {
    let field: String
    let code: String
    let message: String
  }

  let id: UUID
  /// `created`, `updated`, `unchanged`, or `waiting` of a payment whose account is not known yet.
  let outcome: String
  let warnings: [Warning]

  var isNew: Bool { outcome == "created" || outcome == "waiting" }

  /// - Throws: why it could not be applied.
  init(_ outcome: Outcome?, id: UUID, warnings: [RecordError]) throws {
    self.id = id
    self.warnings = warnings.map { Warning(field: $0.field, code: $0.code.rawValue, message: $0.message) }
    switch outcome {
    case .created: self.outcome = "created"
    case .updated: self.outcome = "updated"
    case .duplicate, nil: self.outcome = "unchanged"
    case .waits: self.outcome = "waiting"
    case .stale: throw RecordError(.staleBusinessDate, "business_date", "a newer state is known")
    case .rejected(let error): throw error
    }
  }

  private enum CodingKeys: String, CodingKey { case id, outcome, warnings }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id.uuidString.lowercased(), forKey: .id)
    try container.encode(outcome, forKey: .outcome)
    try container.encode(warnings, forKey: .warnings)
  }
}

extension Viewer {
  /// - Throws: `invalid_value` naming `creditor_id`.
  fileprivate func requireCreditor(_ creditor: CreditorID) throws(RecordError) {
    guard creditorIDs.isEmpty || creditorIDs.contains(creditor) else {
      throw RecordError(.invalidValue, "creditor_id", "is outside of your scope")
    }
  }
}
