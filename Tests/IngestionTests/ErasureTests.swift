import Contracts
import FoundationEssentials
import HTTPTypes
import Ingestion
import Messaging
import Postgres
import ServiceKit
import TestSupport
import Testing

@Suite("Debtors who have to be forgotten")
struct ErasureTests {
  private let admin = Viewer(staffID: StaffID(rawValue: UUID()), fullName: "Test", roles: [.administrator])
  private let account = SampleAccount().with { $0.number = "N-778899" }

  private func erase(_ debtor: DebtorID, as viewer: Viewer, _ service: TestService<Ingestion>, _ body: String = #"{"reference":"ARCO-1"}"#)
    async throws -> Int
  {
    let token = try await service.tokens.authorization(viewer)
    return try await service.withServer { server in
      try await server.send(
        .put, "/api/ingestion/v1/erasures/\(debtor)", authorization: token, contentType: "application/json", body: body
      ).status
    }
  }

  private func debtor(_ service: TestService<Ingestion>) async throws -> DebtorUpdated {
    try #require(try await service.published(DebtorUpdated.self).last)
  }

  @Test("F24: of a debtor who is forgotten the rows, states and outbox say nothing any more; what is owed stays, and nobody works it")
  func erased() async throws {
    try await withIngestion { service in
      try await service.take(try account.statement())
      let known = try await debtor(service)
      #expect(!known.fullName.isEmpty && !known.addresses.isEmpty)
      #expect(try await erase(known.debtorID, as: admin, service) == 200)
      let forgotten = try await debtor(service)
      #expect(forgotten.version > known.version)
      #expect(forgotten.isErased && forgotten.addresses.isEmpty && forgotten.contacts.isEmpty && forgotten.birthDate == nil)
      #expect(forgotten.country == known.country && forgotten.timeZone == known.timeZone)
      let states = try await service.published(AccountUpdated.self)
      #expect(states.map(\.status) == [.inactive])
      #expect(states.map(\.accountNumber) == [""])
      #expect(states.map(\.totalDueMinor).allSatisfy { $0 > 0 })
      #expect(try await service.published(DebtorErased.self).map(\.debtorID) == [known.debtorID])
      for table in ["account_profile", "party", "supplement", "consent", "proposal"] {
        #expect(try await service.count(table) == 0, "\(table)")
      }
      for text in [known.idNumber, known.fullName, "\(account.number)"] {
        let found = try await service.text(
          "select string_agg(t.key, ', ') from (select convert_from(key, 'UTF8') as key from outbox where position(\(Array(text.utf8)) in value) > 0) t"
        )
        #expect(found == nil, "\(text)")
      }
    }
  }

  @Test("F24: what banks and files say again or anew of somebody who was forgotten is stale, and what people enter is refused")
  func saidAgain() async throws {
    try await withIngestion { service in
      try await service.take(try account.statement())
      let known = try await debtor(service)
      #expect(try await erase(known.debtorID, as: admin, service) == 200)
      let published = try await service.published(DebtorUpdated.self).count
      let next = account.with { ($0.sequence, $0.totalDue) = (9, "900.00") }
      let product = account.with { $0.number = "77" }
      #expect(try await service.take(try account.statement(), try next.statement(), try product.statement()) == [.stale, .stale, .stale])
      #expect(try await service.count("account") == 1)
      #expect(try await service.published(DebtorUpdated.self).count == published)
      let token = try await service.tokens.authorization(admin)
      try await service.withServer { server in
        let answer = try await server.send(
          .post, "/api/ingestion/v1/debtors/\(known.debtorID)/contacts", authorization: token, contentType: "application/json",
          body: #"{"channel":"call","value":"911222333"}"#)
        #expect(answer.status == 409)
      }
      // A payment is a figure: it counts, and the state that it changes stays without a name.
      #expect(try await service.pay(try SamplePayment().with { $0.number = "N-778899" }.notice()) == [.created])
      #expect(try await debtor(service).isErased)
    }
  }

  @Test("F24: a schema that is built again learns from the topic whom it must not take, whether it hears of the debtor before or after")
  func builtAgain() async throws {
    let debtorID = try await withIngestion { service in
      try await service.take(try account.statement())
      return try await debtor(service).debtorID
    }
    let event = DebtorErased(debtorID: debtorID, erasedAt: Samples.now)
    try await withIngestion { service in
      try await service.follow([event])
      #expect(try await service.take(try account.statement()) == [.stale])
      #expect(try await service.published(DebtorUpdated.self).isEmpty)
    }
    try await withIngestion { service in
      try await service.take(try account.statement())
      try await service.follow([event])
      #expect(try await debtor(service).isErased)
      let events = try await service.published(DebtorErased.self).count
      try await service.follow([event])
      #expect(try await service.published(DebtorErased.self).count == events)
    }
  }

  @Test("X11: only an administrator who sees every creditor has somebody forgotten; nobody is forgotten twice, and nobody unknown")
  func permitted() async throws {
    try await withIngestion { service in
      try await service.take(try account.statement())
      let debtorID = try await debtor(service).debtorID
      let bound = Viewer(
        staffID: StaffID(rawValue: UUID()), fullName: "Banco", roles: [.administrator], creditorIDs: [CreditorID("andes")])
      let supervisor = Viewer(staffID: StaffID(rawValue: UUID()), fullName: "Jefa", roles: [.supervisor], teamID: TeamID("lima"))
      #expect(try await erase(debtorID, as: bound, service) == 403)
      #expect(try await erase(debtorID, as: supervisor, service) == 403)
      #expect(try await erase(debtorID, as: admin, service, #"{"reference":"Rosa Quispe"}"#) == 422)
      #expect(try await erase(DebtorID(rawValue: UUID()), as: admin, service) == 404)
      #expect(try await erase(debtorID, as: admin, service) == 200)
      let published = try await service.published(DebtorErased.self).count
      #expect(try await erase(debtorID, as: admin, service, "{}") == 200)
      #expect(try await service.published(DebtorErased.self).count == published)
    }
  }
}
