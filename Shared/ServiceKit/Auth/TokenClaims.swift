import Contracts
import FoundationEssentials
import JWTKit

/// What stands in an access token.
///
/// Its times are not checked by `verify(using:)`, which has no clock: ``TokenVerifier`` does.
struct TokenClaims: JWTPayload {
  let issuer: String
  let subject: StaffID
  /// Seconds since 1970.
  let issuedAt: Int64
  let expiresAt: Int64
  let name: String
  let roles: [String]
  let team: TeamID?
  let zones: [String]?
  let creditors: [CreditorID]?
  let language: String?
  let session: String?

  init(viewer: Viewer, issuer: String, issuedAt: Instant, lifetime: Seconds) {
    self.issuer = issuer
    subject = viewer.staffID
    self.issuedAt = issuedAt.milliseconds / 1_000
    expiresAt = issuedAt.milliseconds / 1_000 + Int64(lifetime.value)
    name = viewer.fullName
    roles = viewer.roles.map(\.rawValue).sorted()
    team = viewer.teamID
    zones = viewer.zoneCodes.isEmpty ? nil : viewer.zoneCodes
    creditors = viewer.creditorIDs.isEmpty ? nil : viewer.creditorIDs
    language = viewer.language
    session = viewer.sessionID?.uuidString.lowercased()
  }

  /// A role that this program does not know gives nothing.
  var viewer: Viewer {
    Viewer(
      staffID: subject, fullName: name, roles: Set(roles.compactMap { StaffRole(rawValue: $0) }), teamID: team, zoneCodes: zones ?? [],
      creditorIDs: creditors ?? [], language: language ?? "es", sessionID: session.flatMap { UUID(uuidString: $0) })
  }

  func verify(using algorithm: some JWTAlgorithm) throws {}

  private enum CodingKeys: String, CodingKey {
    case issuer = "iss"
    case subject = "sub"
    case issuedAt = "iat"
    case expiresAt = "exp"
    case name, roles, team, zones, creditors
    case language = "lang"
    case session = "sid"
  }
}
