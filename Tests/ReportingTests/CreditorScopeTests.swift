import Contracts
import HTTPTypes
import Messaging
import Reporting
import ServiceKit
import TestSupport
import Testing

@Suite("What is told within the creditors of who asks")
struct CreditorScopeTests {
  private static let andes = CreditorID("andes")
  private static let other = CreditorID("other")

  /// A debtor who owes both creditors and is visited about both at once, and one who owes the other creditor alone.
  private func delivery() -> Delivery {
    var shared = Samples.visit(1, stop: 1)
    shared.accountIDs = [Samples.account(1).accountID, Samples.account(4).accountID]
    var treatment = Samples.treatment(4, segments: ["private"])
    (treatment.debtorID, treatment.creditorID) = (Samples.account(1).debtorID, Self.other)
    return Delivery(
      staff: [Samples.member(Samples.ana, "Ana", team: Samples.north)],
      accounts: [
        Samples.account(1), Samples.account(4, debtor: 1, creditor: Self.other), Samples.account(2, creditor: Self.other),
        Samples.account(3, creditor: Self.other),
      ],
      treatments: [Samples.treatment(1, segments: ["consumer"]), treatment],
      routes: [Samples.route(accounts: [1, 2])],
      visits: [shared, Samples.visit(2, account: 2, stop: 2), Samples.visit(3, account: 3), Samples.visit(4)])
  }

  private func withAnswers(
    _ body: (_ ask: (String, [CreditorID]) async throws -> JSONValue?) async throws -> Void
  ) async throws {
    try await withReporting { service in
      try await service.take(delivery())
      try await service.withServer { server in
        try await body { path, creditors in
          let token = try await service.tokens.authorization(service.viewer(.administrator, creditors: creditors))
          let response = try await server.send(.get, "/api/reporting/v1/\(path)", authorization: token)
          return response.status == 200 ? try EventCoding.decode(JSONValue.self, from: response.body) : nil
        }
      }
    }
  }

  @Test("C19: of a collector's day a viewer sees the stops and visits that are about the own creditors")
  func trail() async throws {
    try await withAnswers { ask in
      let path = "collectors/\(Samples.ana)/trail?date=\(Samples.today)"
      let whole = try #require(try await ask(path, []))
      #expect(whole["stops"]?.array?.count == 2)
      #expect(whole["unplanned_visits"]?.array?.count == 2)
      let own = try #require(try await ask(path, [Self.andes]))
      #expect(own["stops"]?.array?.compactMap { $0["debtor_id"]?.string } == [Samples.account(1).debtorID.description])
      #expect(own["planned_stops"] == 1 && own["planned_stops_done"] == 1)
      #expect(own["unplanned_visits"]?.array?.compactMap(\.string) == [Samples.visit(4).visitID.description])
      let none = try #require(try await ask(path, [CreditorID("nobody")]))
      #expect(none["stops"] == .array([]) && none["unplanned_visits"] == .array([]))
    }
  }

  @Test("C19: a visit about accounts of two creditors counts for each viewer under the own creditors and segments alone")
  func groups() async throws {
    try await withAnswers { ask in
      let period = "from=\(Samples.today)&to=\(Samples.today)"
      func keys(_ path: String, _ creditors: [CreditorID]) async throws -> Set<String> {
        Set(try await ask(path, creditors)?["items"]?.array?.compactMap { $0["key"]?.string } ?? [])
      }
      #expect(try await keys("indicators?\(period)&by=creditor", []).isSuperset(of: ["andes", "other"]))
      #expect(try await !keys("indicators?\(period)&by=creditor", [Self.andes]).contains("other"))
      for path in ["indicators?\(period)&by=segment", "figures?date=\(Samples.today)&by=segment"] {
        #expect(try await keys(path, []).isSuperset(of: ["consumer", "private"]), "\(path)")
        let own = try await keys(path, [Self.andes])
        #expect(own.contains("consumer") && !own.contains("private"), "\(path)")
      }
    }
  }

  @Test("C19: narrowed to another creditor or to a segment of its accounts, indicators have nothing for who may not see it")
  func narrowing() async throws {
    try await withAnswers { ask in
      func count(_ filter: String, _ creditors: [CreditorID]) async throws -> Int? {
        try await ask("indicators?from=\(Samples.today)&to=\(Samples.today)&\(filter)", creditors)?["items"]?.array?.count
      }
      for filter in ["creditor_id=other", "segment_id=private"] {
        let (all, own) = (try await count(filter, []), try await count(filter, [Self.andes]))
        #expect(all == 1 && own == 0, "\(filter)")
      }
      #expect(try await count("creditor_id=andes", [Self.andes]) == 1)
    }
  }
}
