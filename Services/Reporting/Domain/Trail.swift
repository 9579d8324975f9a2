package import Contracts
import Foundation

/// Where a collector went on a day, by the positions of the device in the order of capture.
package struct Trail: Sendable, Equatable {
  package struct Point: Sendable, Equatable {
    package let location: Coordinate
    package let accuracy: Metres?
    package let mock: Bool
    package let capturedAt: Instant

    package init(location: Coordinate, accuracy: Metres?, mock: Bool, capturedAt: Instant) {
      self.location = location
      self.accuracy = accuracy
      self.mock = mock
      self.capturedAt = capturedAt
    }
  }

  /// A time in which nothing is known: a web page gets no position with the screen off.
  package struct Gap: Sendable, Equatable {
    package let from: Instant
    package let to: Instant
  }

  /// A point less exact than this says nothing about the way.
  static let worstAccuracy = Metres(100)
  /// A device that stands still moves about by less than this.
  static let shortestLeg = Metres(20)
  static let longestSilence = Seconds(900)

  package let points: [Point]

  /// - Parameter points: in the order of capture.
  package init(_ points: [Point]) { self.points = points }

  /// Along the points that are exact enough, gaps as the crow flies; mocked points do not count.
  package var metres: Metres {
    var last: Coordinate?
    var sum = 0.0
    for point in points where !point.mock && (point.accuracy ?? Metres(0)) <= Self.worstAccuracy {
      guard let start = last else {
        last = point.location
        continue
      }
      let leg = Self.distance(start, point.location)
      guard leg >= Double(Self.shortestLeg.value) else { continue }
      sum += leg
      last = point.location
    }
    return Metres(Int(sum.rounded()))
  }

  package var gaps: [Gap] {
    zip(points, points.dropFirst()).compactMap { a, b in
      b.capturedAt.seconds(since: a.capturedAt) > Self.longestSilence ? Gap(from: a.capturedAt, to: b.capturedAt) : nil
    }
  }

  /// The great-circle distance by the haversine formula (R. W. Sinnott, 1984), in metres; mean radius of IUGG 1980.
  private static func distance(_ a: Coordinate, _ b: Coordinate) -> Double {
    let radians = Double.pi / 180
    let latitudes = sin((b.latitude - a.latitude) * radians / 2)
    let longitudes = sin((b.longitude - a.longitude) * radians / 2)
    let h = latitudes * latitudes + cos(a.latitude * radians) * cos(b.latitude * radians) * longitudes * longitudes
    return 2 * 6_371_008.8 * asin(min(1, h.squareRoot()))
  }
}
