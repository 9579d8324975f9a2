/// Who works a debtor in the field.
public struct AssignmentChanged: VersionedEvent {
  public static let type = "assignment.changed"
  public static let topic = Topics.assignment
  public var key: RecordKey { RecordKey(debtorID) }

  public var debtorID: DebtorID
  /// `nil` outside every zone: the debtor waits in the exception queue.
  public var zoneID: ZoneID?
  public var collectorID: StaffID?
  public var teamID: TeamID?
  public var version: Int64
  public var changedAt: Instant

  public init(
    debtorID: DebtorID, zoneID: ZoneID?, collectorID: StaffID?, teamID: TeamID?, version: Int64, changedAt: Instant
  ) {
    self.debtorID = debtorID
    self.zoneID = zoneID
    self.collectorID = collectorID
    self.teamID = teamID
    self.version = version
    self.changedAt = changedAt
  }

  private enum CodingKeys: String, CodingKey {
    case debtorID = "debtor_id"
    case zoneID = "zone_id"
    case collectorID = "collector_id"
    case teamID = "team_id"
    case version
    case changedAt = "changed_at"
  }
}
