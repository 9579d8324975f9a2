import ContactRules
import Contracts
import Messaging
import Negotiation
import ServiceKit
import TestSupport
import Testing
import VisitCapture

/// Plans, terms and agreements as they go over the wire.
enum Deals {
  static func agreementID(_ number: Int) -> AgreementID { Samples.id(number, "00dd") }

  /// A plan with up to twelve instalments at 2 % a month; `changes` replace fields, as JSON.
  static func plan(_ changes: [String: String] = [:]) throws -> ReliefPlan {
    try EventCoding.decode(ReliefPlan.self, from: Array(planText(changes).utf8))
  }

  static func planText(_ changes: [String: String] = [:]) -> String {
    var fields = [
      "code": #""cuotas""#, "version": "1", "name_es": #""Cuotas""#, "name_en": #""Instalments""#,
      "negotiation_type": #""instalment_plan""#,
      "countries": #"["PE"]"#, "valid_from": #""2026-01-01""#, "conditions": #"{"fact":"days_past_due","at_least":30,"at_most":180}"#,
      "base": #""overdue""#, "methods": #"["french","german","flat"]"#, "frequencies": #"["weekly","monthly"]"#,
      "maximum_instalments": "12", "rate": #"{"kind":"periodic","value":"0"}"#,
      "waiver_limits": #"[{"from_day":31,"maxima":{"interest":"0.5","late_interest":"1","fees":"0.5"}}]"#,
      "waiver_condition": #""on_completion""#, "minimum_down_payment": #""0""#, "maximum_first_due_days": "45", "maximum_specials": "2",
      "grace_kinds": #"["capitalised"]"#, "maximum_grace_periods": "2", "grace_days": "2", "default_after_days": "30",
      "approvals": approvals,
    ]
    for (field, value) in changes { fields[field] = value }
    return "{\(fields.map { "\"\($0)\":\($1)" }.sorted().joined(separator: ","))}"
  }

  /// 5 % of the debt is the agent's own affair, up to 20 % the supervisor's, above it takes an administrator.
  static let approvals = """
    {"rules":[{"measure":"waived_basis_points","above":500,"level":1},{"measure":"waived_basis_points","above":2000,"level":2},
      {"measure":"waived_minor","above":30000,"level":2},{"measure":"first_due_days","above":40,"level":1},
      {"measure":"broken_plans","above":0,"level":2}],
     "levels":[{"level":1,"roles":["supervisor"],"approvals":1},{"level":2,"roles":["administrator"],"approvals":1}],
     "over_limit_level":2,"expires_after_hours":48}
    """

  static func terms(
    plan: String = "cuotas", instalments: Int = 4, first: String = "2026-12-23", method: String = "french", frequency: String = "monthly",
    extra: String = ""
  ) -> String {
    """
    {"plan_code":"\(plan)","method":"\(method)","instalments":\(instalments),"frequency":"\(frequency)","first_due_on":"\(first)"\(extra)}
    """
  }

  static func report(
    _ number: Int, terms: String, account: AccountID = Samples.rosaAccount, made: String = "2026-11-23T12:30:00.000Z", extra: String = ""
  ) -> String {
    """
    {"agreement_id":"\(agreementID(number))","account_id":"\(account)","made_at":"\(made)","terms":\(terms)\(extra)}
    """
  }

  static let signature = """
    {"method":"screen","accepted_text":"Acepto el convenio y sus cuotas.","drawing":{"strokes":[[{"x":0,"y":0},{"x":500,"y":500}]]}}
    """

  static func payment(_ amount: Int64, on date: String) -> NetPayment {
    NetPayment(accountID: Samples.rosaAccount, valueDate: Samples.date(date), amountMinor: amount, currency: .pen)
  }

  static func promise(_ number: Int, amount: Int64, due: String, madeAt: String) -> PromiseRecord {
    let (due, madeAt) = (Samples.date(due), Samples.instant(madeAt))
    let cutOffAt = Samples.instant("\(due.advanced(byDays: 1))T05:00:00Z")
    let event = PromiseChanged(
      promiseID: Records.promiseID(number), debtorID: Samples.rosa, accountID: Samples.rosaAccount, visitID: nil,
      collectorID: Samples.ana, amountMinor: amount, currency: .pen, dueOn: due, state: .active, paidMinor: 0, version: 1, madeAt: madeAt,
      changedAt: madeAt, cutOffAt: cutOffAt)
    return PromiseRecord(
      event: event, teamID: nil, madeOn: Samples.today, timeZone: "America/Lima", cutOffOn: due, cutOffAt: cutOffAt,
      tolerancePermille: 0, partialPermille: 500, seriesID: Records.promiseID(number), method: nil)
  }

  static func subject(days: Int = 45, product: ProductType = .loan, brokenAgreements: Int64 = 0) -> PlanSubject {
    var account = Samples.account(Samples.rosaAccount, of: Samples.rosa, product: product)
    account.daysPastDue = days
    return PlanSubject(account: account, debtor: Samples.debtor(Samples.rosa), brokenAgreements: brokenAgreements)
  }

  static let collector = Recorder(collectorID: Samples.ana, teamID: TeamID("lima"), coversTeam: false, creditorIDs: [])

  static func decodedTerms(_ text: String) throws -> AgreementTerms { try EventCoding.decode(AgreementTerms.self, from: Array(text.utf8)) }

  static func quote(
    _ terms: String, _ plan: ReliefPlan, _ subject: PlanSubject = subject(), ceilings: [UsuryCeiling] = [], unitValues: [UnitValue] = []
  ) throws -> AgreementQuote {
    try Quoter(rules: ContactRules(), ceilings: ceilings, unitValues: unitValues)
      .quote(try decodedTerms(terms), under: plan, for: subject, on: Samples.today)
  }

  /// A draft under a plan, made by Ana.
  static func draft(_ terms: String, _ plan: ReliefPlan) throws -> Agreement {
    let subject = subject()
    return Agreement(
      agreementID(1), try decodedTerms(terms), try quote(terms, plan, subject), under: plan, for: subject, by: collector, on: Samples.today,
      madeAt: Samples.instant("2026-11-23T12:30:00Z"), at: Samples.instant("2026-11-23T13:00:00Z"))
  }

  /// The same, signed and active.
  static func active(_ terms: String, _ plan: ReliefPlan) throws -> Agreement {
    let now = Samples.instant("2026-11-23T13:00:00Z")
    var agreement = try draft(terms, plan)
    try agreement.propose(openUntil: now, at: now)
    let proof = try #require(ApprovalProof.byPolicy(level: agreement.event.approvalLevel))
    try agreement.approve(proof, signUntil: now.advanced(by: Seconds(3_600)), at: now)
    try agreement.sign(documentSHA256: "00", at: now)
    try agreement.activate(at: now)
    return agreement
  }
}

