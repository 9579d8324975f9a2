import Contracts
import HTTPTypes
import Messaging
import Segmentation
import ServiceKit
import TestSupport
import Testing

@Suite struct HumanTaskTests {
  @Test(
    "C17: work lands in the queue of those who do it",
    arguments: [
      (TaskOrder(.call, expiresAfterDays: 3), TaskQueue.phone), (TaskOrder(.visit, expiresAfterDays: 3), .collectors),
      (TaskOrder(.legal, expiresAfterDays: 3), .lawyers), (TaskOrder(.agency, expiresAfterDays: 3), .agencies),
      (TaskOrder(.letter, template: "t", expiresAfterDays: 3), .automatic),
      (TaskOrder(.letter, template: "t", expiresAfterDays: 3, queue: .backOffice), .backOffice),
    ])
  func queues(order: TaskOrder, queue: TaskQueue) throws {
    var one = Case(try account(), try debtor(), try .sample([strategy(Step("work", .raise(order)), Step("next", .wait(days: 9)))]))
    try one.judge(at: "2026-11-23T15:00:00Z")
    #expect(one.log.map(\.event.queue) == [queue])
    // The circuit waits for people, not for machines.
    #expect(one.treatment?.step == (queue == .automatic ? "next" : "work"))
  }

  @Test("C17: a task that is not done within its service level is breached once, by event, and goes on")
  func breach() throws {
    let order = TaskOrder(.call, expiresAfterDays: 5, serviceHours: 24)
    var one = Case(try account(), try debtor(), try .sample([strategy(Step("call", .raise(order)))]))
    try one.judge(at: "2026-11-23T15:00:00Z")
    #expect(one.treatment?.nextAt == instant("2026-11-24T15:00:00Z"))
    try one.judge(at: "2026-11-24T14:59:59Z")
    #expect(one.log.count == 1)
    try one.judge(at: "2026-11-24T15:00:00Z")
    try one.judge(at: "2026-11-24T16:00:00Z")
    #expect(one.log.map(\.version) == [1, 2])
    let breached = try #require(one.log.last)
    #expect(breached.event.breachedAt == instant("2026-11-24T15:00:00Z"))
    #expect(breached.event.serviceDueAt == instant("2026-11-24T15:00:00Z"))
    #expect(breached.state == .open)
  }

