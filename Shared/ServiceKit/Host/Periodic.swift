import Kafka
public import Logging
import Postgres
public import ServiceLifecycle

/// Work that a service does round after round until it shuts down.
///
/// A round that fails is logged and tried again: after a second at first or after the interval where that is shorter, then after twice as
/// long each time, up to the interval and to five seconds at the least. So an hourly sweep does not wait an hour for a database that was
/// away for a moment, and a watch that looks ten times a second does not fill the log. A round therefore must be safe to repeat.
public struct Periodic: Service {
  /// What shutting down does to the round under way. A pause always ends at once.
  public enum Shutdown: Sendable {
    case cancelsRound
    /// For rounds that talk to others and must not leave in doubt what they said.
    case awaitsRound
  }

  private let complaint: StaticString
  private let interval: Duration
  private let shutdown: Shutdown
  private let logger: Logger
  private let clock: any Clock<Duration>
  private let round: @Sendable () async throws -> Void

  /// - Parameters:
  ///   - complaint: the line in the log when a round fails: a warning where database or broker are away for the moment, else an error.
  ///   - interval: from the end of one round to the beginning of the next. The first begins at once.
  public init(
    _ complaint: StaticString, every interval: Duration, at shutdown: Shutdown = .cancelsRound, logger: Logger,
    clock: any Clock<Duration> = ContinuousClock(), round: @escaping @Sendable () async throws -> Void
  ) {
    self.complaint = complaint
    self.interval = interval
    self.shutdown = shutdown
    self.logger = logger
    self.clock = clock
    self.round = round
  }

  public func run() async {
    let retry = RetryPolicy(
      attempts: .max, firstDelay: min(interval, .seconds(1)), longestDelay: max(interval, .seconds(5)))
    var failures = 0
    while !isStopping {
      do {
        try await perform()
        failures = 0
      } catch is CancellationError where isStopping {
        return
      } catch {
        failures += 1
        logger.record(Self.isPassing(error) ? .warning : .error, complaint, [.error: "\(error)", .attempt: .stringConvertible(failures)])
      }
      let pause = failures == 0 ? interval : retry.delay(afterAttempt: failures)
      do { try await sleep(pause) } catch { return }
    }
  }

  private static func isPassing(_ error: any Error) -> Bool {
    switch error {
    case let error as PostgresError: error.isTransient
    case let error as KafkaError: error.isRetriable
    default: false
    }
  }

  private var isStopping: Bool { Task.isCancelled || Task.isShuttingDownGracefully }

  private func perform() async throws {
    switch shutdown {
    case .cancelsRound: try await cancelWhenGracefulShutdown(round)
    case .awaitsRound: try await round()
    }
  }

  private func sleep(_ pause: Duration) async throws {
    let clock = clock
    try await cancelWhenGracefulShutdown { try await clock.sleep(for: pause) }
  }
}
