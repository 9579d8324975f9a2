import ContactLog
import ContactRules
import Contracts
import Hummingbird
import Messaging
import ServiceKit

/// `POST contact-checks`: may this person be contacted now? For whoever is about to call, write or knock by hand. The answer is kept.
struct ContactCheckRoutes: Sendable {
  let database: ServiceDatabase
  let judge: ContactJudge

  func add(to api: ServiceRoutes) {
    let askers = api.authenticated(.administrator, .supervisor, .collector, .operator, .agency, .lawFirm)
    askers.post("contact-checks") { request, context in try await check(request, context) }
  }

  private func check(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let check = try await request.decodeJSON(ContactCheck.self, context: context)
    let rulings = try await database.work { work in
      let dossier = try await dossier(of: check.debtorID, for: viewer, in: work)
      let rulings = judge.rulings(on: try check.question(at: work.now), about: try check.accounts(of: dossier), dossier)
      try await keep(rulings, about: check.debtorID, for: viewer, in: work)
      return rulings
    }
    return try .json(ContactCheckView(rulings, judge.rules))
  }

  private func dossier(of debtorID: DebtorID, for viewer: Viewer, in work: Work) async throws -> Dossier {
    let recorder = Recorder(viewing: viewer)
    var dossiers = try await DossierStore.load(debtors: [debtorID], accounts: [], for: recorder, in: work.transaction)
    try await DossierStore.complete(&dossiers, named: [], since: work.now, for: recorder, in: work.transaction)
    guard let dossier = dossiers[debtorID] else { throw Problem.notFound("debtor") }
    return dossier
  }

  private func keep(_ rulings: [ContactRuling], about debtorID: DebtorID, for viewer: Viewer, in work: Work) async throws {
    let decisions = try rulings.map { ruling in
      try LoggedDecision(
        .ask, outcome: ruling.decision.allowed ? "allowed" : "refused", about: debtorID, of: debtorID, accountID: ruling.accountID,
        creditorID: ruling.creditorID, teamID: viewer.teamID, ruling.request, ruling.decision, by: judge.rules, at: work.now)
    }
    try await ContactLogStore.insert(decisions, in: work.transaction)
  }
}

/// What is asked.
struct ContactCheck: Decodable, Sendable {
  private static let horizon = Seconds(366 * 86_400)

  var debtorID: DebtorID
  /// `nil`: about all that is worked.
  var accountID: AccountID?
  var channel: ContactChannel
  var partyRole: PartyRole?
  var place: ContactPlace?
  /// `nil`: now.
  var at: Instant?

  private enum CodingKeys: String, CodingKey {
    case debtorID = "debtor_id"
    case accountID = "account_id"
    case channel
    case partyRole = "party_role"
    case place, at
  }

  /// - Throws: ``Problem`` 422 for a time that nobody plans contacts for.
  func question(at now: Instant) throws -> ContactQuestion {
    if let at, abs(at.seconds(since: now).value) > Self.horizon.value {
      throw Problem.field("at", code: "out_of_range", "Ask about an instant within a year from now.")
    }
    return ContactQuestion(channel: channel, place: place ?? .unspecified, party: partyRole ?? .holder, instant: at ?? now)
  }

  func accounts(of dossier: Dossier) throws -> [AccountUpdated] {
    guard let accountID else { return dossier.accounts.filter(\.status.isWorked) }
    guard let account = dossier.accounts.first(where: { $0.accountID == accountID }) else {
      throw Problem.field("account_id", code: "out_of_scope", "The account is not one of the debtor's, or outside of your scope.")
    }
    return [account]
  }
}

/// The answer: allowed when it is for every account.
struct ContactCheckView: Encodable, Sendable {
  private let allowed: Bool
  private let ruleIDs: [String]
  private let reasons: [String]
  /// The first instant at which nothing known refuses; `nil` when none is known.
  private let nextAllowedAt: Instant?
  private let explanationES: String
  private let explanationEN: String
  private let lawVersion: String

  init(_ rulings: [ContactRuling], _ rules: ContactRules) {
    let refusals = rulings.filter { !$0.decision.allowed }
    let deciding = refusals.isEmpty ? rulings : refusals
    allowed = refusals.isEmpty
    ruleIDs = Set(deciding.flatMap { $0.decision.ruleIDs.map(\.rawValue) }).sorted()
    reasons = Set(deciding.flatMap { $0.decision.reasons.map(\.code.rawValue) }).sorted()
    let next = deciding.map(\.decision.nextAllowedAt)
    nextAllowedAt = next.contains(nil) ? nil : next.compactMap(\.self).max()
    func explain(_ language: DecisionWords.Language) -> String {
      let words = deciding.map { DecisionWords(rules, in: language).explain($0.decision, of: $0.request) }
      return Set(words).sorted().joined(separator: "\n")
    }
    explanationES = explain(.spanish)
    explanationEN = explain(.english)
    lawVersion = rules.version
  }

  private enum CodingKeys: String, CodingKey {
    case allowed, reasons
    case ruleIDs = "rule_ids"
    case nextAllowedAt = "next_allowed_at"
    case explanationES = "explanation_es"
    case explanationEN = "explanation_en"
    case lawVersion = "law_version"
  }
}
