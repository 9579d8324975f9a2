/// Somebody is put on an exclusion list, or taken off it, by a file or by another system.
public struct ExclusionChanged: VersionedEvent {
  public static let type = "exclusion.changed"
  public static let topic = Topics.exclusion
  public var key: RecordKey { RecordKey(debtorID, accountID.map { "\(listID):\($0)" } ?? "\(listID)") }

  public var debtorID: DebtorID
  /// `nil`: every account of the debtor.
  public var accountID: AccountID?
  public var listID: ListID
  /// Why; `excluded` when the file does not say.
  public var kind: RestrictionKind
  /// On the list; `false` once taken off.
  public var active: Bool
  /// The last day on which it holds; `nil` without an end.
  public var validUntil: CalendarDate?
  public var version: Int64
  public var changedAt: Instant

  public init(
    debtorID: DebtorID, accountID: AccountID?, listID: ListID, kind: RestrictionKind, active: Bool, validUntil: CalendarDate?,
    version: Int64, changedAt: Instant
  ) {
    self.debtorID = debtorID
    self.accountID = accountID
    self.listID = listID
    self.kind = kind
    self.active = active
    self.validUntil = validUntil
    self.version = version
    self.changedAt = changedAt
  }

  private enum CodingKeys: String, CodingKey {
    case debtorID = "debtor_id"
    case accountID = "account_id"
    case listID = "list_id"
    case kind, active
    case validUntil = "valid_until"
    case version
    case changedAt = "changed_at"
  }
}
