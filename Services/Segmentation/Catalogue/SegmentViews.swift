import Contracts

struct SegmentBody: Decodable {
  var nameES: String
  var nameEN: String
  var condition: Condition
  /// Absent: those that it has.
  var skills: [String]?

  private enum CodingKeys: String, CodingKey {
    case condition, skills
    case nameES = "name_es"
    case nameEN = "name_en"
  }
}

struct DeactivationBody: Decodable {
  enum OpenTasks: String, Decodable {
    /// Withdrawn.
    case close
    /// They go to whoever works the segments that the account is still in, or else to the debtor's owner.
    case reassign
  }

  var openTasks: OpenTasks

  private enum CodingKeys: String, CodingKey {
    case openTasks = "open_tasks"
  }
}

struct LinksBody: Decodable {
  var staffIDs: [StaffID]
  var teamIDs: [TeamID]

  private enum CodingKeys: String, CodingKey {
    case staffIDs = "staff_ids"
    case teamIDs = "team_ids"
  }
}

/// A segment, how many accounts stand in it now, and whether its work and those who do it go together.
struct SegmentView: Encodable, Sendable {
  /// What somebody might want to do about a segment's load.
  enum Suggestion: String, Encodable, Sendable {
    /// Nobody stands in it: deactivate it, or look at its condition.
    case empty
    /// Others have people, this one has work and none.
    case nobodyLinked = "nobody_linked"
    /// More open tasks than its people can do soon: link more, or split it.
    case overloaded
  }

  /// Open tasks for one person beyond which a segment counts as overloaded: about a month of full days.
  static let fullLoad = 300

  let segmentID: SegmentID
  let nameES: String
  let nameEN: String
  let condition: Condition
  let isActive: Bool
  let accounts: Int
  let openTasks: Int
  let staffIDs: [StaffID]
  let teamIDs: [TeamID]
  let skills: [String]
  let suggestion: Suggestion?

  init(_ segment: Segment, accounts: Int, openTasks: Int, staffIDs: [StaffID], teamIDs: [TeamID]) {
    segmentID = segment.segmentID
    nameES = segment.nameES
    nameEN = segment.nameEN
    condition = segment.condition
    isActive = segment.isActive
    self.accounts = accounts
    self.openTasks = openTasks
    self.staffIDs = staffIDs
    self.teamIDs = teamIDs
    skills = segment.skills
    suggestion =
      if segment.isActive, accounts == 0 {
        .empty
      } else if segment.isActive, openTasks > 0, staffIDs.isEmpty, teamIDs.isEmpty {
        .nobodyLinked
      } else if teamIDs.isEmpty, openTasks > Self.fullLoad * staffIDs.count {
        .overloaded
      } else {
        nil
      }
  }

  private enum CodingKeys: String, CodingKey {
    case segmentID = "segment_id"
    case nameES = "name_es"
    case nameEN = "name_en"
    case condition, accounts, suggestion, skills
    case isActive = "is_active"
    case openTasks = "open_tasks"
    case staffIDs = "staff_ids"
    case teamIDs = "team_ids"
  }
}
