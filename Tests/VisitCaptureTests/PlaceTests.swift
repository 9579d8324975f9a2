import Contracts
import Messaging
import ServiceKit
import TestSupport
import Testing
import VisitCapture

@Suite("Where a visit was made")
struct PlaceTests {
  private static let home = Samples.rosaHome
  private let policy = CapturePolicy()

  @Test("V32: distances are great circles in whole metres")
  func distance() {
    // One degree of a meridian on a sphere of 6,371,008.8 m.
    #expect(Place.distance(Samples.place(0, 0), Samples.place(1, 0)) == Metres(111_195))
    #expect(Place.distance(Self.home, Self.home) == Metres(0))
    #expect(Place.distance(Samples.place(0, 179.5), Samples.place(0, -179.5)) == Metres(111_195))
    #expect(Place.distance(Samples.place(90, 0), Samples.place(-90, 0)) == Metres(20_015_114))
    let lima = Samples.place(-12.046374, -77.042793)
    let bogota = Samples.place(4.711, -74.0721)
    #expect(Place.distance(lima, bogota) == Place.distance(bogota, lima))
    #expect((1_860_000...1_900_000).contains(Place.distance(lima, bogota).value))
  }

  @Test("V32: 100 m is inside the fence, 2 km outside, the accuracy widens it, a mocked position is suspect")
  func verdicts() {
    func verdict(_ distance: Int?, _ accuracy: Int?, mock: Bool = false) -> GeoVerdict {
      Place.verdict(distance: distance.map { Metres($0) }, accuracy: accuracy.map { Metres($0) }, mock: mock, policy)
    }
    #expect(verdict(100, nil) == .insideFence)
    #expect(verdict(150, 0) == .insideFence)
    #expect(verdict(151, 0) == .outOfFence)
    #expect(verdict(170, 20) == .insideFence)
    #expect(verdict(2_000, 30) == .outOfFence)
    #expect(verdict(0, 5, mock: true) == .suspect)
    #expect(verdict(nil, 5) == .unknown)
    #expect(verdict(2_000, 5_000) == .unknown)
  }

  @Test("V32: a posted visit carries its distance from the registered address and the verdict")
  func posted() async throws {
    try await withCapture { capture in
      let visits = [
        Records.visit(1, at: "2026-11-23T12:10:00Z", lat: -12.045475),
        Records.visit(2, at: "2026-11-23T12:20:00Z", lat: -12.028388),
        Records.visit(3, at: "2026-11-23T12:30:00Z").replacing("\"mock\":false", with: "\"mock\":true"),
        "{\"visit_id\":\"\(Records.visitID(4))\",\"debtor_id\":\"\(Samples.rosa)\",\"outcome\":\"nobody_home\","
          + "\"captured_at\":\"2026-11-23T12:40:00Z\"}",
      ]
      #expect(try await capture.post(Records.batch(visits: visits)).results.allSatisfy { $0.status == .accepted })
      let events = try await capture.service.published(VisitRecorded.self)
      #expect(events.map(\.distanceMetres) == [Metres(100), Metres(2_000), Metres(0), nil])
      #expect(events.map(\.geoVerdict) == [.insideFence, .outOfFence, .suspect, .unknown])
      #expect(events.map(\.accuracyMetres) == [Metres(13), Metres(13), Metres(13), nil])
      #expect(events.last?.stopID == Samples.rosaStop)
    }
  }

  @Test("A position is published with whose it is, when it was taken and when it arrived")
  func position() async throws {
    try await withCapture { capture in
      _ = try await capture.post(Records.batch(positions: [Records.position(1)]))
      let event = try #require(try await capture.service.published(PositionReported.self).first)
      #expect(event.collectorID == Samples.ana)
      #expect(event.location == Samples.place(-12.05, -77.04))
      #expect(event.capturedAt == Samples.instant("2026-11-23T12:31:00Z"))
      #expect(event.receivedAt == capture.service.clock.now)
    }
  }
}
