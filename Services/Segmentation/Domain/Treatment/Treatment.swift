package import Contracts

/// Where one account stands in its circuit.
package struct Treatment: Equatable, Sendable {
  package var accountID: AccountID
  package var debtorID: DebtorID
  package var creditorID: CreditorID
  package var stage: Stage
  /// The business date that brought the stage.
  package var stageSince: CalendarDate
  package var bucket: String
  package var segmentIDs: [SegmentID]
  package var strategyID: StrategyID?
  package var strategyVersion: Int?
  /// Counts the entries into a circuit; part of every task's identity.
  package var cycle: Int
  package var step: String?
  package var stepSince: Instant
  /// The due date for which a repeating circuit was entered.
  package var anchor: CalendarDate?
  package var state: TreatmentState
  /// When time alone may change something; `nil` when only an event can.
  package var nextAt: Instant?
  package var version: Int64
  package var changedAt: Instant

  package init(
    accountID: AccountID, debtorID: DebtorID, creditorID: CreditorID, stage: Stage, stageSince: CalendarDate, bucket: String,
    segmentIDs: [SegmentID], strategyID: StrategyID?, strategyVersion: Int?, cycle: Int, step: String?, stepSince: Instant,
    anchor: CalendarDate?, state: TreatmentState, nextAt: Instant?, version: Int64, changedAt: Instant
  ) {
    self.accountID = accountID
    self.debtorID = debtorID
    self.creditorID = creditorID
    self.stage = stage
    self.stageSince = stageSince
    self.bucket = bucket
    self.segmentIDs = segmentIDs
    self.strategyID = strategyID
    self.strategyVersion = strategyVersion
    self.cycle = cycle
    self.step = step
    self.stepSince = stepSince
    self.anchor = anchor
    self.state = state
    self.nextAt = nextAt
    self.version = version
    self.changedAt = changedAt
  }

  /// What the rest of Ronda sees of it.
  package var event: TreatmentChanged {
    TreatmentChanged(
      accountID: accountID, debtorID: debtorID, creditorID: creditorID, stage: stage, bucket: bucket, segmentIDs: segmentIDs,
      strategyID: strategyID, strategyVersion: strategyVersion, step: step, state: state, version: version, changedAt: changedAt,
      stageSince: stageSince)
  }
}

/// A move from one stage to another.
package struct StageChange: Equatable, Sendable {
  package var accountID: AccountID
  /// `nil` on first sight.
  package var from: Stage?
  package var to: Stage
  package var effectiveOn: CalendarDate
  package var changedAt: Instant
}
