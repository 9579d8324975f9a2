import Contracts
import HTTPTypes
import Messaging
import NIOCore
import Postgres
import Segmentation
import ServiceKit
import TestSupport
import Testing

@Suite struct StrategyLifeTests {
  private func draft(_ steps: String, entry: String = "stage = 'mid'", position: Int = 40, migration: String = "") -> String {
    let migration = migration.isEmpty ? "" : #", "migration": \#(migration)"#
    return #"{"name_es": "M", "name_en": "M", "position": \#(position), "entry": "\#(entry)", "steps": [\#(steps)]\#(migration)}"#
  }

  private let callStep = #"{"name": "call", "do": "raise", "kind": "call", "expires_after_days": 3}"#
  private let visitStep = #"{"name": "first visit", "do": "raise", "kind": "visit", "expires_after_days": 9}"#

  private func publish(_ office: Office, _ draft: String, to strategy: String = "mid") async throws -> TestResponse {
    #expect(try await office.send(.put, "strategies/\(strategy)/draft", draft).status == .ok)
    return try await office.send(.post, "strategies/\(strategy)/publication")
  }

  @Test(
    "V43: a draft becomes the active version and its predecessor retires; the published one cannot be changed; tasks name their version")
  func life() async throws {
    try await Office.run { office in
      try await office.learn(debtors: [try debtor(1), try debtor(2)])
      try await office.learn(accounts: [try account(1)])
      #expect(try await office.send(.put, "strategies/mid/draft", draft(callStep)).status == .ok)
      var view = try office.json(try await office.send(.get, "strategies/mid"))
      #expect(view["draft"]?["status"] == "draft")
      #expect(view["versions"]?.array?.map { $0["status"] } == ["active"])
      // A draft takes nobody.
      try await office.worker.runOnce()
      let published = try await office.send(.post, "strategies/mid/publication")
      #expect(published.status == .created)
      #expect(try await office.send(.post, "strategies/mid/publication").status == .notFound)
      view = try office.json(try await office.send(.get, "strategies/mid"))
      #expect(view["draft"] == nil || view["draft"] == .null)
      #expect(view["versions"]?.array?.map { $0["status"] } == ["active", "retired"])
      #expect(view["versions"]?.array?.map { $0["version"] } == [.integer(2), .integer(1)])
      await #expect(throws: PostgresError.self) {
        try await office.service.database.work {
          try await $0.transaction.execute("update strategy_versions set name_es = 'x' where version = 2")
        }
      }
      try await office.learn(accounts: [try account(2)])
      let versions = Dictionary(grouping: try await office.tasks(), by: \.accountID).mapValues { Set($0.map(\.strategyVersion)) }
      #expect(versions == [try id("account", 1): [1], try id("account", 2): [2]])
    }
  }

  @Test("a draft that cannot work is refused by name, and so is a catalogue that would leave somebody without a circuit")
  func refused() async throws {
    try await Office.run { office in
      let cases = [
        (draft(""), "at least one step"), (draft(callStep + "," + callStep), "Two steps"),
        (draft(#"{"name": "a", "do": "branch", "if": "true", "then": "nowhere"}"#), "nowhere"),
        (draft(#"{"name": "a", "do": "raise", "kind": "email", "expires_after_days": 1}"#), "template"),
        (draft(#"{"name": "a", "do": "raise", "kind": "call", "queue": "automatic", "expires_after_days": 1}"#), "queue"),
        (draft(#"{"name": "a", "do": "raise", "kind": "call", "on_expiry": "a", "expires_after_days": 1}"#), "comes back"),
        (draft(callStep, entry: "stag = 'mid'"), "line 1, column 1"),
        (draft(callStep, migration: #"{"policy": "jump", "steps": {"x": "y"}}"#), "migration.steps"),
        (draft(#"{"name": "a", "do": "wait", "days": -1}"#), "0 to"),
      ]
      for (body, word) in cases {
        let answer = try await office.send(.put, "strategies/mid/draft", body)
        #expect(answer.status == .unprocessableContent)
        #expect(String(buffer: answer.body).contains(word), "\(word): \(String(buffer: answer.body))")
      }
      let last = try await publish(office, draft(callStep, entry: "has_email", position: 5_000), to: "new")
      #expect(last.status == .unprocessableContent)
      #expect(try await office.send(.post, "strategies/standard/retirement").status == .unprocessableContent)
      #expect(try await office.send(.post, "strategies/mid/retirement").status == .noContent)
      #expect(try await office.send(.post, "strategies/mid/retirement").status == .notFound)
      #expect(try await office.send(.put, "strategies/mid/draft", draft(callStep), as: office.viewer(.supervisor)).status == .forbidden)
    }
  }

  @Test("C12: where four eyes are set the author cannot publish the own draft, and somebody else can")
  func fourEyes() async throws {
    try await Office.run { office in
      let policy = String(buffer: try await office.send(.get, "policy").body)
      #expect(policy.contains(#""four_eyes":false"#))
      #expect(
        try await office.send(.put, "policy", policy.replacing(#""four_eyes":false"#, with: #""four_eyes":true"#)).status == .noContent)
      let refused = try await publish(office, draft(callStep))
      #expect(refused.status == .forbidden && String(buffer: refused.body).contains("four_eyes"))
      let other = try office.viewer(.administrator, number: 2)
      #expect(try await office.send(.post, "strategies/mid/publication", as: other).status == .created)
      let changes = String(buffer: try await office.send(.get, "catalogue-changes").body)
      for action in ["policy changed", "strategy drafted", "strategy published"] { #expect(changes.contains(action)) }
    }
  }

  @Test(
    "C05: cases under way follow the policy of the new version: they finish, begin anew, or jump to the step that stands for theirs",
    arguments: ["finish", "restart", "jump"])
  func migration(policy: String) async throws {
    try await Office.run { office in
      try await office.learn(debtors: [try debtor(1, email: false)])
      try await office.learn(accounts: [try account(1)])
      let before = try #require(try await office.openVisits().first)
      let steps = #"{"name": "pause", "do": "wait", "days": 2},"# + visitStep + "," + callStep
      #expect(try await publish(office, draft(steps, migration: #"{"policy": "\#(policy)"}"#)).status == .created)
      try await office.worker.runOnce()
      let treatment = try #require(try await office.service.published(TreatmentChanged.self).last)
      switch policy {
      case "finish":
        #expect(treatment.strategyVersion == 1 && treatment.step == "first visit")
        #expect(try await office.openVisits() == [before])
      case "restart":
        #expect(treatment.strategyVersion == 2 && treatment.step == "pause")
        #expect(try await office.tasks().first { $0.taskID == before.taskID }?.closeReason == .superseded)
      default:
        // The same task goes on: the step never has a second one.
        #expect(treatment.strategyVersion == 2 && treatment.step == "first visit")
        #expect(try await office.openVisits() == [before])
        try await office.service.database.work { work in
          try await office.consumers.visits([try visit(1, tasks: [before.taskID])], work)
        }
        let open = try await office.tasks().filter { $0.state == .open }
        #expect(open.map(\.kind) == [.call] && open.map(\.strategyVersion) == [2])
      }
      #expect(try await office.send(.get, "catalogue-changes").status == .ok)
    }
  }

  @Test("C05: a step that has another name in the new version hands its case over, and its open task is superseded")
  func renamedStep() async throws {
    try await Office.run { office in
      try await office.learn(debtors: [try debtor(1, email: false)])
      try await office.learn(accounts: [try account(1)])
      let jump = #"{"policy": "jump", "steps": {"first visit": "call"}}"#
      #expect(
        try await publish(office, draft(#"{"name": "pause", "do": "wait", "days": 2},"# + callStep, migration: jump)).status == .created)
      try await office.worker.runOnce()
      #expect(try await office.openVisits().isEmpty)
      #expect(try await office.tasks().filter { $0.state == .open }.map(\.kind) == [.call])
    }
  }

  @Test("C06: a profile that changes moves the case to the strategy of the new profile")
  func profile() async throws {
    try await Office.run { office in
      #expect(try await publish(office, draft(callStep, entry: "risk_score >= 700", position: 1), to: "risky").status == .created)
      try await office.learn(debtors: [try debtor(1, email: false)])
      try await office.learn(accounts: [try account(1, risk: 300)])
      try await office.learn(accounts: [try account(1, risk: 800, version: 2)])
      let last = try #require(try await office.service.published(TreatmentChanged.self).last)
      #expect(last.strategyID == StrategyID("risky"))
      #expect(try await office.openVisits().isEmpty)
      #expect(try await office.tasks().filter { $0.state == .open }.map(\.kind) == [.call])
    }
  }
}
