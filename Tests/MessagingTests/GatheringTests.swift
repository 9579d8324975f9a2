import Messaging
import Synchronization
import TestSupport
import Testing

@Suite("Requests that are carried out together")
struct GatheringTests {
  private struct Refused: Error, Equatable {
    let request: Int
  }

  private struct Away: Error {}

  /// Notes the groups that it carries out, and holds the first one until it is let go.
  private final class Workshop: Sendable {
    let groups = Mutex<[[Int]]>([])
    private let gate = AsyncStream<Void>.makeStream()
    private let fails: @Sendable ([Int]) -> (any Error)?

    init(fails: @escaping @Sendable ([Int]) -> (any Error)? = { _ in nil }) { self.fails = fails }

    func letGo() { gate.continuation.finish() }

    var first: [Int] { groups.withLock { $0.first ?? [] } }

    @concurrent
    func carryOut(_ requests: [Int]) async throws -> [Result<String, any Error>] {
      let number = groups.withLock { groups in
        groups.append(requests)
        return groups.count
      }
      if number == 1 { for await _ in gate.stream {} }
      try Task.checkCancellation()
      if let error = fails(requests) { throw error }
      return requests.map { $0 < 0 ? .failure(Refused(request: $0)) : .success("done \($0)") }
    }
  }

