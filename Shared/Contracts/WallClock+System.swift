import FoundationEssentials

extension WallClock {
  /// The machine's own clock.
  public static let system = WallClock { Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1_000).rounded(.down))) }
}
