import Contracts
import Messaging
import Postgres
import ServiceKit
import TestSupport
import Testing
import VisitCapture

@Suite("What is told within the creditors of who asks")
struct CreditorScopeTests {
  private static let other = CreditorID("pacifico")

  private func bound(_ role: StaffRole, to creditors: [CreditorID], staff: StaffID = Samples.supervisor) -> Viewer {
    Viewer(staffID: staff, fullName: "Banco", roles: [role], teamID: TeamID("lima"), creditorIDs: creditors)
  }

  /// Rosa owes another creditor, too, with a task of its own at the same stop.
  private func withSharedDebtor(_ body: (Capture) async throws -> Void) async throws {
    try await withCapture { capture in
      var account = Samples.account(Samples.rosaOtherAccount, of: Samples.rosa)
      account.creditorID = Self.other
      let accounts = [account]
      var stop = Samples.stop(Samples.rosaStop, Samples.rosa, Samples.rosaAccount)
      stop.accountIDs = [Samples.rosaAccount, Samples.rosaOtherAccount]
      let stops = [stop]
      try await capture.service.database.work { work in
        try await capture.consumers.accounts(accounts, work)
        try await capture.consumers.routes([Samples.route(Samples.ana, stops, team: "lima", version: 2)], work)
        try await capture.consumers.tasks([Self.task(Samples.rosaTask, Samples.rosaAccount, CreditorID("andes"))], work)
      }
      try await body(capture)
    }
  }

  private static func task(_ taskID: TaskID, _ accountID: AccountID, _ creditorID: CreditorID) -> TaskChanged {
    TaskChanged(
      taskID: taskID, debtorID: Samples.rosa, accountID: accountID, creditorID: creditorID, kind: .visit, state: .open, closeReason: nil,
      strategyID: StrategyID("mid"), strategyVersion: 1, step: "visit", template: nil, dueOn: Samples.today,
      expiresOn: Samples.today.advanced(byDays: 9), priority: 500, amountMinor: 40_000, currency: .pen, daysPastDue: 45, segmentIDs: [],
      version: 1, changedAt: Samples.instant("2026-11-22T00:00:00Z"))
  }

  @Test("C19: of a visit about accounts of two creditors each viewer is told the own accounts, tasks and promise")
  func visits() async throws {
    try await withSharedDebtor { capture in
      let promise = """
        ,"promise":{"promise_id":"\(Records.promiseID(1))","account_id":"\(Samples.rosaOtherAccount)","amount_minor":20000,
         "currency":"PEN","due_on":"2026-11-27"}
        """
      let answer = try await capture.post(Records.batch(visits: [Records.visit(1, outcome: "promise_to_pay", extra: promise)]))
      #expect(answer.results.map(\.code) == [nil])
      func visit(_ creditors: [CreditorID]) async throws -> JSONValue? {
        let page: JSONValue = try await capture.get("visits?date=2026-11-23", as: bound(.supervisor, to: creditors))
        return page["items"]?.array?.first
      }
      func texts(_ value: JSONValue?) -> Set<String> { Set(value?.array?.compactMap(\.string) ?? []) }
      let (own, others) = (Samples.rosaAccount.description, Samples.rosaOtherAccount.description)
      let whole = try await visit([])
      #expect(texts(whole?["account_ids"]) == [own, others] && whole?["promise_id"] == .string(Records.promiseID(1).description))
      let andes = try await visit([CreditorID("andes")])
      #expect(texts(andes?["account_ids"]) == [own] && texts(andes?["task_ids"]) == [Samples.rosaTask.description])
      #expect(andes?["promise_id"] == nil || andes?["promise_id"] == .null)
      let pacifico = try await visit([Self.other])
      #expect(texts(pacifico?["account_ids"]) == [others] && texts(pacifico?["task_ids"]).isEmpty)
      #expect(pacifico?["promise_id"] == .string(Records.promiseID(1).description))
    }
  }

