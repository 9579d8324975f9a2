import Contracts
import HTTPTypes
import Hummingbird
import Identity
import ServiceKit
import TestSupport
import Testing

@Suite("Sessions")
struct SessionTests {
  private func refreshed(_ identity: IdentityClient, _ token: String) async throws -> SessionAnswer {
    let response = try await identity.refresh(token)
    #expect(response.status == .created, "\(String(buffer: response.body))")
    return try decode(response)
  }

  @Test("A refresh token is used once: its successor goes on, and the old one ends the session for both")
  func reuse() async throws {
    try await withIdentity { identity, service in
      let first = try await identity.signIn("coll.lima@ronda.example")
      service.clock.advance(by: 600)
      let second = try await refreshed(identity, first.refreshToken)
      service.clock.advance(by: 600)
      let third = try await refreshed(identity, second.refreshToken)
      #expect(try await identity.send(.get, "me", token: third.accessToken).status == .ok)
      let stolen = try await identity.refresh(first.refreshToken)
      #expect(stolen.status == .unauthorized)
      #expect(try decode(stolen, as: ProblemAnswer.self).code == "session_ended")
      #expect(try await identity.refresh(third.refreshToken).status == .unauthorized)
      #expect(try await identity.send(.get, "me", token: third.accessToken).status == .unauthorized)
    }
  }

  @Test("A client whose answer was lost may send its token again for a short while")
  func lostAnswer() async throws {
    try await withIdentity { identity, service in
      let first = try await identity.signIn("coll.lima@ronda.example")
      _ = try await refreshed(identity, first.refreshToken)
      service.clock.advance(by: 20)
      let again = try await refreshed(identity, first.refreshToken)
      service.clock.advance(by: 5)
      let third = try await refreshed(identity, first.refreshToken)
      // The one in between was withdrawn: whoever shows it holds what the owner never used.
      _ = third
      #expect(try await identity.refresh(again.refreshToken).status == .unauthorized)
      #expect(try await identity.refresh(third.refreshToken).status == .unauthorized)
    }
  }

  @Test("After the short while the same token ends the session")
  func lateRepetition() async throws {
    try await withIdentity { identity, service in
      let first = try await identity.signIn("coll.lima@ronda.example")
      let second = try await refreshed(identity, first.refreshToken)
      service.clock.advance(by: 31)
      #expect(try await identity.refresh(first.refreshToken).status == .unauthorized)
      #expect(try await identity.refresh(second.refreshToken).status == .unauthorized)
    }
  }

  @Test("Refreshing at the same time leaves one session with one good token")
  func parallelRefresh() async throws {
    try await withIdentity { identity, _ in
      let first = try await identity.signIn("coll.lima@ronda.example")
      let answers = try await withThrowingTaskGroup(of: SessionAnswer?.self) { group in
        for _ in 0..<6 {
          group.addTask {
            let response = try await identity.refresh(first.refreshToken)
            return response.status == .created ? try decode(response, as: SessionAnswer.self) : nil
          }
        }
        return try await group.reduce(into: [SessionAnswer]()) { if let answer = $1 { $0.append(answer) } }
      }
      #expect(!answers.isEmpty)
      var good = 0
      for answer in answers where try await identity.refresh(answer.refreshToken).status == .created { good += 1 }
      #expect(good <= 1)
    }
  }

  @Test("Signing out ends the session, and no other of the same person")
  func signOut() async throws {
    try await withIdentity { identity, _ in
      let phone = try await identity.signIn("coll.lima@ronda.example")
      let desk = try await identity.signIn("coll.lima@ronda.example")
      #expect(try await identity.send(.delete, "sessions", token: phone.accessToken).status == .noContent)
      #expect(try await identity.refresh(phone.refreshToken).status == .unauthorized)
      #expect(try await identity.send(.get, "me", token: phone.accessToken).status == .unauthorized)
      #expect(try await identity.refresh(desk.refreshToken).status == .created)
    }
  }

  @Test("A session that is not refreshed for two weeks is over")
  func expiry() async throws {
    try await withIdentity { identity, service in
      let session = try await identity.signIn("coll.lima@ronda.example")
      service.clock.advance(by: 14 * 86_400)
      #expect(try await identity.refresh(session.refreshToken).status == .unauthorized)
    }
  }

  @Test("A person who is deactivated cannot go on, and one who changes roles has them with the next refresh")
  func changes() async throws {
    try await withIdentity { identity, service in
      let admin = try await identity.signIn("admin@ronda.example")
      let session = try await identity.signIn("coll.lima@ronda.example")
      func put(_ extra: String) async throws -> Int {
        try await identity.send(
          .put, "staff/\(session.staff.staffID)", token: admin.accessToken,
          #"{"email":"coll.lima@ronda.example","full_name":"X","team_id":"lima","time_zone":"America/Lima",\#(extra)}"#
        ).status.code
      }
      #expect(try await put(#""roles":["supervisor"]"#) == 200)
      let promoted = try await refreshed(identity, session.refreshToken)
      #expect(promoted.staff.roles == [.supervisor])
      #expect(try await service.ground.verifier.viewer(ofToken: promoted.accessToken).roles == [.supervisor])
      #expect(try await put(#""roles":["supervisor"],"active":false"#) == 200)
      #expect(try await identity.refresh(promoted.refreshToken).status == .unauthorized)
      #expect(try await identity.send(.get, "me", token: promoted.accessToken).status == .unauthorized)
    }
  }

  @Test("A new password needs the current one and ends the other sessions")
  func passwordChange() async throws {
    try await withIdentity { identity, _ in
      let desk = try await identity.signIn("coll.lima@ronda.example")
      let phone = try await identity.signIn("coll.lima@ronda.example")
      func change(_ current: String, _ new: String) async throws -> TestResponse {
        try await identity.send(
          .put, "me/password", token: desk.accessToken, #"{"current_password":"\#(current)","new_password":"\#(new)"}"#)
      }
      let wrong = try await change("falsa", "otra clave bastante larga")
      #expect(try decode(wrong, as: ProblemAnswer.self).errors?.first?.field == "current_password")
      let short = try await change(commonPassword, "corta")
      #expect(try decode(short, as: ProblemAnswer.self).errors?.first?.field == "new_password")
      #expect(try await change(commonPassword, "otra clave bastante larga").status == .noContent)
      #expect(try await identity.refresh(phone.refreshToken).status == .unauthorized)
      #expect(try await identity.refresh(desk.refreshToken).status == .created)
      #expect(try await identity.attempt("coll.lima@ronda.example").status == .unauthorized)
      _ = try await identity.signIn("coll.lima@ronda.example", "otra clave bastante larga")
    }
  }

  @Test("A person chooses a language")
  func language() async throws {
    try await withIdentity { identity, _ in
      let session = try await identity.signIn("coll.lima@ronda.example")
      let changed = try await identity.send(.put, "me/language", token: session.accessToken, #"{"language":"en"}"#)
      #expect(try decode(changed, as: StaffAnswer.self).language == "en")
      let refused = try await identity.send(.put, "me/language", token: session.accessToken, #"{"language":"klingon!"}"#)
      #expect(try decode(refused, as: ProblemAnswer.self).errors?.first?.field == "language")
      #expect(try await identity.signIn("coll.lima@ronda.example").staff.language == "en")
    }
  }
}
