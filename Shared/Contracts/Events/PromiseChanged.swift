/// A promise to pay and what became of it.
public struct PromiseChanged: VersionedEvent {
  public static let type = "promise.changed"
  public static let topic = Topics.promise
  public var key: RecordKey { RecordKey(debtorID, promiseID) }

  public var promiseID: PromiseID
  public var debtorID: DebtorID
  public var accountID: AccountID
  public var visitID: VisitID?
  public var collectorID: StaffID
  public var amountMinor: Int64
  public var currency: Currency
  public var dueOn: CalendarDate
  public var state: PromiseState
  public var paidMinor: Int64
  public var version: Int64
  public var madeAt: Instant
  public var changedAt: Instant

  public init(
    promiseID: PromiseID, debtorID: DebtorID, accountID: AccountID, visitID: VisitID?, collectorID: StaffID, amountMinor: Int64,
    currency: Currency, dueOn: CalendarDate, state: PromiseState, paidMinor: Int64, version: Int64, madeAt: Instant, changedAt: Instant
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
  }

  private enum CodingKeys: String, CodingKey {
    case promiseID = "promise_id"
    case debtorID = "debtor_id"
    case accountID = "account_id"
    case visitID = "visit_id"
    case collectorID = "collector_id"
    case amountMinor = "amount_minor"
    case currency
    case dueOn = "due_on"
    case state
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
