/// Somebody is to be forgotten: whoever keeps what says who the debtor is takes it out and takes nothing of it any more. Figures stay.
///
/// The debtor's and the accounts' own states go out again, without what was personal in them.
public struct DebtorErased: VersionedEvent {
  public static let type = "debtor.erased"
  public static let topic = Topics.erasure
  public var key: RecordKey { RecordKey(debtorID) }

  public var debtorID: DebtorID
  /// Always 1: nobody is forgotten twice.
  public var version: Int64
  public var erasedAt: Instant

  public init(debtorID: DebtorID, version: Int64 = 1, erasedAt: Instant) {
    self.debtorID = debtorID
    self.version = version
    self.erasedAt = erasedAt
  }

  private enum CodingKeys: String, CodingKey {
    case debtorID = "debtor_id"
    case version
    case erasedAt = "erased_at"
  }
}
