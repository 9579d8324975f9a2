import Contracts
import HTTPTypes
import Hummingbird
import Identity
import Messaging
import Postgres
import ServiceKit
import TestSupport
import Testing

@Suite("Signing in")
struct SignInTests {
  @Test("Signing in gives a token that says who it is, with roles, team, zones and language, good for a quarter of an hour")
  func signIn() async throws {
    try await withIdentity { identity, service in
      let session = try await identity.signIn("COLL.lima@ronda.example")
      #expect(session.tokenType == "Bearer")
      #expect(session.expiresIn == 900)
      #expect(session.staff.roles == [.collector])
      #expect(session.staff.language == "es-PE")
      let viewer = try await service.ground.verifier.viewer(ofToken: session.accessToken)
      #expect(viewer.staffID == session.staff.staffID)
      #expect(viewer.roles == [.collector])
      #expect(viewer.teamID == TeamID("lima"))
      #expect(viewer.zoneCodes == ["LIM-01"])
      #expect(try await identity.send(.get, "me", token: session.accessToken).status == .ok)
      service.clock.advance(by: 900)
      let late = try await identity.send(.get, "me", token: session.accessToken)
      #expect(late.status == .unauthorized)
      #expect(try decode(late, as: ProblemAnswer.self).code == "token_expired")
    }
  }

  @Test("A wrong password, an unknown address and a person who has left are refused in the same words")
  func sameRefusal() async throws {
    try await withIdentity { identity, service in
      let admin = try await identity.signIn("admin@ronda.example")
      let leaver = try StaffID(naming: "staff", "coll.lima@ronda.example")
      let change = try await identity.send(
        .put, "staff/\(leaver)", token: admin.accessToken,
        #"{"email":"coll.lima@ronda.example","full_name":"X","roles":["collector"],"team_id":"lima","time_zone":"America/Lima","active":false}"#
      )
      #expect(change.status == .ok)
      let wrong = try await identity.attempt("coll.bogota@ronda.example", "otra clave bastante larga")
      let unknown = try await identity.attempt("nobody@ronda.example")
      let left = try await identity.attempt("coll.lima@ronda.example")
      #expect(wrong.status == .unauthorized)
      #expect(unknown.status == wrong.status)
      #expect(left.status == wrong.status)
      #expect(unknown.body == wrong.body)
      #expect(left.body == wrong.body)
    }
  }

  @Test("After five failures an account waits, longer each time, whether it exists or not; signing in forgets them")
  func throttle() async throws {
    try await withIdentity { identity, service in
      for email in ["coll.lima@ronda.example", "nobody@ronda.example"] {
        for _ in 0..<5 { #expect(try await identity.attempt(email, "falsa").status == .unauthorized) }
        let blocked = try await identity.attempt(email)
        #expect(blocked.status == .tooManyRequests)
        #expect(blocked.headers[.retryAfter] == "60")
        #expect(try decode(blocked, as: ProblemAnswer.self).code == "too_many_sign_ins")
      }
      service.clock.advance(by: 60)
      #expect(try await identity.attempt("coll.lima@ronda.example", "falsa").status == .unauthorized)
      #expect(try await identity.attempt("coll.lima@ronda.example").headers[.retryAfter] == "120")
      #expect(try await identity.attempt("coll.bogota@ronda.example").status == .created)
      service.clock.advance(by: 120)
      _ = try await identity.signIn("coll.lima@ronda.example")
      #expect(try await identity.attempt("coll.lima@ronda.example", "falsa").status == .unauthorized)
      _ = try await identity.signIn("coll.lima@ronda.example")
    }
  }

  @Test("Attempts at the same time do not get around the limit")
  func parallelAttempts() async throws {
    try await withIdentity { identity, _ in
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<20 { group.addTask { try await identity.attempt("coll.lima@ronda.example", "falsa").status.code } }
        return try await group.reduce(into: [Int]()) { $0.append($1) }
      }
      #expect(statuses.filter { $0 == 401 }.count == 5)
      #expect(statuses.filter { $0 == 429 }.count == 15)
    }
  }

  @Test("A body without a field, or with a field of another type, is a 422 that names it")
  func badBodies() async throws {
    try await withIdentity { identity, _ in
      let missing = try await identity.send(.post, "sessions", #"{"email":"a@b.c"}"#)
      #expect(missing.status == .unprocessableContent)
      #expect(try decode(missing, as: ProblemAnswer.self).errors?.first?.field == "password")
      let type = try await identity.send(.post, "sessions/refresh", #"{"refresh_token":7}"#)
      #expect(try decode(type, as: ProblemAnswer.self).errors?.first?.field == "refresh_token")
      #expect(try await identity.send(.post, "sessions", "nonsense").status == .badRequest)
    }
  }

  @Test("Passwords and tokens stand in the database as hashes alone")
  func atRest() async throws {
    try await withIdentity { identity, service in
      let session = try await identity.signIn("admin@ronda.example")
      let dump = try await service.database.read { transaction in
        try await transaction.query(
          """
          select coalesce(string_agg(t, ' '), '') as dump from (
            select credential::text as t from credential union all select session::text from session
            union all select refresh_token::text from refresh_token union all select sign_in_throttle::text from sign_in_throttle) all_rows
          """)
      }.first?.decode(String.self, "dump")
      let text = try #require(dump)
      #expect(text.contains("$scrypt$ln=10,"))
      #expect(!text.contains(commonPassword))
      #expect(!text.contains(session.refreshToken))
      #expect(!text.contains("admin@ronda.example"))
    }
  }

  @Test("F4: while the database is away a POST is answered 503 with Retry-After, readyz 503 and healthz 200, and all is well afterwards")
  func databaseAway() async throws {
    try await withIdentity { identity, service in
      let admin = PostgresPool(
        PostgresConfiguration(url: try await service.temporary.cluster.server.url(database: "postgres")), size: 1,
        logger: service.ground.logger)
      let name = service.temporary.name
      try await admin.execute("alter database \(identifier: name) allow_connections false")
      _ = try await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = \(name)")
      let refused = try await identity.attempt("admin@ronda.example")
      #expect(refused.status == .serviceUnavailable)
      #expect(refused.headers[.retryAfter] != nil)
      #expect(try await identity.client.execute(uri: "/readyz", method: .get).status == .serviceUnavailable)
      #expect(try await identity.client.execute(uri: "/healthz", method: .get).status == .ok)
      try await admin.execute("alter database \(identifier: name) allow_connections true")
      await admin.close()
      try await eventually("the service is ready again") {
        try await identity.client.execute(uri: "/readyz", method: .get).status == .ok
      }
      _ = try await identity.signIn("admin@ronda.example")
    }
  }
}
