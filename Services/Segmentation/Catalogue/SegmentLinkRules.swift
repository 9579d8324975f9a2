import Contracts
import Postgres
import ServiceKit

/// To whom a segment can be given: to people who can do what it asks for, by those who lead them.
enum SegmentLinkRules {
  private static let mostSkills = 20
  private static let longestSkill = 200

  /// - Returns: each skill once, in order; `nil` for `nil`.
  static func skills(_ skills: [String]?) throws -> [String]? {
    guard let skills else { return nil }
    guard skills.count <= mostSkills, skills.allSatisfy({ (1...longestSkill).contains($0.count) && !$0.contains(where: \.isNewline) })
    else { throw Problem.field("skills", code: "invalid", "Up to \(mostSkills) skills of 1 to \(longestSkill) characters.") }
    return Set(skills).sorted()
  }

  /// A group needs one member who can do it.
  ///
  /// - Throws: ``Problem`` 422 that names who cannot.
  static func requireAble(staff: [StaffID], teams: [TeamID], _ segment: Segment, in transaction: PostgresTransaction) async throws {
    guard !segment.skills.isEmpty else { return }
    let skills = segment.skills.joined(separator: ", ")
    let people = try await StaffStore.unable(staff, segment.skills, in: transaction)
    let groups = try await StaffStore.unable(teams, segment.skills, in: transaction)
    let problems =
      people.map { FieldProblem(field: "staff_ids", code: "skill_missing", message: "\($0) cannot do all of: \(skills).") }
      + groups.map { FieldProblem(field: "team_ids", code: "skill_missing", message: "Nobody of \($0) can do all of: \(skills).") }
    guard problems.isEmpty else { throw Problem.fields(problems) }
  }

  /// Whoever leads one group decides about that group and its people alone.
  ///
  /// - Parameters:
  ///   - staff: who is linked or no longer linked.
  ///   - teams: which groups are.
  static func requireOwnTeam(
    _ viewer: Viewer, staff: [StaffID], teams: [TeamID], in transaction: PostgresTransaction
  ) async throws {
    guard let scope = viewer.teamScope else { return }
    let own = TeamID(scope)
    let members = try await StaffStore.members(of: own, among: staff, in: transaction)
    let problems =
      staff.filter { !members.contains($0) }
      .map { FieldProblem(field: "staff_ids", code: "not_your_team", message: "\($0) is not of your team.") }
      + teams.filter { $0 != own }.map { FieldProblem(field: "team_ids", code: "not_your_team", message: "\($0) is not your team.") }
    guard problems.isEmpty else { throw Problem.fields(problems) }
  }
}
