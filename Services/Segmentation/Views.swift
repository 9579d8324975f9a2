import Contracts

/// A segment, and how many accounts stand in it now.
struct SegmentView: Encodable, Sendable {
  let segmentID: SegmentID
  let nameES: String
  let nameEN: String
  let condition: Condition
  let isActive: Bool
  let accounts: Int

  init(_ segment: Segment, accounts: Int) {
    segmentID = segment.segmentID
    nameES = segment.nameES
    nameEN = segment.nameEN
    condition = segment.condition
    isActive = segment.isActive
    self.accounts = accounts
  }

  private enum CodingKeys: String, CodingKey {
    case segmentID = "segment_id"
    case nameES = "name_es"
    case nameEN = "name_en"
    case condition, accounts
    case isActive = "is_active"
  }
}

/// The newest version of a strategy, and how many accounts run it now.
struct StrategyView: Encodable, Sendable {
  let strategyID: StrategyID
  let version: Int
  let status = "active"
  let nameES: String
  let nameEN: String
  let position: Int
  let entry: Condition
  let steps: [Step]
  let publishedAt: Instant
  let accounts: Int

  init(_ strategy: Strategy, accounts: Int) {
    strategyID = strategy.strategyID
    version = strategy.version
    nameES = strategy.nameES
    nameEN = strategy.nameEN
    position = strategy.position
    entry = strategy.entry
    steps = strategy.circuit.steps
    publishedAt = strategy.publishedAt
    self.accounts = accounts
  }

  private enum CodingKeys: String, CodingKey {
    case strategyID = "strategy_id"
    case version, status, position, entry, steps, accounts
    case nameES = "name_es"
    case nameEN = "name_en"
    case publishedAt = "published_at"
  }
}

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