  @Test("C19: a promise about accounts of two creditors is told with the viewer's own accounts, on the screen and in the package")
  func promises() async throws {
    try await withSharedDebtor { capture in
      let about = { (account: AccountID) in #","more_account_ids":["\#(account)"]"# }
      let results = try await capture.post(
        Records.batch(promises: [
          Records.promise(1, extra: about(Samples.rosaOtherAccount)),
          Records.promise(2, account: Samples.rosaOtherAccount, extra: about(Samples.rosaAccount)),
        ])
      ).results
      #expect(results.map(\.code) == [nil, nil])
      let path = "promises/\(Records.promiseID(1))"
      let whole: JSONValue = try await capture.get(path, as: Capture.supervisor)
      #expect(whole["account_ids"]?.array?.count == 2)
      let own: JSONValue = try await capture.get(path, as: bound(.supervisor, to: [CreditorID("andes")]))
      #expect(own["account_ids"]?.array?.compactMap(\.string) == [Samples.rosaAccount.description])
      func package() async throws -> String {
        let ana = bound(.collector, to: [CreditorID("andes")], staff: Samples.ana)
        let package = try await capture.send("GET", "package?date=2026-11-23", as: ana)
        #expect(package.status == 200)
        return String(decoding: package.body, as: UTF8.self)
      }
      // Who is bound to one of the creditors makes no visit for both.
      #expect(try await !package().contains(Samples.rosaStop.description))
      let stops = [Samples.stop(Samples.rosaStop, Samples.rosa, Samples.rosaAccount)]
      try await capture.service.database.work { work in
        try await capture.consumers.routes([Samples.route(Samples.ana, stops, team: "lima", version: 3)], work)
      }
      let text = try await package()
      #expect(text.contains(Records.promiseID(1).description) && !text.contains(Records.promiseID(2).description))
      #expect(!text.contains(Samples.rosaOtherAccount.description))
    }
  }

  @Test("C19: held batches are shown to who sees every creditor, or every one that the collector worked for, and to nobody else")
  func quarantine() async throws {
    try await withSharedDebtor { capture in
      func dismissAna(creditors: [CreditorID], version: Int64) async throws {
        var ana = Samples.member(Samples.ana, .collector, team: "lima", active: false)
        (ana.version, ana.creditorIDs) = (version, creditors)
        let left = ana
        try await capture.service.database.work { try await capture.consumers.staff([left], $0) }
      }
      func held(as viewer: Viewer) async throws -> [String] {
        let page: JSONValue = try await capture.get("quarantine?state=held", as: viewer)
        return page["items"]?.array?.compactMap { $0["batch_id"]?.string } ?? []
      }
      try await dismissAna(creditors: [], version: 2)
      #expect(try await capture.post(Records.batch(visits: [Records.visit(1)])).status == 202)
      let batch = try #require(try await held(as: Capture.supervisor).first)
      let andes = bound(.supervisor, to: [CreditorID("andes")])
      #expect(try await held(as: andes).isEmpty)
      #expect(try await capture.send("POST", "quarantine/\(batch)/decision", as: andes, #"{"release":true}"#).status == 404)
      try await dismissAna(creditors: [CreditorID("andes")], version: 3)
      #expect(try await held(as: andes) == [batch])
      #expect(try await held(as: bound(.supervisor, to: [Self.other])).isEmpty)
    }
  }

  @Test("C19: an alarm about an account whose creditor is not known is told only to who sees every creditor")
  func alarms() async throws {
    try await withSharedDebtor { capture in
      #expect(try await capture.post(Records.batch(promises: [Records.promise(1)])).results.map(\.code) == [nil])
      try await capture.service.database.work { work in
        _ = try await work.transaction.execute("delete from accounts where account_id = \(Samples.rosaAccount)")
      }
      capture.service.clock.set(Samples.instant("2026-11-27T05:00:00Z"))
      try await capture.service.service.alarms.runOnce()
      func count(_ creditors: [CreditorID]) async throws -> Int? {
        let page: JSONValue = try await capture.get("alarms?kind=promise_due", as: bound(.supervisor, to: creditors))
        return page["items"]?.array?.count
      }
      #expect(try await count([]) == 1)
      #expect(try await count([CreditorID("andes")]) == 0)
    }
  }
}
