import Logging
import ServiceKit
import ServiceLifecycle
import Synchronization
import Testing

/// A clock that moves only when somebody sleeps: sleeps are written down and over at once, except the last, which waits for its cancellation.
private final class NotedClock: Clock {
  private struct State {
    var now = ContinuousClock.now
    var sleeps: [Duration] = []
  }

  private let state = Mutex(State())
  private let last: Int
  private let onLast: @Sendable () async -> Void

  init(last: Int, onLast: @escaping @Sendable () async -> Void) {
    self.last = last
    self.onLast = onLast
  }

  var now: ContinuousClock.Instant { state.withLock { $0.now } }
  var minimumResolution: Duration { .nanoseconds(1) }
  var sleeps: [Duration] { state.withLock { $0.sleeps } }

  func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
    let count = state.withLock { state in
      state.sleeps.append(state.now.duration(to: deadline))
      state.now = deadline
      return state.sleeps.count
    }
    guard count >= last else { return }
    await onLast()
    try await untilCancelled()
  }
}

/// Ends when the task is cancelled.
private func untilCancelled() async throws {
  let (never, continuation) = AsyncStream.makeStream(of: Void.self)
  defer { continuation.finish() }
  for await _ in never {}
  try Task.checkCancellation()
}

/// Rounds that fail as often as they are told to.
private actor Rounds {
  struct Failure: Error {}

  private var failing: Set<Int>
  private(set) var count = 0

  init(failing: Set<Int> = []) { self.failing = failing }

  func next() throws {
    count += 1
    if failing.contains(count) { throw Failure() }
  }
}

@Suite("Periodic work")
struct PeriodicTests {
  /// Runs rounds until the clock's last sleep, and stops them there as a host does.
  private func run(every interval: Duration, rounds: Rounds, sleeps: Int, log: LogText = LogText()) async throws -> [Duration] {
    let (stops, stop) = AsyncStream.makeStream(of: Void.self)
    let clock = NotedClock(last: sleeps) { stop.yield() }
    let work = Periodic("the rounds fail", every: interval, logger: log.logger, clock: clock) { try await rounds.next() }
    let group = ServiceGroup(services: [work], logger: LogText().logger)
    async let running: Void = group.run()
    for await _ in stops { break }
    await group.triggerGracefulShutdown()
    // A service that ends because it was told to is no failure of the group's.
    try await running
    return clock.sleeps
  }

  @Test("Rounds follow each other at the interval until the service shuts down, which ends the pause")
  func rhythm() async throws {
    let rounds = Rounds()
    let pauses = try await run(every: .seconds(60), rounds: rounds, sleeps: 3)
    #expect(pauses == [.seconds(60), .seconds(60), .seconds(60)])
    #expect(await rounds.count == 3)
  }

  @Test("A round that fails is logged and tried again soon, then later each time; one that succeeds takes up the interval again")
  func failures() async throws {
    let log = LogText()
    let rounds = Rounds(failing: [1, 2, 3])
    let pauses = try await run(every: .seconds(3_600), rounds: rounds, sleeps: 5, log: log)
    // Up to half of each is left to chance.
    for (pause, longest) in zip(pauses, [1, 2, 4]) {
      #expect(pause >= .milliseconds(longest * 500) && pause <= .seconds(longest))
    }
    #expect(pauses.dropFirst(3) == [.seconds(3_600), .seconds(3_600)])
    #expect(log.text.occurrences(of: "the rounds fail") == 3)
  }

  @Test("A watch that looks often waits up to five seconds while it fails, and no longer")
  func frequent() async throws {
    let rounds = Rounds(failing: Set(1...20))
    let pauses = try await run(every: .milliseconds(100), rounds: rounds, sleeps: 20)
    #expect(pauses[0] <= .milliseconds(100))
    #expect(pauses.allSatisfy { $0 <= .seconds(5) })
    #expect(pauses[19] >= .milliseconds(2_500))
  }

  @Test("F22: shutting down waits for a round that must not be cut short, and cancels any other", arguments: [true, false])
  func shutdown(isAwaited: Bool) async throws {
    let log = LogText()
    let (begins, begin) = AsyncStream.makeStream(of: Void.self)
    let door = EchoGate()
    let rounds = Rounds()
    let work = Periodic(
      "the rounds fail", every: .seconds(60), at: isAwaited ? .awaitsRound : .cancelsRound, logger: log.logger
    ) {
      begin.yield()
      if isAwaited {
        await door.wait()
      } else {
        try await untilCancelled()
      }
      try await rounds.next()
    }
    let group = ServiceGroup(services: [work], logger: LogText().logger)
    async let running: Void = group.run()
    for await _ in begins { break }
    await group.triggerGracefulShutdown()
    await door.open()
    try await running
    #expect(await rounds.count == (isAwaited ? 1 : 0))
    #expect(log.text.occurrences(of: "the rounds fail") == 0)
  }
}

extension String {
  /// How often a text occurs.
  fileprivate func occurrences(of text: String) -> Int { ranges(of: text).count }
}
