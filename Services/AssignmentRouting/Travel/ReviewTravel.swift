package import RoutePlanning

/// What routes are timed with when a stop leaves them: inside of a transaction, where nobody may wait for another server nor for the thread
/// that plans.
package struct ReviewTravel: Sendable {
  package let times: any TravelTimes
  /// Whether plans are made with a server's times, which ``times`` only estimates: then the ways that stay keep what was planned.
  package let isEstimate: Bool

  package init(_ times: any TravelTimes, isEstimate: Bool = false) {
    self.times = times
    self.isEstimate = isEstimate
  }
}
