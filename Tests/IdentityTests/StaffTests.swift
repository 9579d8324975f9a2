import Contracts
import Foundation
import HTTPTypes
import Hummingbird
import Identity
import Messaging
import Postgres
import ServiceKit
import TestSupport
import Testing

@Suite("Staff")
struct StaffTests {
  private func body(_ changes: [String: String] = [:]) -> String {
    var fields = [
      "email": #""nueva@ronda.example""#, "full_name": #""Nueva Persona""#, "roles": #"["collector"]"#, "team_id": #""lima""#,
      "zone_codes": #"["LIM-02"]"#, "creditor_ids": #"["andes"]"#, "city": #""lima""#, "home": #"{"lat":-12.05,"lon":-77.04}"#,
      "time_zone": #""America/Lima""#, "language": #""es-PE""#, "shift_starts_minute": "480", "shift_ends_minute": "1080",
      "maximum_stops": "45", "active": "true",
    ]
    fields.merge(changes) { $1 }
    return "{" + fields.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
  }

  @Test("A new member is a 201 and an event; the same again a 200 and none; a change the next version")
  func put() async throws {
    try await withIdentity { identity, service in
      let token = try await identity.signIn("admin@ronda.example").accessToken
      let path = "staff/7b1f1c9e-41d6-4a53-9f1f-3c1d2b6f0a11"
      #expect(try await identity.send(.put, path, token: token, body()).status == .created)
      #expect(try await identity.send(.put, path, token: token, body()).status == .ok)
      let changed = try await identity.send(
        .put, path, token: token, body(["zone_codes": #"["LIM-02","LIM-03"]"#, "version": "1", "skills": #"["quechua"]"#]))
      #expect(try decode(changed, as: StaffAnswer.self).version == 2)
      let stale = try await identity.send(.put, path, token: token, body(["version": "1"]))
      #expect(stale.status == .conflict)
      #expect(try decode(stale, as: ProblemAnswer.self).code == "version_conflict")
      let events = try await service.published(StaffChanged.self).filter { $0.email == "nueva@ronda.example" }
      #expect(events.map(\.version) == [1, 2])
      #expect(events.last?.zoneCodes == ["LIM-02", "LIM-03"])
      #expect(events.map(\.skills) == [[], ["quechua"]])
      #expect(events.last?.home == Coordinate(latitude: -12.05, longitude: -77.04))
      #expect(events.last?.maximumStops == 45)
      #expect(events.last?.creditorIDs == [CreditorID("andes")])
    }
  }

  @Test("A member with a password can sign in at once; a new password ends the sessions")
  func password() async throws {
    try await withIdentity { identity, _ in
      let token = try await identity.signIn("admin@ronda.example").accessToken
      let path = "staff/7b1f1c9e-41d6-4a53-9f1f-3c1d2b6f0a11"
      #expect(try await identity.send(.put, path, token: token, body()).status == .created)
      #expect(try await identity.attempt("nueva@ronda.example").status == .unauthorized)
      #expect(try await identity.send(.put, path, token: token, body(["password": #""clave número uno""#])).status == .ok)
      let session = try await identity.signIn("nueva@ronda.example", "clave número uno")
      #expect(try await identity.send(.put, path, token: token, body(["password": #""clave número dos""#])).status == .ok)
      #expect(try await identity.refresh(session.refreshToken).status == .unauthorized)
    }
  }

  @Test(
    "What cannot be used is a 422 that names the field",
    arguments: [
      ("email", #""no address""#, "email"), ("full_name", #""""#, "full_name"), ("roles", "[]", "roles"),
      ("roles", #"["boss"]"#, "roles[0]"), ("roles", #"["collector","collector"]"#, "roles"), ("team_id", "null", "team_id"),
      ("time_zone", #""Mars/Olympus""#, "time_zone"), ("language", #""x""#, "language"), ("shift_ends_minute", "400", "shift_ends_minute"),
      ("shift_starts_minute", "-1", "shift_starts_minute"), ("maximum_stops", "100000", "maximum_stops"),
      ("home", #"{"lat":-120,"lon":0}"#, "home.lat"), ("home", #"{"lat":-12}"#, "home.lon"), ("zone_codes", #"["A","A"]"#, "zone_codes"),
      ("password", #""corta""#, "password"), ("active", #""yes""#, "active"),
    ])
  func invalid(field: String, value: String, named: String) async throws {
    try await withIdentity { identity, service in
      let token = try await identity.signIn("admin@ronda.example").accessToken
      let before = try await service.published(StaffChanged.self).count
      let response = try await identity.send(
        .put, "staff/7b1f1c9e-41d6-4a53-9f1f-3c1d2b6f0a11", token: token, body([field: value]))
      #expect(response.status == .unprocessableContent)
      #expect(try decode(response, as: ProblemAnswer.self).errors?.map(\.field).contains(named) == true, "\(String(buffer: response.body))")
      #expect(try await service.published(StaffChanged.self).count == before)
    }
  }

  @Test("An address belongs to one member, also when two ask for it at the same time")
  func emailTaken() async throws {
    try await withIdentity { identity, _ in
      let token = try await identity.signIn("admin@ronda.example").accessToken
      let taken = try await identity.send(
        .put, "staff/\(UUID())", token: token, body(["email": #""COLL.lima@ronda.example""#]))
      #expect(taken.status == .conflict)
      #expect(try decode(taken, as: ProblemAnswer.self).code == "email_taken")
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<4 { group.addTask { try await identity.send(.put, "staff/\(UUID())", token: token, body()).status.code } }
        return try await group.reduce(into: [Int]()) { $0.append($1) }
      }
      #expect(statuses.sorted() == [201, 409, 409, 409])
    }
  }

  @Test("The last active administrator stays")
  func lastAdministrator() async throws {
    try await withIdentity { identity, _ in
      let admin = try await identity.signIn("admin@ronda.example")
      let demoted = body(["email": #""admin@ronda.example""#, "roles": #"["auditor"]"#])
      let refused = try await identity.send(.put, "staff/\(admin.staff.staffID)", token: admin.accessToken, demoted)
      #expect(try decode(refused, as: ProblemAnswer.self).code == "last_administrator")
      let second = try await identity.send(.put, "staff/\(UUID())", token: admin.accessToken, body(["roles": #"["administrator"]"#]))
      #expect(second.status == .created)
      #expect(try await identity.send(.put, "staff/\(admin.staff.staffID)", token: admin.accessToken, demoted).status == .ok)
    }
  }

  @Test("C19: an administrator who works for one creditor gives nobody more than that, and decides about nobody who has more")
  func creditors() async throws {
    try await withIdentity { identity, _ in
      let admin = try await identity.signIn("admin@ronda.example")
      let own = "staff/7b1f1c9e-41d6-4a53-9f1f-3c1d2b6f0a11"
      let bound = ["roles": #"["administrator"]"#, "password": #""clave número uno""#]
      #expect(try await identity.send(.put, own, token: admin.accessToken, body(bound)).status == .created)
      let token = try await identity.signIn("nueva@ronda.example", "clave número uno").accessToken

      let other = ["email": #""otra@ronda.example""#]
      let path = "staff/\(UUID())"
      for creditors in ["[]", #"["pacifico"]"#, #"["andes","pacifico"]"#] {
        for (place, changes) in [(path, other), (own, bound)] {
          let refused = try await identity.send(.put, place, token: token, body(changes.merging(["creditor_ids": creditors]) { $1 }))
          #expect(refused.status == .unprocessableContent)
          #expect(try decode(refused, as: ProblemAnswer.self).errors?.map(\.field) == ["creditor_ids"])
        }
      }
      #expect(try await identity.send(.put, path, token: token, body(other)).status == .created)
      let takeover = body(["email": #""admin@ronda.example""#, "roles": #"["administrator"]"#, "password": #""clave número dos""#])
      let refused = try await identity.send(.put, "staff/\(admin.staff.staffID)", token: token, takeover)
      #expect(refused.status == .forbidden)
      #expect(try decode(refused, as: ProblemAnswer.self).code == "creditors_required")
      #expect(try await identity.attempt("admin@ronda.example", "clave número dos").status == .unauthorized)
    }
  }

  @Test("A supervisor sees the own team and nobody else, an administrator everybody")
  func scope() async throws {
    try await withIdentity { identity, _ in
      let supervisor = try await identity.signIn("supervisor.lima@ronda.example").accessToken
      let admin = try await identity.signIn("admin@ronda.example").accessToken
      let own: StaffList = try decode(try await identity.send(.get, "staff", token: supervisor))
      #expect(Set(own.items.map(\.email)) == ["coll.lima@ronda.example", "supervisor.lima@ronda.example"])
      let all: StaffList = try decode(try await identity.send(.get, "staff", token: admin))
      #expect(all.items.count == seededStaff.count)
      // Asking for another team does not widen what a supervisor sees.
      let other: StaffList = try decode(try await identity.send(.get, "staff?team_id=bogota", token: supervisor))
      #expect(other.items.isEmpty)
      let colleague = try StaffID(naming: "staff", "coll.lima@ronda.example")
      let stranger = try StaffID(naming: "staff", "coll.bogota@ronda.example")
      #expect(try await identity.send(.get, "staff/\(colleague)", token: supervisor).status == .ok)
      #expect(try await identity.send(.get, "staff/\(stranger)", token: supervisor).status == .notFound)
      #expect(try await identity.send(.get, "staff/\(stranger)", token: admin).status == .ok)
    }
  }

  @Test("The list filters by role, team and activity, and goes on from its cursor")
  func list() async throws {
    try await withIdentity { identity, _ in
      let token = try await identity.signIn("admin@ronda.example").accessToken
      let collectors: StaffList = try decode(try await identity.send(.get, "staff?role=collector&active=true", token: token))
      #expect(collectors.items.map(\.email) == ["coll.bogota@ronda.example", "coll.lima@ronda.example"])
      var seen: [String] = []
      var cursor: String?
      repeat {
        let page: StaffList = try decode(
          try await identity.send(.get, "staff?limit=3" + (cursor.map { "&cursor=\($0)" } ?? ""), token: token))
        seen += page.items.map(\.email)
        cursor = page.nextCursor
      } while cursor != nil
      #expect(seen.count == seededStaff.count)
      #expect(Set(seen).count == seen.count)
      #expect(try await identity.send(.get, "staff?role=boss", token: token).status == .unprocessableContent)
      #expect(try await identity.send(.get, "staff?limit=0", token: token).status == .unprocessableContent)
    }
  }

  @Test("Seeding again adds nobody, says nothing and leaves alone what people changed")
  func seedTwice() async throws {
    try await withIdentity { identity, service in
      let token = try await identity.signIn("admin@ronda.example").accessToken
      let staffID = try StaffID(naming: "staff", "coll.lima@ronda.example")
      let change = body(["email": #""coll.lima@ronda.example""#, "full_name": #""Otro Nombre""#])
      #expect(try await identity.send(.put, "staff/\(staffID)", token: token, change).status == .ok)
      let before = try await service.published(StaffChanged.self).count
      #expect(try await service.service.directory.seed(seededStaff, password: "otra clave que no vale") == 0)
      #expect(try await service.published(StaffChanged.self).count == before)
      let shown: StaffAnswer = try decode(try await identity.send(.get, "staff/\(staffID)", token: token))
      #expect(shown.version == 2)
      _ = try await identity.signIn("coll.bogota@ronda.example")
    }
  }

  @Test("Staff are read from the seed file at start; a file that cannot be used stops the start with the name of its variable")
  func seedFile() async throws {
    let path = NSTemporaryDirectory() + "/ronda-staff-\(UUID().uuidString).json"
    try Data(#"{"staff":[{"email":"uno@ronda.example","full_name":"Uno","roles":["administrator"],"time_zone":"America/Lima"}]}"#.utf8)
      .write(to: URL(fileURLWithPath: path))
    defer { unlink(path) }
    let settings = [
      "RONDA_IDENTITY_SEED": path, "RONDA_SEED_PASSWORD": commonPassword, "RONDA_IDENTITY_PASSWORD_COST": "10",
    ]
    try await withTestService(Identity.self, settings: settings, ownKeys: true) { service in
      try await service.application().serving { client in
        _ = try await IdentityClient(client: client).signIn("uno@ronda.example")
      }
      #expect(try await service.published(StaffChanged.self).map(\.email) == ["uno@ronda.example"])
    }
    let missing = await #expect(throws: ConfigurationError.self) {
      try await withTestService(Identity.self, settings: ["RONDA_IDENTITY_SEED": path + ".none"]) { _ in }
    }
    #expect(missing?.description.contains("RONDA_IDENTITY_SEED") == true)
  }
}
