import Contracts
import Hummingbird
import Messaging
import ServiceKit

/// What happened to an account, what should have been said, and who the debtor is.
struct HistoryRoutes: Sendable {
  let database: ServiceDatabase

  func add(to api: ServiceRoutes) {
    let readers = api.authenticated(.administrator, .supervisor, .collector, .auditor, .operator)
    readers.get("accounts/{account_id}/timeline") { request, context in try await timeline(request, context) }
    let field = api.authenticated(.administrator, .supervisor, .collector)
    field.post("visits/{visit_id}/corrections") { request, context in try await correct(request, context) }
    let profiles = api.authenticated(.administrator, .supervisor, .collector, .auditor, .operator, .agency, .lawFirm)
    profiles.get("debtors/{debtor_id}/profile") { _, context in try await profile(context) }
  }

  private func timeline(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let accountID: AccountID = try context.pathIdentifier("account_id")
    let limit = try request.queryInteger("limit", in: 1...1_000, default: 200)
    let items = try await database.read { transaction -> [TimelineItem]? in
      let dossiers = try await DossierStore.load(debtors: [], accounts: [accountID], for: Recorder(viewing: viewer), in: transaction)
      guard dossiers.values.contains(where: { $0.accounts.contains { $0.accountID == accountID } }) else { return nil }
      return try await TimelineStore.list(accountID, limit: limit, in: transaction)
    }
    guard let items else { throw Problem.notFound("account") }
    return try .json(Page(items))
  }

  /// 201 when it is new, 200 when it is sent again. The visit stays as it is.
  private func correct(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let visitID: VisitID = try context.pathIdentifier("visit_id")
    let correction = try await request.decodeJSON(Correction.self, context: context)
    let fingerprint = try Digest.sha256(Array("\(visitID)\(viewer.staffID)".utf8) + (try EventCoding.encode(correction)))
    let result = try await database.work { work in
      try await record(Fingerprinted(correction, fingerprint), of: visitID, by: viewer, work)
    }
    guard result.fingerprint == fingerprint else { throw Problem.conflict(code: "id_taken", "Another correction has this id.") }
    return try .json(correction, status: result.isNew ? .created : .ok)
  }

  /// Adds a correction that is new, and says so.
  private func record(
    _ correction: Fingerprinted<Correction>, of visitID: VisitID, by viewer: Viewer, _ work: Work
  ) async throws -> (fingerprint: [UInt8], isNew: Bool) {
    guard let visit = try await CorrectionStore.visit(visitID, for: viewer, in: work.transaction) else { throw Problem.notFound("visit") }
    let catalogue = try await RulebookStore.outcomes(in: work.transaction)
    let contactType: ContactType
    do {
      contactType = try correction.value.reading(try catalogue.entry(for: visit.country, version: visit.treeVersion).tree)
    } catch {
      throw Problem.field(error.field, code: error.code, error.message)
    }
    let result = try await CorrectionStore.insert(
      correction, contactType: contactType, of: visitID, by: viewer.staffID, at: work.now, in: work.transaction)
    if result.isNew {
      try work.publish(
        VisitCorrected(
          correctionID: correction.value.correctionID, visitID: visitID, debtorID: visit.debtorID, staffID: viewer.staffID,
          outcome: correction.value.outcome, contactType: contactType, madeAt: work.now))
    }
    return result
  }

  private func profile(_ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let debtorID: DebtorID = try context.pathIdentifier("debtor_id")
    let dossier = try await database.read { transaction in
      try await DossierStore.load(debtors: [debtorID], accounts: [], for: Recorder(viewing: viewer), in: transaction)[debtorID]
    }
    guard let dossier else { throw Problem.notFound("debtor") }
    return try .json(ProfileView(DebtorProfile(dossier, seenBy: viewer.roles)))
  }
}

extension Recorder {
  /// Whose debtors somebody may look at: an agency and a law firm those that are placed with them, as a team those of its members.
  init(viewing viewer: Viewer) {
    self.init(
      collectorID: viewer.staffID, teamID: viewer.teamID,
      coversTeam: viewer.has(.supervisor) || viewer.has(.agency) || viewer.has(.lawFirm), creditorIDs: viewer.creditorIDs)
    coversEverything = viewer.seesEveryTeam
  }
}
