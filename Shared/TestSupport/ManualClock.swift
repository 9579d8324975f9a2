public import Contracts
import Synchronization

/// A clock that stands still until the test moves it.
public final class ManualClock: Sendable {
  private let instant: Mutex<Instant>

  /// - Parameter start: RFC 3339.
  public init(_ start: String = "2026-11-23T13:00:00.000Z") {
    guard let start = Instant(start) else { preconditionFailure("not an RFC 3339 date-time: \(start)") }
    instant = Mutex(start)
  }

  public var now: Instant { instant.withLock { $0 } }

  /// What services read the time from.
  public var clock: WallClock { WallClock { [self] in now } }

  public func advance(by seconds: Int) {
    instant.withLock { $0 = $0.advanced(by: Seconds(seconds)) }
  }

  public func set(_ new: Instant) {
    instant.withLock { $0 = new }
  }
}
