/// A segment as it is now, and who works it.
public struct SegmentChanged: VersionedEvent {
  public static let type = "segment.changed"
  public static let topic = Topics.segment
  public var key: RecordKey { RecordKey(segmentID) }

  public var segmentID: SegmentID
  public var nameES: String
  public var nameEN: String
  /// In the language of conditions.
  public var condition: String
  public var active: Bool
  /// The people who work its accounts.
  public var staffIDs: [StaffID]
  /// The groups who do. Nobody and no group: whoever owns the debtor.
  public var teamIDs: [TeamID]
  public var version: Int64
  public var changedAt: Instant
  /// What whoever works its accounts must be able to do, all of it; absent in events from before there were skills.
  public var skills: [String]?

  public init(
    segmentID: SegmentID, nameES: String, nameEN: String, condition: String, active: Bool, staffIDs: [StaffID], teamIDs: [TeamID],
    version: Int64, changedAt: Instant, skills: [String]? = nil
  ) {
    self.segmentID = segmentID
    self.nameES = nameES
    self.nameEN = nameEN
    self.condition = condition
    self.active = active
    self.staffIDs = staffIDs
    self.teamIDs = teamIDs
    self.version = version
    self.changedAt = changedAt
    self.skills = skills
  }

  private enum CodingKeys: String, CodingKey {
    case segmentID = "segment_id"
    case nameES = "name_es"
    case nameEN = "name_en"
    case condition, active
    case staffIDs = "staff_ids"
    case teamIDs = "team_ids"
    case version, skills
    case changedAt = "changed_at"
  }
}
