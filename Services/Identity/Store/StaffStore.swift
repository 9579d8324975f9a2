import Contracts
import Messaging
import Postgres
import ServiceKit

/// The SQL of staff.
enum StaffStore {
  private static let columns: SQL = """
    staff_id, full_name, email, roles, team_id, zone_codes, creditor_ids, city, home_latitude_e6, home_longitude_e6, time_zone, language,
    shift_starts_minute, shift_ends_minute, maximum_stops, active, version, changed_at, skills
    """

  /// Everybody for some roles, the own team for others.
  private static func isVisible(to viewer: Viewer) -> SQL {
    "(\(viewer.teamScope)::text is null or team_id = \(viewer.teamScope)::text)"
  }

  struct Filter {
    var role: StaffRole?
    var teamID: TeamID?
    var active: Bool?
    /// The last one of the page before.
    var after: StaffID?
    var limit: Int
  }

  static func list(_ filter: Filter, for viewer: Viewer, in transaction: PostgresTransaction) async throws -> [StaffMember] {
    let rows = try await transaction.query(
      """
      select \(columns) from staff
      where \(isVisible(to: viewer))
        and (\(filter.role?.rawValue)::text is null or \(filter.role?.rawValue)::text = any (roles))
        and (\(filter.teamID?.rawValue)::text is null or team_id = \(filter.teamID?.rawValue)::text)
        and (\(filter.active)::boolean is null or active = \(filter.active)::boolean)
        and (\(filter.after)::uuid is null
          or (full_name, staff_id) > (select full_name, staff_id from staff where staff_id = \(filter.after)::uuid))
      order by full_name, staff_id
      limit \(filter.limit)
      """)
    return try rows.map(member)
  }

  static func find(_ staffID: StaffID, for viewer: Viewer, in transaction: PostgresTransaction) async throws -> StaffMember? {
    try await transaction.first("select \(columns) from staff where staff_id = \(staffID) and \(isVisible(to: viewer))").map(member)
  }

  static func find(_ staffID: StaffID, in transaction: PostgresTransaction) async throws -> StaffMember? {
    try await transaction.first("select \(columns) from staff where staff_id = \(staffID)").map(member)
  }

  /// The member as it stands, held until the transaction ends.
  static func lock(_ staffID: StaffID, in transaction: PostgresTransaction) async throws -> StaffMember? {
    try await transaction.first("select \(columns) from staff where staff_id = \(staffID) for update").map(member)
  }

  static func isEmailTaken(_ email: String, byOtherThan staffID: StaffID, in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.first("select 1 from staff where email = \(email) and staff_id <> \(staffID)") != nil
  }

  /// Serialised over all callers, so that two cannot each retire the other.
  static func hasOtherActiveAdministrator(than staffID: StaffID, in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.execute("select pg_advisory_xact_lock(hashtext('identity.administrators'))")
    return try await transaction.first(
      "select 1 from staff where active and 'administrator' = any (roles) and staff_id <> \(staffID) limit 1") != nil
  }

  static func save(_ member: StaffMember, in transaction: PostgresTransaction) async throws {
    try await transaction.execute(
      """
      insert into staff (\(columns))
      values (\(values(of: member)))
      on conflict (staff_id) do update set
        full_name = excluded.full_name, email = excluded.email, roles = excluded.roles, team_id = excluded.team_id,
        zone_codes = excluded.zone_codes, creditor_ids = excluded.creditor_ids, city = excluded.city,
        home_latitude_e6 = excluded.home_latitude_e6, home_longitude_e6 = excluded.home_longitude_e6, time_zone = excluded.time_zone,
        language = excluded.language, shift_starts_minute = excluded.shift_starts_minute, shift_ends_minute = excluded.shift_ends_minute,
        maximum_stops = excluded.maximum_stops, active = excluded.active, version = excluded.version, changed_at = excluded.changed_at,
        skills = excluded.skills
      """)
  }

  /// Adds the member unless somebody with the id or the address exists. Returns whether it was added.
  static func addIfNew(_ member: StaffMember, in transaction: PostgresTransaction) async throws -> Bool {
    try await transaction.execute("insert into staff (\(columns)) values (\(values(of: member))) on conflict do nothing") == 1
  }

  static func setLanguage(_ language: String, of staffID: StaffID, in transaction: PostgresTransaction) async throws {
    try await transaction.execute("update staff set language = \(language) where staff_id = \(staffID)")
  }

  private static func values(of member: StaffMember) -> SQL {
    """
    \(member.staffID), \(member.fullName), \(member.email), \(member.roles.map(\.rawValue)), \(member.teamID?.rawValue),
    \(member.zoneCodes), \(member.creditorIDs.map(\.rawValue)), \(member.city), \(member.home?.latitudeE6), \(member.home?.longitudeE6),
    \(member.timeZone), \(member.language), \(member.shiftStartsMinute), \(member.shiftEndsMinute), \(member.maximumStops),
    \(member.active), \(member.version), \(member.changedAt), \(member.skills)
    """
  }

  private static func member(_ row: PostgresRow) throws -> StaffMember {
    let latitude = try row.decodeOptional(Int32.self, "home_latitude_e6")
    let longitude = try row.decodeOptional(Int32.self, "home_longitude_e6")
    return StaffMember(
      staffID: try row.decode(StaffID.self, "staff_id"), fullName: try row.decode(String.self, "full_name"),
      email: try row.decode(String.self, "email"),
      roles: try row.decode([String].self, "roles").compactMap { StaffRole(rawValue: $0) },
      teamID: try row.decodeOptional(TeamID.self, "team_id"), zoneCodes: try row.decode([String].self, "zone_codes"),
      creditorIDs: try row.decode([CreditorID].self, "creditor_ids"), city: try row.decodeOptional(String.self, "city"),
      home: latitude.flatMap { latitude in longitude.flatMap { Coordinate(latitudeE6: latitude, longitudeE6: $0) } },
      timeZone: try row.decode(String.self, "time_zone"), language: try row.decode(String.self, "language"),
      shiftStartsMinute: Int(try row.decode(Int32.self, "shift_starts_minute")),
      shiftEndsMinute: Int(try row.decode(Int32.self, "shift_ends_minute")),
      maximumStops: Int(try row.decode(Int32.self, "maximum_stops")), active: try row.decode(Bool.self, "active"),
      skills: try row.decode([String].self, "skills"),
      version: try row.decode(Int64.self, "version"), changedAt: try row.decode(Instant.self, "changed_at"))
  }
}
