/// Where one account stands in its strategy.
public struct TreatmentChanged: VersionedEvent {
  public static let type = "treatment.changed"
  public static let topic = Topics.treatment
  public var key: RecordKey { RecordKey(debtorID, accountID) }

  public var accountID: AccountID
  public var debtorID: DebtorID
  public var creditorID: CreditorID
  public var stage: Stage
  /// Days past due as a band: `current`, `1-30` ... `>180`.
  public var bucket: String
  public var segmentIDs: [SegmentID]
  public var strategyID: StrategyID?
  public var strategyVersion: Int?
  /// The step under way; `nil` when the strategy is finished or there is none.
  public var step: String?
  public var state: TreatmentState
  public var version: Int64
  public var changedAt: Instant
  /// The business date of the statement that brought the stage.
  public var stageSince: CalendarDate?

  public init(
    accountID: AccountID, debtorID: DebtorID, creditorID: CreditorID, stage: Stage, bucket: String, segmentIDs: [SegmentID],
    strategyID: StrategyID?, strategyVersion: Int?, step: String?, state: TreatmentState, version: Int64, changedAt: Instant,
    stageSince: CalendarDate? = nil
  ) {
    self.accountID = accountID
    self.debtorID = debtorID
    self.creditorID = creditorID
    self.stage = stage
    self.bucket = bucket
    self.segmentIDs = segmentIDs
    self.strategyID = strategyID
    self.strategyVersion = strategyVersion
    self.step = step
    self.state = state
    self.version = version
    self.changedAt = changedAt
    self.stageSince = stageSince
  }

  private enum CodingKeys: String, CodingKey {
    case accountID = "account_id"
    case debtorID = "debtor_id"
    case creditorID = "creditor_id"
    case stage, bucket
    case segmentIDs = "segment_ids"
    case strategyID = "strategy_id"
    case strategyVersion = "strategy_version"
    case step, state, version
    case changedAt = "changed_at"
    case stageSince = "stage_since"
  }
}

public enum TreatmentState: String, Codable, CaseIterable, Sendable {
  case active
  case paused
  case closed
}

/// The stage of collection, from days past due.
public enum Stage: String, Codable, CaseIterable, Sendable {
  case preventive
  case early
  case mid
  case late
  case prelegal
  case legal
  case chargedOff = "charged_off"
}
