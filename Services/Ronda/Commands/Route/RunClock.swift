import Glibc

/// Seconds since it was made, on the wall and of the process's own time on the processors.
struct RunClock: Sendable {
  private let kind: RouteBudget.ClockKind
  private let wallStart = Self.read(CLOCK_MONOTONIC)
  private let cpuStart = Self.read(CLOCK_PROCESS_CPUTIME_ID)

  init(_ kind: RouteBudget.ClockKind) {
    self.kind = kind
  }

  var wall: Double { Self.read(CLOCK_MONOTONIC) - wallStart }
  var cpu: Double { Self.read(CLOCK_PROCESS_CPUTIME_ID) - cpuStart }
  /// By the clock that was asked for.
  var seconds: Double { kind == .cpu ? cpu : wall }

  private static func read(_ clock: clockid_t) -> Double {
    var time = timespec()
    // Both clocks exist on every Linux, so that the call cannot fail.
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
