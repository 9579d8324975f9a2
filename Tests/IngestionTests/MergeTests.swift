import Contracts
import FoundationEssentials
import HTTPTypes
import Ingestion
import Messaging
import ServiceKit
import TestSupport
import Testing

@Suite("Debtors who are one person")
struct MergeTests {
  private let root = "/api/ingestion/v1"
  private let admin = Viewer(staffID: StaffID(rawValue: UUID()), fullName: "Test", roles: [.administrator])

  private let ofAndes = SampleAccount()
  /// The same woman, known to another bank by her passport.
  private let ofCrediya = SampleAccount(
    creditor: "crediya", number: "9", currency: "USD", idType: "PASSPORT", idNumber: "X998877", fullName: "ROSA QUISPE")
  private let another = SampleAccount(creditor: "crediya", number: "10", idNumber: "41111111", fullName: "Rosa Quispe", contacts: nil)

  private struct Client {
    let server: TestServer
    let token: String

    func send(_ method: HTTPRequest.Method, _ path: String, _ body: String? = nil) async throws -> (
      status: Int, body: TestSupport.JSONValue?
    ) {
      let answer = try await server.send(
        method, "/api/ingestion/v1/" + path, authorization: token, contentType: body == nil ? nil : "application/json", body: body)
      return (answer.status, answer.body.isEmpty ? nil : try EventCoding.decode(TestSupport.JSONValue.self, from: answer.body))
    }
  }

  private func withClient(
    _ service: TestService<Ingestion>, as viewer: Viewer, _ body: (Client) async throws -> Void
  ) async throws {
    let token = try await service.tokens.authorization(viewer)
    try await service.withServer { server in try await body(Client(server: server, token: token)) }
  }

  private func debtors(_ service: TestService<Ingestion>) async throws -> [DebtorID: DebtorUpdated] {
    try await service.published(DebtorUpdated.self).reduce(into: [:]) { $0[$1.debtorID] = $1 }
  }

  private func owners(_ service: TestService<Ingestion>) async throws -> [String: DebtorID] {
    try await service.published(AccountUpdated.self).reduce(into: [:]) { $0["\($1.creditorID)/\($1.accountNumber)"] = $1.debtorID }
  }

  @Test(
    "C18: a rule finds one person under two documents, over creditors; merged, all products are one debtor's, and so is what comes later")
  func merge() async throws {
    try await withIngestion { service in
      try await service.take(try ofAndes.statement(), try ofCrediya.statement(), try another.statement())
      let before = try await debtors(service)
      let rosa = try #require(before.values.first { $0.idNumber == "40123456" }).debtorID
      let other = try #require(before.values.first { $0.idNumber == "X998877" }).debtorID
      try await withClient(service, as: admin) { client in
        #expect(try await client.send(.post, "matches/search").body?["found"] == 1)
        #expect(try await client.send(.post, "matches/search").body?["found"] == 0)
        let match = try #require(try await client.send(.get, "matches").body?["items"]?.array?.first)
        #expect(match["rules"] == ["same_name_and_contact"])
        #expect(match["persons"]?.array?.count == 2)
        let path = "matches/\(match["match_id"]?.string ?? "")/decision"
        #expect(try await client.send(.post, path, #"{"keep":"\#(UUID().uuidString)"}"#).status == 422)
        #expect(try await client.send(.post, path, #"{"keep":"\#(rosa)"}"#).status == 204)
        #expect(try await client.send(.post, path, #"{"keep":"\#(rosa)"}"#).status == 404)
        #expect(try await client.send(.get, "matches?state=merged").body?["items"]?.array?.count == 1)
        let merged = try await debtors(service)
        #expect(merged[rosa]?.totals.map(\.currency.rawValue) == ["PEN", "USD"])
        #expect(merged[rosa]?.addresses.count == 1)
        #expect(merged[other]?.totals == [])
        #expect(try await owners(service)["crediya/9"] == rosa)
        // The bank goes on to name the passport: a new state, and a new product.
        let next = ofCrediya.with { ($0.sequence, $0.totalDue) = (2, "700.00") }
        let product = ofCrediya.with { $0.number = "11" }
        #expect(try await service.take(try next.statement(), try product.statement()) == [.updated, .created])
        #expect(try await owners(service)["crediya/11"] == rosa)
        #expect(try await debtors(service)[rosa]?.totals.last?.accounts == 2)
        #expect(try await debtors(service)[other]?.version == merged[other]?.version)
        let contact = #"{"channel":"call","value":"911222333"}"#
        #expect(try await client.send(.post, "debtors/\(other)/contacts", contact).status == 409)
      }
    }
  }

