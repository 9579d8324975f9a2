public import Contracts

/// When service at a stop may begin: from `opens` to `closes`, both ends included.
///
/// Times are seconds since the plan's origin, an instant that the caller chooses (usually midnight where the collectors work).
/// Service may go on after `closes`; a law that wants the visit over by 20:00 is expressed by closing earlier by the service time.
public struct TimeWindow: Hashable, Sendable {
  public let opens: Seconds
  public let closes: Seconds

  public init(opens: Seconds, closes: Seconds) {
    self.opens = opens
    self.closes = closes
  }
}
