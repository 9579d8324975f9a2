import Synchronization

/// Carries out requests that arrive at the same time together: while one group is at work, those that arrive make up the next.
///
/// What a transaction costs beside its rows, the way to the server and back and the write to the disk, is then paid once for a group. A
/// request that comes alone waits for nobody.
///
/// - Each request has its own answer. When a group fails for what may be the fault of one, each of it is tried by itself.
/// - Requests that share a key are never at work at the same time: the later one waits, and finds what the earlier one has done.
/// - A group that has nothing left to do but to wait, as for its commit, says so; then the next begins beside it. Without that, groups would be
///   small and many, or the processor idle while the disk is at work.
/// - A group is carried out by the task of its first request. When that task is cancelled, the others go on in another group. A request
///   whose task is cancelled while it waits is carried out all the same.
public final class Gathering<Request: Sendable, Key: Hashable & Sendable, Answer: Sendable>: Sendable {
  /// Carries out a group: an answer for each request, in their order. What it throws has undone the whole group.
  ///
  /// It calls what it is given when it has only to wait any more, so that the next group may begin; or never.
  public typealias CarryOut = @Sendable ([Request], _ onlyWaits: @escaping @Sendable () -> Void) async throws -> [Result<Answer, any Error>]

  private let limits: GatheringLimits
  private let isNobodysFault: @Sendable (any Error) -> Bool
  private let carryOut: CarryOut
  private let state = Mutex(State())

  private struct Entry: Sendable {
    let request: Request
    let keys: Set<Key>
    let waiter: CheckedContinuation<Turn, Never>
  }

  private struct Group: Sendable {
    let number: Int
    let entries: [Entry]
  }

  private enum Turn: Sendable {
    case leads(Group)
    case has(Result<Answer, any Error>)
  }

  private struct State {
    var waiting: [Entry] = []
    /// Of the requests under way.
    var busyKeys: Set<Key> = []
    var working: Set<Int> = []
    /// Groups that only wait any more.
    var finishing: Set<Int> = []
    var lastNumber = 0

    /// The groups that can begin now.
    mutating func begun(_ limits: GatheringLimits) -> [Group] {
      var groups: [Group] = []
      while working.count < limits.groups, working.count + finishing.count < limits.groups + limits.finishing, let entries = next(limits) {
        lastNumber += 1
        working.insert(lastNumber)
        for entry in entries { busyKeys.formUnion(entry.keys) }
        groups.append(Group(number: lastNumber, entries: entries))
      }
      return groups
    }

    /// The requests that can go together, those that came first before the others; `nil` when none can.
    private mutating func next(_ limits: GatheringLimits) -> [Entry]? {
      guard !waiting.isEmpty else { return nil }
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
    let turn = await withCheckedContinuation { waiter in
      let isFull = state.withLock { state in
        guard state.waiting.count < limits.waiting else { return true }
        state.waiting.append(Entry(request: request, keys: keys, waiter: waiter))
        return false
      }
      if isFull { waiter.resume(returning: .has(.failure(GatheringIsFull(limit: limits.waiting)))) } else { begin() }
    }
    switch turn {
    case .has(let answer): return try answer.get()
    case .leads(let group): return try await lead(group).get()
    }
  }

  /// How many requests wait for a group.
  package var waitingCount: Int { state.withLock { $0.waiting.count } }

  // MARK: -

  private func begin() {
    for group in state.withLock({ $0.begun(limits) }) { group.entries[0].waiter.resume(returning: .leads(group)) }
  }

  private func onlyWaits(_ group: Group) {
    state.withLock { state in
      if state.working.remove(group.number) != nil { state.finishing.insert(group.number) }
    }
    begin()
  }

  private func lead(_ group: Group) async -> Result<Answer, any Error> {
    let answers = await attempt(group.entries.map(\.request), of: group)
    let others = zip(group.entries, answers).dropFirst()
    state.withLock { state in
      state.working.remove(group.number)
      state.finishing.remove(group.number)
      for entry in group.entries { state.busyKeys.subtract(entry.keys) }
      state.waiting.insert(contentsOf: others.filter { $0.1 == nil }.map(\.0), at: 0)
    }
    for case (let entry, let answer?) in others { entry.waiter.resume(returning: .has(answer)) }
    begin()
    return answers.first.flatMap(\.self) ?? .failure(CancellationError())
  }

  /// `nil` for those that were not tried, because the task that carries them out was cancelled.
  private func attempt(_ requests: [Request], of group: Group) async -> [Result<Answer, any Error>?] {
    do {
      let answers = try await carryOut(requests) { [weak self] in self?.onlyWaits(group) }
      guard answers.count == requests.count else { throw GatheringMiscounted() }
      return answers
    } catch {
      if Task.isCancelled { return [.failure(error)] + requests.dropFirst().map { _ in nil } }
      if requests.count == 1 || isNobodysFault(error) { return requests.map { _ in .failure(error) } }
    }
    var answers: [Result<Answer, any Error>?] = []
    for request in requests { answers.append(await attempt([request], of: group)[0]) }
    return answers
  }
}

/// How many requests go together.
public struct GatheringLimits: Sendable {
  /// In one group.
  public var requests: Int
  /// Groups at work at the same time.
  public var groups: Int
  /// Groups that only wait any more, beside those at work.
  public var finishing: Int
  /// That wait for a group; the next one is refused.
  public var waiting: Int

  public init(requests: Int, groups: Int, finishing: Int = 0, waiting: Int) {
    self.requests = max(1, requests)
    self.groups = max(1, groups)
    self.finishing = max(0, finishing)
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