  @Test("C18: a merge that was wrong is taken back: the accounts return, and the document stands for its own debtor again")
  func undo() async throws {
    try await withIngestion { service in
      try await service.take(try ofAndes.statement(), try ofCrediya.statement())
      let first = try await debtors(service)
      let rosa = try #require(first.values.first { $0.idNumber == "40123456" }).debtorID
      let other = try #require(first.values.first { $0.idNumber == "X998877" }).debtorID
      try await withClient(service, as: admin) { client in
        #expect(try await client.send(.put, "merges/\(other)", #"{"into":"\#(rosa)"}"#).status == 204)
        #expect(try await client.send(.put, "merges/\(other)", #"{"into":"\#(rosa)"}"#).status == 409)
        #expect(try await client.send(.put, "merges/\(rosa)", #"{"into":"\#(other)"}"#).status == 409)
        #expect(try await client.send(.put, "merges/\(rosa)", #"{"into":"\#(rosa)"}"#).status == 409)
        try await service.take(try ofCrediya.with { $0.number = "11" }.statement())
        #expect(try await client.send(.delete, "merges/\(other)").status == 204)
        #expect(try await client.send(.delete, "merges/\(other)").status == 404)
        #expect(try await owners(service) == ["andes/0001": rosa, "crediya/9": other, "crediya/11": rosa])
        // What came in between follows with the bank's next word.
        try await service.take(try ofCrediya.with { ($0.number, $0.sequence) = ("11", 2) }.statement())
        #expect(try await owners(service)["crediya/11"] == other)
        let last = try await debtors(service)
        #expect(last[rosa]?.totals.map(\.currency.rawValue) == ["PEN"])
        #expect(last[other]?.totals.first?.accounts == 2)
      }
      let bound = Viewer(
        staffID: StaffID(rawValue: UUID()), fullName: "Test", roles: [.administrator], creditorIDs: [CreditorID("andes")])
      try await withClient(service, as: bound) { client in
        let refused = try await client.send(.get, "matches")
        #expect(refused.status == 403)
      }
    }
  }

  @Test("C18: whoever was merged into a debtor that is merged in turn goes along")
  func chain() async throws {
    try await withIngestion { service in
      let third = SampleAccount(creditor: "norte", number: "7", idType: "CE", idNumber: "001234567")
      try await service.take(try ofAndes.statement(), try ofCrediya.statement(), try third.statement())
      let known = try await debtors(service).values
      func id(_ number: String) throws -> DebtorID {
        let one = known.first { $0.idNumber == number }
        return try #require(one).debtorID
      }
      try await withClient(service, as: admin) { client in
        for (other, kept) in [("X998877", "001234567"), ("001234567", "40123456")] {
          let path = "merges/\(try id(other))"
          let body = #"{"into":"\#(try id(kept))"}"#
          let answer = try await client.send(.put, path, body)
          #expect(answer.status == 204)
        }
      }
      try await service.take(try ofCrediya.with { $0.sequence = 2 }.statement())
      let kept = try id("40123456")
      #expect(Set(try await owners(service).values) == [kept])
      #expect(try await debtors(service)[kept]?.totals.map(\.accounts) == [2, 1])
    }
  }
}
