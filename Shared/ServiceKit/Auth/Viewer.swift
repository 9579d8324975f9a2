public import Contracts
public import FoundationEssentials

/// Who is asking, as the access token says it. Stores put its scope into their WHERE clauses.
public struct Viewer: Sendable, Equatable {
  public let staffID: StaffID
  public let fullName: String
  public let roles: Set<StaffRole>
  public let teamID: TeamID?
  /// Codes of the zones that a collector works; empty for everybody else.
  public let zoneCodes: [String]
  /// Empty: all creditors.
  public let creditorIDs: [CreditorID]
  /// A BCP 47 tag such as `es-PE`.
  public let language: String
  /// The sign-in that the token came from. `nil` for a token of another issuer.
  public let sessionID: UUID?

  public init(
    staffID: StaffID, fullName: String, roles: Set<StaffRole>, teamID: TeamID? = nil, zoneCodes: [String] = [],
    creditorIDs: [CreditorID] = [], language: String = "es", sessionID: UUID? = nil
  ) {
    self.staffID = staffID
    self.fullName = fullName
    self.roles = roles
    self.teamID = teamID
    self.zoneCodes = zoneCodes
    self.creditorIDs = creditorIDs
    self.language = language
    self.sessionID = sessionID
  }

  public func has(_ role: StaffRole) -> Bool { roles.contains(role) }

  /// Whether the viewer sees the work of every team.
  public var seesEveryTeam: Bool { has(.administrator) || has(.auditor) || has(.operator) }

  /// What to compare a `team_id` column with: `nil` is every team.
  ///
  /// Without a team, a viewer who is bound to one sees nothing: the text is one that no team has.
  public var teamScope: String? { seesEveryTeam ? nil : teamID?.rawValue ?? "" }
}
