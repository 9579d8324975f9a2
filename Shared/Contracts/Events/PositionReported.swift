/// Where a collector was, as the phone saw it.
public struct PositionReported: Event {
  public static let type = "position.reported"
  public static let topic = Topics.position
  public var key: RecordKey { RecordKey(collectorID, positionID) }

  public var positionID: PositionID
  public var collectorID: StaffID
  public var teamID: TeamID?
  public var location: Coordinate
  public var accuracyMetres: Metres?
  public var mock: Bool
  public var capturedAt: Instant
  public var receivedAt: Instant
  /// What the device said, where that was still to come: its clock was ahead, and `capturedAt` is the time by ours.
  public var deviceCapturedAt: Instant?

  public init(
    positionID: PositionID, collectorID: StaffID, teamID: TeamID?, location: Coordinate, accuracyMetres: Metres?, mock: Bool,
    capturedAt: Instant, receivedAt: Instant, deviceCapturedAt: Instant? = nil
  ) {
    self.positionID = positionID
    self.collectorID = collectorID
    self.teamID = teamID
    self.location = location
    self.accuracyMetres = accuracyMetres
    self.mock = mock
    self.capturedAt = capturedAt
    self.receivedAt = receivedAt
    self.deviceCapturedAt = deviceCapturedAt
  }

  private enum CodingKeys: String, CodingKey {
    case positionID = "position_id"
    case collectorID = "collector_id"
    case teamID = "team_id"
    case location
    case accuracyMetres = "accuracy_metres"
    case mock
    case capturedAt = "captured_at"
    case receivedAt = "received_at"
    case deviceCapturedAt = "device_captured_at"
  }
}