  @Test("C17: people find their work in their queue and in no other; when its service level passes that is published, once")
  func published() async throws {
    try await Office.run { office in
      let steps = #"{"name": "call", "do": "raise", "kind": "call", "expires_after_days": 5, "service_hours": 24}"#
      let draft = #"{"name_es": "M", "name_en": "M", "position": 40, "entry": "stage = 'mid'", "steps": [\#(steps)]}"#
      #expect(try await office.send(.put, "strategies/mid/draft", draft).status == .ok)
      #expect(try await office.send(.post, "strategies/mid/publication").status == .created)
      try await office.learn(debtors: [try debtor(1)])
      try await office.learn(accounts: [try account(1, dpd: 45)])
      func queued(_ queue: TaskQueue) async throws -> [JSONValue?] {
        try office.json(try await office.send(.get, "tasks?state=open&queue=\(queue.rawValue)"))["items"]?.array?.map { $0["kind"] } ?? []
      }
      for queue in TaskQueue.allCases { #expect(try await queued(queue) == (queue == .phone ? ["call"] : []), "\(queue)") }
      let task = try #require(try await office.tasks().first { $0.kind == .call })
      let due = try #require(task.serviceDueAt)
      #expect(task.breachedAt == nil)
      office.service.clock.set(due)
      for _ in 1...3 {
        try await office.worker.runOnce()
        office.service.clock.advance(by: 3_600)
      }
      let states = try await office.service.published(TaskChanged.self).filter { $0.taskID == task.taskID }
      #expect(states.map(\.breachedAt) == [nil, due])
      #expect(states.map(\.state) == [.open, .open])
      #expect(try await queued(.phone) == ["call"])
    }
  }

  @Test("C15: a step whose time-out passes goes on where it says, one that was done goes on to the next")
  func timeOut() throws {
    let order = TaskOrder(.call, expiresAfterDays: 2, onExpiry: "visit")
    let circuit = try strategy(
      Step("call", .raise(order)), Step("rest", .wait(days: 30)), Step("visit", .raise(TaskOrder(.visit, expiresAfterDays: 3))))
    var idle = Case(try account(), try debtor(), try .sample([circuit]))
    try idle.run(from: "2026-11-23T15:00:00Z", until: "2026-11-27T15:00:00Z")
    #expect(idle.treatment?.step == "visit")
    var done = Case(try account(), try debtor(), try .sample([circuit]))
    try done.judge(at: "2026-11-23T15:00:00Z")
    done.dossier.history.finishedTasks = [try #require(done.log.first).taskID]
    try done.judge(at: "2026-11-24T15:00:00Z")
    #expect(done.treatment?.step == "rest")
    #expect(done.log.last?.closeReason == .done)
  }

  @Test("a call that somebody says is done is closed as done; visits and messages are not done by hand")
  func completion() async throws {
    try await Office.run { office in
      try await office.learn(debtors: [try debtor(1)])
      try await office.learn(accounts: [try account(1, dpd: 400)])
      let visit = try #require(try await office.openVisits().first)
      #expect(try await office.send(.post, "tasks/\(visit.taskID)/completion", "{}").status == .conflict)
      let callback =
        #"{"callback_id": "4f7b3c1e-0000-4000-8000-000000000001", "account_id": "\#(visit.accountID)", "due_at": "2026-11-22T20:00:00Z"}"#
      _ = try await office.send(.post, "callbacks", callback)
      let call = try #require(try await office.tasks().first { $0.kind == .call })
      #expect(try await office.send(.post, "tasks/\(call.taskID)/completion", #"{"result": "promised"}"#).status == .noContent)
      #expect(try await office.send(.post, "tasks/\(call.taskID)/completion", "{}").status == .noContent)
      #expect(try await office.tasks().first { $0.taskID == call.taskID }?.closeReason == .done)
      #expect(try await office.send(.post, "tasks/\(try id("task", 5) as TaskID)/completion", "{}").status == .notFound)
    }
  }

  @Test(
    "C41: call-backs are listed by their hour, those whose hour has passed as overdue; one is never made twice, and outlives its circuit")
  func callbacks() async throws {
    try await Office.run { office in
      try await office.learn(debtors: [try debtor(1), try debtor(2)])
      try await office.learn(accounts: [try account(1), try account(2)])
      func body(_ number: Int, _ dueAt: String) throws -> String {
        let accountID: AccountID = try id("account", number)
        return #"{"callback_id": "4f7b3c1e-0000-4000-8000-00000000000\#(number)", "account_id": "\#(accountID)", "due_at": "\#(dueAt)"}"#
      }
      let collector = try office.viewer(.collector)
      #expect(try await office.send(.post, "callbacks", body(1, "2026-11-23T20:00:00Z"), as: collector).status == .created)
      #expect(try await office.send(.post, "callbacks", body(1, "2026-11-23T20:00:00Z"), as: collector).status == .ok)
      #expect(try await office.send(.post, "callbacks", body(2, "2026-11-23T15:30:00Z"), as: collector).status == .created)
      #expect(try await office.send(.post, "callbacks", body(2, "2026-11-21T15:30:00Z"), as: collector).status == .unprocessableContent)
      #expect(try await office.send(.post, "callbacks", body(9, "2026-11-23T15:30:00Z"), as: collector).status == .notFound)
      office.service.clock.set(instant("2026-11-23T16:00:00Z"))
      let items = try office.json(try await office.send(.get, "callbacks"))["items"]?.array ?? []
      #expect(items.map { $0["overdue"] } == [.bool(true), .bool(false)])
      #expect(items.map { $0["task"]?["due_at"]?.string } == ["2026-11-23T15:30:00.000Z", "2026-11-23T20:00:00.000Z"])
      #expect(items.allSatisfy { $0["task"]?["queue"] == "phone" })
      // Another strategy takes the account: what its circuit raised is superseded, the call-back is not.
      try await office.learn(accounts: [try account(1, dpd: 120, version: 2, updatedAt: "2026-11-23T15:00:00Z")])
      #expect(try office.json(try await office.send(.get, "callbacks"))["items"]?.array?.count == 2)
      // A flag ends it.
      let debtorID: DebtorID = try id("debtor", 1)
      _ = try await office.send(.put, "debtors/\(debtorID)/flags/cease", "{}")
      #expect(try office.json(try await office.send(.get, "callbacks"))["items"]?.array?.count == 1)
    }
  }

  @Test("C07: each change of bucket fires exactly its actions once, also when the account comes back")
  func bucketActions() throws {
    let actions = ["31-60", "61-90"].map { BucketAction(bucket: $0, kind: .call, template: nil, expiresAfterDays: 4, when: nil) }
    let catalogue = try Catalogue.sample([strategy(Step("pause", .wait(days: 400)))], bucketActions: actions)
    var one = Case(try account(dpd: 20), try debtor(), catalogue)
    try one.judge(at: "2026-11-01T15:00:00Z")
    for (index, dpd) in [31, 32, 61, 45, 62, 63].enumerated() {
      let day = date("2026-11-02").advanced(byDays: index)
      one.dossier.account = AccountFacts(
        try account(dpd: dpd, businessDate: "\(day)", version: Int64(index + 2), updatedAt: "\(day)T12:00:00Z"))
      try one.judge(at: "\(day)T15:00:00Z")
    }
    #expect(one.log.filter { $0.version == 1 }.map(\.step) == ["bucket 31-60", "bucket 61-90"])
  }
}