/// Steps of agreements over HTTP.
extension Capture {
  static let administrator = viewer(Samples.id(5), .administrator, team: nil)

  struct Deal: Decodable {
    let agreement: AgreementChanged
    let quote: AgreementQuote
  }

  func publish(_ plan: String) async throws {
    #expect(try await send("POST", "relief-plans", as: Capture.administrator, plan).status == 201)
  }

  func deal(_ response: OutboundResponse) throws -> Deal { try EventCoding.decode(Deal.self, from: response.body) }

  func strike(_ report: String, as viewer: Viewer = Capture.ana) async throws -> OutboundResponse {
    try await send("POST", "agreements", as: viewer, report)
  }

  func decide(_ number: Int, _ approve: Bool, as viewer: Viewer) async throws -> OutboundResponse {
    try await send("POST", "agreements/\(Deals.agreementID(number))/decision", as: viewer, "{\"approve\":\(approve)}")
  }

  /// Everything about agreements that time alone changes.
  func judgeAgreements() async throws {
    try await service.database.work { work in
      while try await AgreementKeeper().judgeDue(limit: 100, in: work) > 0 {}
    }
  }

  /// `cause` of each event, in order.
  func causes() async throws -> [String] {
    try await service.published(AgreementChanged.self).map(\.cause.rawValue)
  }
}
