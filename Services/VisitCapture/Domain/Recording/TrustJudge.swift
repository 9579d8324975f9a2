package import Contracts

/// A point of a collector's day: a position, or where a visit was recorded.
package struct TrackPoint: Equatable, Sendable {
  package var at: Instant
  package var location: Coordinate
  package var accuracy: Metres
  package var mock: Bool

  package init(at: Instant, location: Coordinate, accuracy: Metres = Metres(0), mock: Bool = false) {
    self.at = at
    self.location = location
    self.accuracy = accuracy
    self.mock = mock
  }
}

/// What can be said against a visit.
package enum TrustReason: String, Codable, CaseIterable, Sendable {
  /// The device said that its position was made up, at the visit or within the quarter of an hour around it.
  case mockLocation = "mock_location"
  /// Nobody moves that fast from the point before, or to the one after.
  case impossibleSpeed = "impossible_speed"
  /// The trail was somewhere else at that time.
  case offTrail = "off_trail"
  case outOfFence = "out_of_fence"
  /// Without a position, or with one that says nothing.
  case noPosition = "no_position"
  /// The trail stands on one point to the last digit for longer than any receiver does.
  case frozenTrail = "frozen_trail"
  /// The device's clock was wrong, or the visit lies ahead of its arrival.
  case clockDrift = "clock_drift"

  var isForgery: Bool { self == .mockLocation || self == .impossibleSpeed || self == .offTrail }
}

package enum TrustVerdict: String, Codable, Sendable { case trusted, doubtful, forged }

/// Weighs a visit against the collector's trail. Pure; worked out anew when it is asked for, since positions may come late.
package struct TrustJudge: Sendable {
  /// 160 km/h: more than any collector drives in a city.
  package var fastestMetresPerSecond = 45
  /// A jump below this says nothing.
  package var shortestJump = Metres(300)
  /// Positions this close in time should be close in place.
  package var companionSeconds = Seconds(180)
  package var companionDistance = Metres(1_000)
  package var mockSeconds = Seconds(900)
  package var frozenPoints = 10
  package var frozenSeconds = Seconds(1_800)
  package var largestDrift = Seconds(300)

  package init() {}

  /// - Parameters:
  ///   - visit: where it was recorded; `nil` without a position.
  ///   - trail: the collector's other points of the day, in the order of time.
  ///   - drift: how far the device's clock was from ours when it sent the visit.
  package func reasons(
    _ visit: TrackPoint?, verdict: GeoVerdict, capturedAt: Instant, receivedAt: Instant, drift: Seconds?, trail: [TrackPoint]
  ) -> [TrustReason] {
    var reasons: Set<TrustReason> = []
    if verdict == .outOfFence { reasons.insert(.outOfFence) }
    if (drift.map { abs($0.value) > largestDrift.value } ?? false) || capturedAt > receivedAt.advanced(by: largestDrift) {
      reasons.insert(.clockDrift)
    }
    let around = trail.filter { abs($0.at.milliseconds - capturedAt.milliseconds) <= Int64(mockSeconds.value) * 1_000 }
    if visit?.mock == true || around.contains(where: \.mock) { reasons.insert(.mockLocation) }
    if let visit {
      reasons.formUnion(movement(visit, trail))
    } else {
      reasons.insert(.noPosition)
    }
    if isFrozen(trail) { reasons.insert(.frozenTrail) }
    return TrustReason.allCases.filter(reasons.contains)
  }

  package static func verdict(_ reasons: [TrustReason]) -> TrustVerdict {
    reasons.isEmpty ? .trusted : reasons.contains(where: \.isForgery) ? .forged : .doubtful
  }

  private func movement(_ visit: TrackPoint, _ trail: [TrackPoint]) -> Set<TrustReason> {
    var reasons: Set<TrustReason> = []
    let before = trail.last { $0.at <= visit.at }
    let after = trail.first { $0.at > visit.at }
    for neighbour in [before, after].compactMap({ $0 }) {
      let jump = jump(visit, neighbour)
      let elapsed = abs(neighbour.at.milliseconds - visit.at.milliseconds) / 1_000
      if jump > shortestJump.value, jump > (Int(elapsed) + 1) * fastestMetresPerSecond { reasons.insert(.impossibleSpeed) }
      if elapsed <= Int64(companionSeconds.value), jump > companionDistance.value { reasons.insert(.offTrail) }
    }
    return reasons
  }

  /// The distance in metres that is left when both accuracies are given the benefit of the doubt.
  private func jump(_ a: TrackPoint, _ b: TrackPoint) -> Int {
    Place.distance(a.location, b.location).value - a.accuracy.value - b.accuracy.value
  }

  private func isFrozen(_ trail: [TrackPoint]) -> Bool {
    var start = 0
    for index in trail.indices where index > 0 {
      if trail[index].location != trail[start].location { start = index }
      if index - start + 1 >= frozenPoints, trail[index].at.seconds(since: trail[start].at) >= frozenSeconds { return true }
    }
    return false
  }
}
