import Contracts

/// Where an account stands in its circuit, how it came there and why its tasks are as urgent as they are.
struct TreatmentView: Encodable, Sendable {
  let treatment: TreatmentChanged
  let stageSince: CalendarDate
  let nextAt: Instant?
  let priority: Int
  let priorityTerms: [PriorityPolicy.Term]
  let tasks: [TaskChanged]
  let stages: [StageView]

  init(treatment: Treatment, dossier: Dossier, catalogue: Catalogue, tasks: [StrategyTask], stages: [StageChange]) {
    let standing = Standing(account: dossier.account, payment: dossier.payment)
    self.treatment = treatment.event
    stageSince = treatment.stageSince
    nextAt = treatment.nextAt
    priorityTerms = catalogue.policy.priority.terms(
      overdue: Money(minor: standing.overdueMinor, currency: dossier.account.currency), daysPastDue: standing.daysPastDue,
      riskScore: dossier.account.riskScore, brokenPromises: dossier.history.brokenPromises)
    priority = PriorityPolicy.score(of: priorityTerms)
    self.tasks = tasks.map(\.event)
    self.stages = stages.map { StageView(from: $0.from, to: $0.to, effectiveOn: $0.effectiveOn) }
  }

  private enum CodingKeys: String, CodingKey {
    case treatment, priority, tasks, stages
    case stageSince = "stage_since"
    case nextAt = "next_at"
    case priorityTerms = "priority_terms"
  }
}

struct StageView: Encodable, Sendable {
  let from: Stage?
  let to: Stage
  let effectiveOn: CalendarDate

  private enum CodingKeys: String, CodingKey {
    case from, to
    case effectiveOn = "effective_on"
  }
}

/// An account in a list.
struct AccountLine: Encodable, Sendable {
  let accountID: AccountID
  let debtorID: DebtorID
  let creditorID: CreditorID
  let currency: Currency
  let overdueMinor: Int64
  let daysPastDue: Int
  let stage: Stage?

  private enum CodingKeys: String, CodingKey {
    case accountID = "account_id"
    case debtorID = "debtor_id"
    case creditorID = "creditor_id"
    case currency, stage
    case overdueMinor = "overdue_minor"
    case daysPastDue = "days_past_due"
  }
}
