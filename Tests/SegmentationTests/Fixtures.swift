import Contracts
import FoundationEssentials
import Segmentation
import ServiceKit
import TestSupport

/// An account of a debtor of the same number, as ingestion would tell of it.
func account(
  _ number: Int = 1, dpd: Int = 45, overdue: Int64 = 120_000, status: AccountStatus = .active, product: ProductType = .loan,
  currency: Currency = .pen, risk: Int? = nil, flags: AccountFlags = AccountFlags(), attributes: [String: String] = [:],
  nextDue: String? = nil, lastPayment: String? = nil, businessDate: String = "2026-11-22", version: Int64 = 1,
  updatedAt: String = "2026-11-22T12:00:00Z", creditor: String = "andes", branch: String? = "L01", debtor: Int? = nil
) throws -> AccountUpdated {
  AccountUpdated(
    accountID: try id("account", number), debtorID: try id("debtor", debtor ?? number), creditorID: CreditorID(creditor),
    accountNumber: "00\(number)", productCode: "P1", productType: product, branchCode: branch, currency: currency, status: status,
    daysPastDue: dpd, oldestDueDate: dpd > 0 ? date(businessDate).advanced(byDays: -dpd) : nil, totalDueMinor: overdue + 500_000,
    overdueMinor: dpd > 0 ? overdue : 0, overduePrincipalMinor: dpd > 0 ? overdue : 0, overdueInterestMinor: 0,
    overdueLateInterestMinor: 0, overdueFeesMinor: 0, nextDueDate: nextDue.map(date), nextDueMinor: nextDue == nil ? nil : 25_000,
    lastPaymentDate: lastPayment.map(date), lastPaymentMinor: nil, riskScore: risk, flags: flags, attributes: attributes,
    businessDate: date(businessDate), version: version, updatedAt: instant(updatedAt))
}

func debtor(
  _ number: Int = 1, country: String = "PE", zone: String = "America/Lima", email: Bool = true, birth: String? = "1990-06-15",
  city: String = "Lima", version: Int64 = 1
) throws -> DebtorUpdated {
  let contact = DebtorContact(
    contactID: try id("contact", number), channel: .email, value: "d\(number)@example.com", quality: "good", consentGranted: true)
  let address = DebtorAddress(
    addressID: try id("address", number), kind: .home, lines: "Calle 1", district: "Miraflores", city: city, state: city,
    country: country, location: nil, precision: nil)
  return DebtorUpdated(
    debtorID: try id("debtor", number), idType: "DNI", idNumber: "4\(number)", fullName: "Ana \(number)", personType: .natural,
    birthDate: birth.map(date), language: "es-\(country)", country: country, timeZone: zone, addresses: [address],
    contacts: email ? [contact] : [], totals: [], version: version, updatedAt: instant("2026-11-22T12:00:00Z"))
}

func payment(
  _ number: Int = 1, of account: Int = 1, overdueAfter: Int64 = 0, kind: PaymentKind = .posted,
  recordedAt: String = "2026-11-23T15:00:00Z"
) throws -> PaymentRecorded {
  PaymentRecorded(
    paymentID: PaymentID("pay-\(number)"), accountID: try id("account", account), debtorID: try id("debtor", account),
    creditorID: CreditorID("andes"), amountMinor: 120_000, currency: .pen, kind: kind, reversalOf: nil,
    valueDate: date("2026-11-23"), postedAt: instant(recordedAt), channel: nil, accountOverdueMinor: overdueAfter,
    debtorOverdueMinor: overdueAfter, recordedAt: instant(recordedAt))
}

func visit(
  _ number: Int = 1, of account: Int = 1, tasks: [TaskID] = [], contact: ContactType = .noContact,
  capturedAt: String = "2026-11-23T16:00:00Z"
) throws -> VisitRecorded {
  VisitRecorded(
    visitID: try id("visit", number), debtorID: try id("debtor", account), accountIDs: [try id("account", account)], taskIDs: tasks,
    routeID: nil, stopID: nil, collectorID: try id("staff", 1), teamID: nil, zoneID: nil, businessDate: date("2026-11-23"),
    outcome: "not_home", contactType: contact, note: nil, location: nil, accuracyMetres: nil, distanceMetres: nil,
    geoVerdict: .insideFence, contactAllowed: true, contactRuleIDs: [], late: false, promiseID: nil, arrivedAt: nil,
    capturedAt: instant(capturedAt), receivedAt: instant(capturedAt))
}

func promise(
  _ number: Int = 1, of account: Int = 1, due: String, state: PromiseState = .active, version: Int64 = 1, cutOffAt: String? = nil,
  at changedAt: String = "2026-11-23T16:00:00Z", accounts: [Int]? = nil
) throws -> PromiseChanged {
  PromiseChanged(
    promiseID: try id("promise", number), debtorID: try id("debtor", account), accountID: try id("account", account), visitID: nil,
    collectorID: try id("staff", 1), amountMinor: 50_000, currency: .pen, dueOn: date(due), state: state, paidMinor: 0,
    version: version, madeAt: instant("2026-11-23T16:00:00Z"), changedAt: instant(changedAt),
    accountIDs: try accounts.map { try $0.map { try id("account", $0) } }, cutOffAt: cutOffAt.map(instant))
}

