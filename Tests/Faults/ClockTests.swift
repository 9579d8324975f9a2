import Contracts
import Foundation
import Messaging
import Postgres
import ServiceKit
import TestSupport
import Testing

@Suite("F14: clocks that are wrong", .serialized)
struct ClockTests {
  private let day: Int64 = 86_400_000

  @Test(
    "F14: a visit of a device a day behind is taken and flagged as late; one a day ahead is refused by name, and taken once it is right")
  func skewedDevices() async throws {
    try await withTemporaryDatabase("F14-http") { database in
      try await withCaptureStage("F14-http", CaptureWay(postgresURL: database.url)) { stage in
        try await stage.start()
        try await stage.learn()
        let now = LedgerStage.clock.now
        let behind = Instant(milliseconds: now.milliseconds - day - 60_000)
        let ahead = Instant(milliseconds: now.milliseconds + day)
        let late = try #require(try await stage.post(0, at: behind))
        #expect(late.status == 201)
        #expect(try await stage.count("select count(*) as n from visits where event->>'late' = 'true'") == 1)
        let early = try #require(try await stage.post(1, at: ahead))
        #expect(early.status == 422)
        #expect(String(decoding: early.body, as: UTF8.self).contains("captured_in_future"))
        #expect(try await stage.post(1, at: now)?.status == 201)
        // The first again, whatever the time: it is known by its id.
        #expect(try await stage.post(0, at: behind)?.status == 200)
        try await stage.expectOnce(0..<2)
      }
    }
  }
}
