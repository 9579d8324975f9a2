/// Carries out requests that arrive at the same time together: while one group is at work, those that arrive make up the next.
///
/// What a transaction costs beside its rows, the way to the server and back and the write to the disk, is then paid once for a group. A
/// request that comes alone waits for nobody.
///
/// - Each request has its own answer. When a group fails for what may be the fault of one, each of it is tried by itself.
/// - Requests that share a key are never at work at the same time: the later one waits, and finds what the earlier one has done.
/// - A group is carried out by the task of its first request. When that task is cancelled, the others go on in another group. A request
///   whose task is cancelled while it waits is carried out all the same.
public actor Gathering<Request: Sendable, Key: Hashable & Sendable, Answer: Sendable> {
  /// Carries out a group: an answer for each request, in their order. What it throws has undone the whole group.
  public typealias CarryOut = @concurrent @Sendable ([Request]) async throws -> [Result<Answer, any Error>]

  private let limits: GatheringLimits
  private let isNobodysFault: @Sendable (any Error) -> Bool
  private let carryOut: CarryOut
  private var waiting: [Entry] = []
  private var groups = 0
  /// Of the requests at work.
  private var busyKeys: Set<Key> = []

  private struct Entry: Sendable {
    let request: Request
    let keys: Set<Key>
    let waiter: CheckedContinuation<Turn, Never>
  }

  private enum Turn: Sendable {
    case leads([Entry])
    case has(Result<Answer, any Error>)
  }

  /// - Parameter isNobodysFault: whether an error says nothing about single requests, so that trying each by itself would not help: the
  ///   database is away.
  public init(
    _ limits: GatheringLimits, isNobodysFault: @escaping @Sendable (any Error) -> Bool = { _ in false }, carryOut: @escaping CarryOut
  ) {
    self.limits = limits
    self.isNobodysFault = isNobodysFault
    self.carryOut = carryOut
  }

  /// The answer to a request, once its group is done.
  ///
  /// - Throws: ``GatheringIsFull`` when too many wait already; what came of the request otherwise.
  public func take(_ request: Request, keys: Set<Key>) async throws -> Answer {
    guard waiting.count < limits.waiting else { throw GatheringIsFull(limit: limits.waiting) }
    let turn = await withCheckedContinuation { waiter in
      waiting.append(Entry(request: request, keys: keys, waiter: waiter))
      start()
    }
    switch turn {
    case .has(let answer): return try answer.get()
    case .leads(let group): return try await lead(group).get()
    }
  }

  /// How many requests wait for a group.
  package var waitingCount: Int { waiting.count }

  // MARK: -

  private func start() {
    while groups < limits.groups, let group = nextGroup(), let leader = group.first {
      groups += 1
      for entry in group { busyKeys.formUnion(entry.keys) }
      leader.waiter.resume(returning: .leads(group))
    }
  }

  /// The requests that can go together, those that came first before the others; `nil` when none can.
  private func nextGroup() -> [Entry]? {
    var group: [Entry] = []
    var left: [Entry] = []
    // With the keys of those passed over, so that nobody overtakes a request that it has to wait for.
    var keys = busyKeys
    for entry in waiting {
      if group.count < limits.requests, keys.isDisjoint(with: entry.keys) {
        group.append(entry)
      } else {
        left.append(entry)
      }
      keys.formUnion(entry.keys)
    }
    waiting = left
    return group.isEmpty ? nil : group
  }

  private func lead(_ group: [Entry]) async -> Result<Answer, any Error> {
    let answers = await attempt(group.map(\.request))
    groups -= 1
    for entry in group { busyKeys.subtract(entry.keys) }
    for (entry, answer) in zip(group, answers).dropFirst() {
      if let answer { entry.waiter.resume(returning: .has(answer)) }
    }
    waiting.insert(contentsOf: zip(group, answers).dropFirst().filter { $0.1 == nil }.map(\.0), at: 0)
    start()
    return answers.first.flatMap(\.self) ?? .failure(CancellationError())
  }

  /// `nil` for those that were not tried, because the task that carries them out was cancelled.
  private func attempt(_ requests: [Request]) async -> [Result<Answer, any Error>?] {
    do {
      let answers = try await carryOut(requests)
      guard answers.count == requests.count else { throw GatheringMiscounted() }
      return answers
    } catch {
      if Task.isCancelled { return [.failure(error)] + requests.dropFirst().map { _ in nil } }
      if requests.count == 1 || isNobodysFault(error) { return requests.map { _ in .failure(error) } }
    }
    var answers: [Result<Answer, any Error>?] = []
    for request in requests { answers.append(await attempt([request])[0]) }
    return answers
  }
}

/// How many requests go together.
public struct GatheringLimits: Sendable {
  /// In one group.
  public var requests: Int
  /// Groups at work at the same time.
  public var groups: Int
  /// That wait for a group; the next one is refused.
  public var waiting: Int

  public init(requests: Int, groups: Int, waiting: Int) {
    self.requests = max(1, requests)
    self.groups = max(1, groups)
    self.waiting = max(1, waiting)
  }
}

/// Too many requests wait already.
public struct GatheringIsFull: Error, CustomStringConvertible {
  public let limit: Int
  public var description: String { "\(limit) requests wait already" }
}

/// A group was answered with more or fewer answers than it has requests: a bug of whoever carries groups out.
struct GatheringMiscounted: Error {}