func agreement(
  _ number: Int = 1, of account: Int = 1, state: AgreementState = .active, cause: AgreementCause = .activated, overdue: Int = 0,
  version: Int64 = 5, at changedAt: String = "2026-11-23T16:00:00Z"
) throws -> AgreementChanged {
  AgreementChanged(
    agreementID: try id("agreement", number), debtorID: try id("debtor", account), accountID: try id("account", account),
    creditorID: CreditorID("andes"), collectorID: try id("staff", 1), negotiationType: "instalment_plan", planCode: "alivio",
    planVersion: 1,
    state: state, cause: cause, currency: .pen, debtMinor: 120_000, waivedMinor: 0, waiverEarnedMinor: 0, downPaymentMinor: 0,
    financedMinor: 120_000, totalMinor: 120_000, instalments: 4, frequency: "monthly", firstDueOn: date("2026-12-23"),
    lastDueOn: date("2027-03-23"), nextDueOn: date("2026-12-23"), nextDueMinor: 30_000, paidMinor: 0, paidInstalments: 0,
    lateInstalments: overdue, approvalLevel: 0, incentivesEarned: 0, documentSHA256: nil, version: version,
    madeAt: instant("2026-11-23T16:00:00Z"), changedAt: instant(changedAt), overdueInstalments: overdue)
}

extension Catalogue {
  /// A small catalogue with the customary bands and the given strategies.
  static func sample(
    _ strategies: [Strategy], segments: [Segment] = [], bucketActions: [BucketAction] = []
  ) throws -> Catalogue {
    let stages = [("preventive", nil), ("early", 1), ("mid", 31), ("prelegal", 91), ("legal", 181)]
    let buckets = [("current", nil), ("1-30", 1), ("31-60", 31), ("61-90", 61), ("91-120", 91)]
    let policy = TreatmentPolicy(
      stages: try BandScale(stages.map { Band(name: $0.0, from: $0.1) }),
      buckets: try BandScale(buckets.map { Band(name: $0.0, from: $0.1) }),
      priority: try EventCoding.decode(
        PriorityPolicy.self,
        from: Array(
          """
          {"amount_weight": 450, "days_weight": 350, "risk_weight": 100, "promise_weight": 100,
           "full_amount_minor": {"PEN": 500000}, "full_days": 180, "full_risk": 1000}
          """.utf8)),
      workingWeek: WorkingWeek(fallback: [.monday, .tuesday, .wednesday, .thursday, .friday], byCountry: [:]),
      bucketActions: bucketActions)
    return try Catalogue(revision: 1, policy: policy, segments: segments, published: strategies)
  }
}

/// A strategy that takes everybody unless told otherwise.
func strategy(
  _ name: String = "standard", version: Int = 1, position: Int = 100, entry: Condition = .always, restarts: Bool = false, _ steps: Step...
) throws -> Strategy {
  Strategy(
    strategyID: StrategyID(name), version: version, nameES: name, nameEN: name, position: position, entry: entry,
    circuit: try Circuit(steps: steps, restartsOnNewDueDate: restarts), publishedAt: instant("2026-01-01T00:00:00Z"))
}

/// One account judged again and again, as the store would do it.
struct Case {
  var dossier: Dossier
  var catalogue: Catalogue
  var log: [StrategyTask] = []
  var stageChanges: [StageChange] = []

  init(_ account: AccountUpdated, _ debtor: DebtorUpdated?, _ catalogue: Catalogue) {
    dossier = Dossier(account: AccountFacts(account), debtor: debtor.map(DebtorFacts.init))
    self.catalogue = catalogue
  }

  var treatment: Treatment? { dossier.treatment }

  /// Judges at `now` and keeps what changed.
  @discardableResult
  mutating func judge(at now: String) throws -> Verdict {
    try judge(at: instant(now))
  }

  @discardableResult
  mutating func judge(at now: Instant) throws -> Verdict {
    let judge = TreatmentJudge(catalogue: catalogue, now: now) { try TaskID(naming: "task", $0.text) }
    let verdict = try judge.verdicts(on: [dossier])[0]
    dossier.treatment = verdict.treatment
    for task in verdict.tasks {
      log.append(task)
      dossier.tasks.removeAll { $0.taskID == task.taskID }
      dossier.tasks.append(task)
    }
    dossier.tasks.removeAll { $0.cycle != verdict.treatment.cycle }
    if let change = verdict.stageChange { stageChanges.append(change) }
    return verdict
  }

  /// Lets time pass until `end`, judging whenever time alone has something to change.
  mutating func run(from start: String, until end: String) throws {
    var now = instant(start)
    try judge(at: now)
    while let next = treatment?.nextAt, next <= instant(end) {
      now = max(next, now.advanced(milliseconds: 1))
      try judge(at: now)
    }
  }
}

/// A strategy that takes everybody.
func strategy(_ steps: Step...) throws -> Strategy {
  Strategy(
    strategyID: StrategyID("standard"), version: 1, nameES: "standard", nameEN: "standard", position: 100, entry: .always,
    circuit: try Circuit(steps: steps), publishedAt: instant("2026-01-01T00:00:00Z"))
}