  /// Sends 0 ahead, the others while it is at work, and lets go when all of them wait.
  private func answers(
    to requests: [Int], limits: GatheringLimits = GatheringLimits(requests: 8, groups: 1, waiting: 100), _ workshop: Workshop,
    keys: @escaping @Sendable (Int) -> Set<Int> = { [$0] }, isNobodysFault: @escaping @Sendable (any Error) -> Bool = { _ in false }
  ) async throws -> [Int: Result<String, any Error>] {
    let gathering = Gathering<Int, Int, String>(limits, isNobodysFault: isNobodysFault) { requests, _ in
      try await workshop.carryOut(requests)
    }
    return try await withThrowingTaskGroup(of: (Int, Result<String, any Error>).self) { tasks in
      tasks.addTask { (0, await answer(gathering, 0, [])) }
      try await eventually("the first is at work") { workshop.first == [0] }
      for (place, request) in requests.enumerated() {
        tasks.addTask { (request, await answer(gathering, request, keys(request))) }
        try await eventually("request \(request) waits") { gathering.waitingCount == place + 1 }
      }
      workshop.letGo()
      return try await tasks.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
  }

  private func answer(_ gathering: Gathering<Int, Int, String>, _ request: Int, _ keys: Set<Int>) async -> Result<String, any Error> {
    do { return .success(try await gathering.take(request, keys: keys)) } catch { return .failure(error) }
  }

  @Test("What arrives while a group is at work makes up the next one, in order, and each has its own answer or refusal")
  func together() async throws {
    let workshop = Workshop()
    let answers = try await answers(to: [1, -2, 3], workshop)
    #expect(workshop.groups.withLock { $0 } == [[0], [1, -2, 3]])
    #expect(try answers[0]?.get() == "done 0")
    #expect(try answers[1]?.get() == "done 1")
    #expect(try answers[3]?.get() == "done 3")
    #expect(throws: Refused(request: -2)) { try answers[-2]?.get() }
  }

  @Test("A group has no more requests than it may; the others go with the next")
  func limit() async throws {
    let workshop = Workshop()
    let answers = try await answers(to: [1, 2, 3, 4, 5], limits: GatheringLimits(requests: 2, groups: 1, waiting: 100), workshop)
    #expect(workshop.groups.withLock { $0 } == [[0], [1, 2], [3, 4], [5]])
    #expect(answers.count == 6)
  }

  @Test("Requests that share a key never go together, and keep their order")
  func keys() async throws {
    let workshop = Workshop()
    _ = try await answers(to: [1, 2, 11, 12, 21], workshop, keys: { [$0 % 10] })
    #expect(workshop.groups.withLock { $0 } == [[0], [1, 2], [11, 12], [21]])
  }

  @Test("When a group fails, each of it is tried by itself: one bad request never fails another")
  func oneBad() async throws {
    let workshop = Workshop { $0.contains(2) ? Refused(request: 2) : nil }
    let answers = try await answers(to: [1, 2, 3], workshop)
    #expect(workshop.groups.withLock { $0 } == [[0], [1, 2, 3], [1], [2], [3]])
    #expect(try answers[1]?.get() == "done 1")
    #expect(try answers[3]?.get() == "done 3")
    #expect(throws: Refused(request: 2)) { try answers[2]?.get() }
  }

  @Test("When it is nobody's fault, all of the group get the error at once")
  func nobodysFault() async throws {
    let workshop = Workshop { $0.count > 1 ? Away() : nil }
    let answers = try await answers(to: [1, 2], workshop, isNobodysFault: { $0 is Away })
    #expect(workshop.groups.withLock { $0 } == [[0], [1, 2]])
    #expect(throws: Away.self) { try answers[1]?.get() }
    #expect(throws: Away.self) { try answers[2]?.get() }
  }

  @Test("Who comes when too many wait is refused, and the others are served")
  func full() async throws {
    let workshop = Workshop()
    let gathering = Gathering<Int, Int, String>(GatheringLimits(requests: 8, groups: 1, waiting: 2)) { requests, _ in
      try await workshop.carryOut(requests)
    }
    try await withThrowingTaskGroup(of: Void.self) { tasks in
      for request in 0...2 {
        tasks.addTask {
          let answer = try await gathering.take(request, keys: [])
          #expect(answer == "done \(request)")
        }
        try await eventually("request \(request) has arrived") {
          gathering.waitingCount == request && workshop.first == [0]
        }
      }
      await #expect(throws: GatheringIsFull.self) { try await gathering.take(3, keys: []) }
      workshop.letGo()
      try await tasks.waitForAll()
    }
  }

  @Test("A group that only waits any more lets the next begin beside it, as many as may, and keeps its keys to itself")
  func onlyWaits() async throws {
    let workshop = Workshop()
    let gathering = Gathering<Int, Int, String>(GatheringLimits(requests: 8, groups: 1, finishing: 1, waiting: 100)) {
      requests, onlyWaits in
      if requests == [0] || requests == [2] { onlyWaits() }
      return try await workshop.carryOut(requests)
    }
    try await withThrowingTaskGroup(of: String.self) { tasks in
      tasks.addTask { try await gathering.take(0, keys: [0]) }
      try await eventually("the first only waits") { workshop.first == [0] }
      tasks.addTask { try await gathering.take(10, keys: [0]) }
      try await eventually("who shares a key with it waits") { gathering.waitingCount == 1 }
      #expect(try await gathering.take(2, keys: [2]) == "done 2")
      #expect(gathering.waitingCount == 1)
      workshop.letGo()
      #expect(try await tasks.reduce(into: Set()) { $0.insert($1) } == ["done 0", "done 10"])
    }
    #expect(workshop.groups.withLock { $0 } == [[0], [2], [10]])
  }

  @Test("When the task that carries a group out is cancelled, the others of it go on without it")
  func cancelled() async throws {
    let workshop = Workshop()
    let second = Mutex<AsyncStream<Void>.Continuation?>(nil)
    let gathering = Gathering<Int, Int, String>(GatheringLimits(requests: 8, groups: 1, waiting: 100)) { requests, _ in
      if requests == [1, 2, 3] {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        second.withLock { $0 = continuation }
        for await _ in stream {}
      }
      return try await workshop.carryOut(requests)
    }
    let first = Task { try await gathering.take(0, keys: []) }
    try await eventually("the first is at work") { workshop.first == [0] }
    let tasks = try await (1...3).asyncTasks(waitingIn: gathering)
    workshop.letGo()
    try await eventually("the second group is at work") { second.withLock { $0 != nil } }
    tasks[0].cancel()
    await #expect(throws: CancellationError.self) { try await tasks[0].value }
    let answers = [try await first.value, try await tasks[1].value, try await tasks[2].value]
    #expect(answers == ["done 0", "done 2", "done 3"])
    #expect(workshop.groups.withLock { $0.last } == [2, 3])
  }
}

extension ClosedRange<Int> {
  /// A task for each request, started one after the other.
  fileprivate func asyncTasks(waitingIn gathering: Gathering<Int, Int, String>) async throws -> [Task<String, any Error>] {
    var tasks: [Task<String, any Error>] = []
    for request in self {
      tasks.append(Task { try await gathering.take(request, keys: []) })
      let count = tasks.count
      try await eventually("request \(request) waits") { gathering.waitingCount == count }
    }
    return tasks
  }
}
