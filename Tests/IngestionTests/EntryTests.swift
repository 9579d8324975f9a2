import Contracts
import FoundationEssentials
import HTTPTypes
import Ingestion
import Messaging
import Postgres
import ServiceKit
import TestSupport
import Testing

@Suite("What people enter")
struct EntryTests {
  private let root = "/api/ingestion/v1"

  private func viewer(_ role: StaffRole, creditors: [CreditorID] = []) -> Viewer {
    Viewer(staffID: StaffID(rawValue: UUID()), fullName: "Test", roles: [role], creditorIDs: creditors)
  }

  /// A debtor with one account, by an event.
  private func rosa(_ service: TestService<Ingestion>, _ account: SampleAccount = SampleAccount()) async throws -> DebtorUpdated {
    try await service.take(try account.statement())
    return try #require(try await service.published(DebtorUpdated.self).last)
  }

  @Test("C23: an account entered by hand passes the feed's rules, is marked MANUAL, and the bank's next word takes its place")
  func manualAccount() async throws {
    try await withIngestion { service in
      let token = try await service.tokens.authorization(viewer(.operator))
      try await service.withServer { server in
        func enter(_ body: String) async throws -> (status: Int, text: String) {
          let answer = try await server.send(.post, root + "/accounts", authorization: token, contentType: "application/json", body: body)
          return (answer.status, String(decoding: answer.body, as: UTF8.self))
        }
        let manual = SampleAccount(sequence: nil)
        #expect(try await enter(manual.json).status == 201)
        #expect(try await service.text("select source from account") == "MANUAL")
        #expect(try await service.published(AccountUpdated.self).last?.overdueMinor == 10_000)
        let wrong = try await enter(manual.with { $0.currency = "XXX" }.json)
        #expect(wrong.status == 422 && wrong.text.contains(#""field":"currency""#) && wrong.text.contains("unknown_currency"))
        #expect(try await enter("{").status == 400)
        let negative = try await enter(manual.with { $0.overdue = #"{"total":"-1.00"}"# }.json)
        #expect(negative.status == 422 && negative.text.contains("negative_amount"))

        let bank = SampleAccount(overdue: #"{"total":"70.00"}"#)
        #expect(try await service.take(try bank.statement()) == [.updated])
        #expect(try await service.text("select source from account") == "EVENT")
        #expect(try await service.published(AccountUpdated.self).last?.overdueMinor == 7_000)
        let old = try await enter(manual.with { $0.businessDate = "2026-11-20" }.json)
        #expect(old.status == 409 && old.text.contains("stale_business_date"))
        #expect(try await enter(manual.with { $0.totalDue = "501.00" }.json).status == 200)
        #expect(try await service.published(AccountUpdated.self).last?.totalDueMinor == 50_100)
        #expect(try await service.take(try bank.with { $0.sequence = 2 }.statement()) == [.updated])
        #expect(try await service.text("select source from account") == "EVENT")
      }
    }
  }

  @Test("C23: nobody enters an account of a creditor outside of the own scope")
  func scope() async throws {
    try await withIngestion { service in
      let token = try await service.tokens.authorization(viewer(.operator, creditors: [CreditorID("crediya")]))
      let debtor = try await rosa(service)
      try await service.withServer { server in
        let account = try await server.send(
          .post, root + "/accounts", authorization: token, contentType: "application/json", body: SampleAccount().json)
        #expect(account.status == 422)
        let contact = try await server.send(
          .post, root + "/debtors/\(debtor.debtorID)/contacts", authorization: token, contentType: "application/json",
          body: #"{"channel":"call","value":"911222333"}"#)
        #expect(contact.status == 404)
      }
    }
  }

  @Test("C23: a payment entered by hand lowers the debt like the bank's, and the bank's own report of it counts once")
  func manualPayment() async throws {
    try await withIngestion { service in
      let token = try await service.tokens.authorization(viewer(.supervisor))
      _ = try await rosa(service)
      try await service.withServer { server in
        let answer = try await server.send(
          .post, root + "/payments", authorization: token, contentType: "application/json", body: SamplePayment().json)
        #expect(answer.status == 201)
        #expect(try await service.published(AccountUpdated.self).last?.overdueMinor == 6_000)
        #expect(try await service.pay(try SamplePayment(extra: #""branch":"7""#).notice()) == [.duplicate])
      }
    }
  }

  @Test("V05: an address without coordinates is on the list; located, it leaves the list and the debtor goes out with the point")
  func geocoding() async throws {
    try await withIngestion { service in
      let token = try await service.tokens.authorization(viewer(.operator))
      let debtor = try await rosa(service)
      let address = try #require(debtor.addresses.first?.addressID)
      try await service.withServer { server in
        func list() async throws -> String {
          String(decoding: try await server.send(.get, root + "/geocoding", authorization: token).body, as: UTF8.self)
        }
        #expect(try await list().contains("\(address)"))
        let file = try await server.send(.get, root + "/geocoding?format=csv", authorization: token)
        #expect(String(decoding: file.body, as: UTF8.self).contains("\(debtor.debtorID),\(address),Av. Arequipa 1234,Lince,Lima,,PE,,,"))
        let path = root + "/debtors/\(debtor.debtorID)/addresses/\(address)/location"
        let wrong = try await server.send(
          .put, path, authorization: token, contentType: "application/json", body: #"{"lat":95,"lon":0}"#)
        #expect(wrong.status == 422)
        let located = try await server.send(
          .put, path, authorization: token, contentType: "application/json", body: #"{"lat":-12.08,"lon":-77.03,"precision":"rooftop"}"#)
        #expect(located.status == 201)
        #expect(try await list().contains("\(address)") == false)
        let point = try await service.published(DebtorUpdated.self).last?.addresses.first?.location
        #expect(point == Coordinate(latitude: -12.08, longitude: -77.03))
        // What the bank says next of another thing does not move the point.
        try await service.take(try SampleAccount(sequence: 2, fullName: "Rosa E. Quispe").statement())
        #expect(try await service.published(DebtorUpdated.self).last?.addresses.first?.location == point)
      }
    }
  }

  @Test("V19: consents carry text, time, channel and proof; a revocation denies the channel; all of it can be exported")
  func consents() async throws {
    try await withIngestion { service in
      let token = try await service.tokens.authorization(viewer(.administrator))
      let debtor = try await rosa(service)
      try await service.withServer { server in
        let path = root + "/debtors/\(debtor.debtorID)/consents"
        func consent(_ id: String, granted: Bool, at: String, version: String = "v3") async throws -> Int {
          let body = """
            {"consent_id":"\(id)","channel":"call","granted":\(granted),"text_version":"\(version)","given_at":"\(at)",
             "captured_by":"in_person","proof":{"kind":"signature","reference":"archive/17"}}
            """
          return try await server.send(.post, path, authorization: token, contentType: "application/json", body: body).status
        }
        let (given, revoked) = (UUID().uuidString, UUID().uuidString)
        #expect(try await consent(given, granted: true, at: "2026-11-20T10:00:00Z") == 201)
        #expect(try await service.published(DebtorUpdated.self).last?.contacts.map(\.consentGranted) == [true])
        #expect(try await consent(given, granted: true, at: "2026-11-20T10:00:00Z") == 200)
        #expect(try await consent(given, granted: false, at: "2026-11-20T10:00:00Z") == 409)
        #expect(try await consent(UUID().uuidString, granted: true, at: "2026-11-20T10:00:00Z", version: " ") == 422)
        #expect(try await consent(revoked, granted: false, at: "2026-11-21T10:00:00Z") == 201)
        #expect(try await service.published(DebtorUpdated.self).last?.contacts.map(\.consentGranted) == [false])
        // An older yes that arrives late does not undo the no.
        #expect(try await consent(UUID().uuidString, granted: true, at: "2026-11-19T10:00:00Z") == 201)
        #expect(try await service.published(DebtorUpdated.self).last?.contacts.map(\.consentGranted) == [false])
        let export = try await server.send(.get, path + "/export", authorization: token)
        let lines = String(decoding: export.body, as: UTF8.self).split(separator: "\r\n")
        #expect(lines.count == 4)
        #expect(lines.last?.contains("false,v3,2026-11-21T10:00:00.000Z,in_person,signature,archive/17") == true)
      }
    }
  }

  @Test("X21: a contact that a collector proposes counts once somebody else approves it; a phone called bad goes out as bad")
  func proposals() async throws {
    try await withIngestion { service in
      let collector = try await service.tokens.authorization(viewer(.collector))
      let supervisor = try await service.tokens.authorization(viewer(.supervisor))
      let debtor = try await rosa(service)
      try await service.withServer { server in
        func send(_ path: String, _ token: String, _ body: String) async throws -> Int {
          try await server.send(.post, root + path, authorization: token, contentType: "application/json", body: body).status
        }
        let id = UUID().uuidString.lowercased()
        let proposal = """
          {"proposal_id":"\(id)","debtor_id":"\(debtor.debtorID)","kind":"contact","contact":{"channel":"call","value":"911222333","quality":"good"}}
          """
        #expect(try await send("/proposals", collector, proposal) == 201)
        #expect(try await send("/proposals", collector, proposal) == 200)
        #expect(try await service.published(DebtorUpdated.self).last?.contacts.count == 1)
        let pending = try await server.send(.get, root + "/proposals?state=pending", authorization: supervisor)
        #expect(String(decoding: pending.body, as: UTF8.self).contains(id))
        #expect(try await send("/proposals/\(id)/decision", collector, #"{"approved":true}"#) == 403)
        #expect(try await send("/proposals/\(id)/decision", supervisor, #"{"approved":true}"#) == 200)
        #expect(try await send("/proposals/\(id)/decision", supervisor, #"{"approved":false}"#) == 409)
        #expect(try await service.published(DebtorUpdated.self).last?.contacts.map(\.value).contains("+51911222333") == true)
        let bad = #"{"channel":"call","value":"911 222 333","quality":"bad"}"#
        #expect(try await send("/debtors/\(debtor.debtorID)/contacts", supervisor, bad) == 201)
        let contacts = try await service.published(DebtorUpdated.self).last?.contacts ?? []
        #expect(contacts.first { $0.value == "+51911222333" }?.quality == "bad")
      }
    }
  }

  @Test("V37: a precise coordinate counts at once, one above 50 m or from a mock waits, and the history is kept")
  func coordinates() async throws {
    try await withIngestion { service in
      let collector = try await service.tokens.authorization(viewer(.collector))
      let supervisor = try await service.tokens.authorization(viewer(.supervisor))
      let debtor = try await rosa(service)
      let address = try #require(debtor.addresses.first?.addressID)
      try await service.withServer { server in
        func propose(_ lat: String, accuracy: Int, mock: Bool = false) async throws -> (id: String, state: String) {
          let id = UUID().uuidString.lowercased()
          let body = """
            {"proposal_id":"\(id)","debtor_id":"\(debtor.debtorID)","kind":"coordinate","address_id":"\(address)","lat":\(lat),"lon":-77.03,
             "accuracy_m":\(accuracy),"mock":\(mock),"evidence":"photo"}
            """
          let answer = try await server.send(
            .post, root + "/proposals", authorization: collector, contentType: "application/json", body: body)
          let text = String(decoding: answer.body, as: UTF8.self)
          return (id, text.contains(#""state":"approved""#) ? "approved" : text.contains(#""state":"pending""#) ? "pending" : text)
        }
        func latitude() async throws -> Int32? {
          try await service.published(DebtorUpdated.self).last?.addresses.first?.location?.latitudeE6
        }
        #expect(try await propose("-12.01", accuracy: 50).state == "approved")
        #expect(try await latitude() == -12_010_000)
        let vague = try await propose("-12.02", accuracy: 51)
        #expect(vague.state == "pending")
        #expect(try await propose("-12.03", accuracy: 5, mock: true).state == "pending")
        #expect(try await latitude() == -12_010_000)
        let decision = try await server.send(
          .post, root + "/proposals/\(vague.id)/decision", authorization: supervisor, contentType: "application/json",
          body: #"{"approved":true,"reason":"seen on the photo"}"#)
        #expect(decision.status == 200)
        #expect(try await latitude() == -12_020_000)
        #expect(try await service.count("proposal") == 3)
      }
    }
  }
}
