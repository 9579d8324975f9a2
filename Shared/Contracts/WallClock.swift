/// Where a service reads the time. Passed in everywhere, so that a test can set it.
public struct WallClock: Sendable {
  private let read: @Sendable () -> Instant

  public init(_ read: @escaping @Sendable () -> Instant) {
    self.read = read
  }

  public var now: Instant { read() }
}
