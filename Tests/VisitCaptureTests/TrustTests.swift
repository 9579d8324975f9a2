import Contracts
import Messaging
import ServiceKit
import TestSupport
import Testing
import VisitCapture

@Suite("How far a visit can be trusted")
struct TrustTests {
  private let judge = TrustJudge()
  private let start = Samples.instant("2026-11-23T13:00:00Z")

  /// A point some metres to the north of Rosa's home, some seconds after the start.
  private func point(_ seconds: Int, north metres: Double, accuracy: Int = 10, mock: Bool = false) -> TrackPoint {
    TrackPoint(
      at: start.advanced(by: Seconds(seconds)), location: Samples.place(-12.046374 + metres / 111_195, -77.042793),
      accuracy: Metres(accuracy), mock: mock)
  }

  private func reasons(_ visit: TrackPoint?, _ trail: [TrackPoint], drift: Int? = 2, verdict: GeoVerdict = .insideFence) -> [TrustReason] {
    let at = visit?.at ?? start
    return judge.reasons(
      visit, verdict: verdict, capturedAt: at, receivedAt: at.advanced(by: Seconds(30)), drift: drift.map { Seconds($0) }, trail: trail)
  }

  @Test("X04: an honest day, walking, driving and with the jitter of a receiver, has nothing against it")
  func honest() {
    // A minute apart: on foot, then by car at 60 km/h, then standing with an uncertain position.
    let walk = (0..<20).map { point($0 * 60, north: Double($0) * 80) }
    let drive = (20..<30).map { point($0 * 60, north: 1_600 + Double($0 - 20) * 1_000) }
    let stand = (30..<60).map { point($0 * 60, north: 10_600 + Double($0 % 7) * 3, accuracy: 60) }
    let trail = walk + drive + stand
    for at in [630, 1_500, 2_400] {
      let visit = trail.last { $0.at <= start.advanced(by: Seconds(at)) }.map {
        TrackPoint(at: start.advanced(by: Seconds(at)), location: $0.location, accuracy: Metres(20))
      }
      #expect(reasons(visit, trail) == [], "at \(at) s")
    }
    #expect(TrustJudge.verdict([]) == .trusted)
  }

  @Test("X04: a forged track is flagged: a mocked position, a jump that nobody makes, a trail that was elsewhere")
  func forged() {
    let home = (0..<60).map { point($0 * 60, north: 9_000 + Double($0 % 5)) }
    let there = point(1_815, north: 0)
    #expect(reasons(there, home) == [.impossibleSpeed, .offTrail])
    #expect(TrustJudge.verdict(reasons(there, home)) == .forged)
    #expect(reasons(point(600, north: 0, mock: true), []) == [.mockLocation])
    #expect(reasons(point(600, north: 0), [point(540, north: 0, mock: true)]) == [.mockLocation])
    // Two visits a minute apart at places ten kilometres from each other.
    #expect(reasons(point(60, north: 10_000), [point(0, north: 0)]).contains(.impossibleSpeed))
  }

  @Test("X04: what may have an honest reason makes a visit doubtful")
  func doubtful() {
    #expect(reasons(nil, []) == [.noPosition])
    #expect(reasons(point(0, north: 0), [], verdict: .outOfFence) == [.outOfFence])
    #expect(reasons(point(0, north: 0), [], drift: -3_600) == [.clockDrift])
    #expect(reasons(point(0, north: 0), [], drift: nil) == [])
    #expect(reasons(point(0, north: 0), (0..<40).map { point($0 * 60, north: 0) }) == [.frozenTrail])
    #expect(TrustJudge.verdict([.outOfFence, .clockDrift]) == .doubtful)
  }

  @Test("X04: a supervisor sees the verdicts of a collector's day, also after positions that came late; other teams see none")
  func overHTTP() async throws {
    try await withCapture { capture in
      let body = Records.batch(visits: [Records.visit(1), Records.visit(2, at: "2026-11-23T12:50:00.000Z")])
        .replacing("{\"visits\"", with: "{\"sent_at\":\"2026-11-23T13:00:01.000Z\",\"visits\"")
      _ = try await capture.post(body)
      func verdicts(as viewer: Viewer) async throws -> [String?] {
        let page: JSONValue = try await capture.get("trust?date=2026-11-23&collector_id=\(Samples.ana)", as: viewer)
        return page["items"]?.array?.map { $0["verdict"]?.string } ?? []
      }
      #expect(try await verdicts(as: Capture.supervisor) == ["trusted", "trusted"])
      // At the time of the first visit the telephone was in another part of the city.
      let elsewhere = Records.position(1, at: "2026-11-23T12:30:20.000Z").replacing("-12.05", with: "-12.20")
      _ = try await capture.post(Records.batch(positions: [elsewhere]))
      #expect(try await verdicts(as: Capture.supervisor) == ["forged", "trusted"])
      #expect(try await verdicts(as: Capture.otherSupervisor) == [])
      #expect(try await capture.send("GET", "trust?date=2026-11-23&collector_id=\(Samples.ana)", as: Capture.ana).status == 403)
    }
  }
}
