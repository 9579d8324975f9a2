/// A promise to pay and what became of it.
public struct PromiseChanged: VersionedEvent {
  public static let type = "promise.changed"
  public static let topic = Topics.promise
  public var key: RecordKey { RecordKey(debtorID, promiseID) }

  public var promiseID: PromiseID
  public var debtorID: DebtorID
  /// The account that the promise was made about; the first of them when there are several.
  public var accountID: AccountID
  /// Every account whose payments keep it; absent in events from before there could be more than one.
  public var accountIDs: [AccountID]?
  public var visitID: VisitID?
  public var collectorID: StaffID
  public var amountMinor: Int64
  public var currency: Currency
  public var dueOn: CalendarDate
  /// When it is judged: payments with a value date up to that day count.
  public var cutOffAt: Instant?
  /// The promise in whose place it stands.
  public var replaces: PromiseID?
  public var state: PromiseState
  public var paidMinor: Int64
  public var version: Int64
  public var madeAt: Instant
  public var changedAt: Instant

  public init(
    promiseID: PromiseID, debtorID: DebtorID, accountID: AccountID, visitID: VisitID?, collectorID: StaffID, amountMinor: Int64,
    currency: Currency, dueOn: CalendarDate, state: PromiseState, paidMinor: Int64, version: Int64, madeAt: Instant, changedAt: Instant,
    accountIDs: [AccountID]? = nil, cutOffAt: Instant? = nil, replaces: PromiseID? = nil
  ) {
    self.promiseID = promiseID
    self.debtorID = debtorID
    self.accountID = accountID
    self.visitID = visitID
    self.collectorID = collectorID
    self.amountMinor = amountMinor
    self.currency = currency
    self.dueOn = dueOn
    self.state = state
    self.paidMinor = paidMinor
    self.version = version
    self.madeAt = madeAt
    self.changedAt = changedAt
    self.accountIDs = accountIDs
    self.cutOffAt = cutOffAt
    self.replaces = replaces
  }

  /// Every account whose payments keep it.
  public var coveredAccountIDs: [AccountID] { accountIDs ?? [accountID] }

  private enum CodingKeys: String, CodingKey {
    case promiseID = "promise_id"
    case debtorID = "debtor_id"
    case accountID = "account_id"
    case accountIDs = "account_ids"
    case visitID = "visit_id"
    case collectorID = "collector_id"
    case amountMinor = "amount_minor"
    case currency
    case dueOn = "due_on"
    case cutOffAt = "cut_off_at"
    case replaces, state
    case paidMinor = "paid_minor"
    case version
    case madeAt = "made_at"
    case changedAt = "changed_at"
  }
}

public enum PromiseState: String, Codable, CaseIterable, Sendable {
  case active
  case kept
  case partiallyKept = "partially_kept"
  case broken
  case cancelled
  case replaced
}
