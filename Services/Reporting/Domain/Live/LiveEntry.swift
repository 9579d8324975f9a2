import Contracts

/// Something that screens are told at once, and who may hear of it.
struct LiveEntry: Sendable {
  enum Kind: String, Sendable { case visit, payment, route, position }

  /// What happened longer ago is history: it changes figures and is not news.
  static let horizon = Seconds(3_600)

  let kind: Kind
  /// `nil`: the team that the collector is in.
  let teamID: TeamID?
  let collectorID: StaffID?
  /// The accounts that it is about.
  let accountIDs: [AccountID]
  let businessDate: CalendarDate?
  let payload: [UInt8]

  init(
    _ kind: Kind, teamID: TeamID?, collectorID: StaffID?, accountIDs: [AccountID] = [], businessDate: CalendarDate?,
    payload: some Encodable
  ) throws {
    self.kind = kind
    self.teamID = teamID
    self.collectorID = collectorID
    self.accountIDs = accountIDs
    self.businessDate = businessDate
    self.payload = try EventCoding.encode(payload)
  }
}
