import Contracts
import Foundation
import Postgres
import ServiceKit
import TestSupport
import Testing

@Suite("F16: photographs that arrive in part", .serialized)
struct UploadFaultTests {
  /// With a visit that photographs can belong to, and the process that took it.
  private func withVisit(_ id: String, _ body: (CaptureStage, Probe) async throws -> Void) async throws {
    try await withTemporaryDatabase(id) { database in
      try await withCaptureStage(id, CaptureWay(postgresURL: database.url)) { stage in
        let probe = try await stage.start()
        try await stage.learn()
        #expect(try await stage.deliver(0).status == 201)
        try await body(stage, probe)
      }
    }
  }

  @Test(
    "F16: an upload that ends in the middle, by FIN or RST, drip by drip or with other bytes, is not seen, and goes on from where it was")
  func cutUploads() async throws {
    try await withVisit("F16") { stage, _ in
      let photo = PhotoSample(1)
      #expect(try await stage.declare(photo)?.status == 201)
      for abruptly in [false, true] {
        let client = try RawClient(port: stage.port)
        try client.send(stage.head(of: photo).utf8)
        try client.send(photo.bytes.prefix(1_000))
        try client.close(abruptly: abruptly)
        // Another request is answered after it; nothing of the half was kept.
        #expect(try await stage.received(photo) == 0)
        #expect(try await stage.seen() == 0)
      }
      let slow = try RawClient(port: stage.port)
      try slow.send(stage.head(of: photo).utf8)
      for byte in photo.bytes.prefix(20) {
        try slow.send([byte])
        #expect(try await stage.status("/healthz") == 200)
      }
      #expect(try await stage.received(photo) == 0)
      try slow.close(abruptly: true)
      var wrong = photo.bytes
      wrong[500] ^= 1
      #expect(try await stage.upload(wrong, of: photo, at: 0)?.status == 422)
      #expect(try await stage.received(photo) == 0)
      #expect(try await stage.seen() == 0)
      #expect(try await stage.upload(photo.bytes.prefix(1_000), of: photo, at: 0)?.status == 200)
      #expect(try await stage.upload(photo.bytes, of: photo, at: 0)?.status == 409)
      #expect(try await stage.upload(photo.bytes.dropFirst(1_000), of: photo, at: 1_000)?.status == 200)
      #expect(try await stage.seen() == 1)
      try await stage.crew.expectAlive()
    }
  }

  @Test("F16: killed between a photograph's bytes and its row, the service knows of none of them, and takes them when they are sent again")
  func killedBeforeRow() async throws {
    try await withVisit("F16-row") { stage, first in
      let photo = PhotoSample(1)
      #expect(try await stage.declare(photo)?.status == 201)
      #expect(try await stage.upload(photo.bytes.prefix(1_000), of: photo, at: 0)?.status == 200)
      try await stage.pool.withTransaction { other in
        // The row may be looked at and held, and not be written.
        try await other.execute("lock table photos in share mode")
        async let answer = stage.upload(photo.bytes.dropFirst(1_000), of: photo, at: 1_000)
        try await stage.wait("the row waits for its turn") {
          try await stage.count(
            "select count(*) as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") == 1
        }
        #expect(try stage.bytesOnDisk(of: photo) == photo.bytes.count)
        await first.kill()
        #expect(try await answer == nil)
      }
      try await stage.start()
      #expect(try await stage.seen() == 0)
      #expect(try await stage.received(photo) == 1_000)
      #expect(try await stage.upload(photo.bytes.dropFirst(1_000), of: photo, at: 1_000)?.status == 200)
      #expect(try await stage.seen() == 1)
      #expect(try stage.bytesOnDisk(of: photo) == photo.bytes.count)
    }
  }

  @Test("F16: killed after COMMIT and before the reply, in declaring or in any piece, the service has at least what it has acknowledged")
  func killedBeforeReply() async throws {
    try await withVisit("F16-reply") { stage, first in
      await first.kill()
      var photos = 0
      // Three in a row hit declaring a photograph, its first half and its second, whatever the service did at its start.
      for reach in 6...8 {
        let doomed = try await stage.start(failPoint: "after-work:\(reach)")
        var acknowledged = 0
        var photo = PhotoSample(photos)
        var isAnswered = true
        while isAnswered {
          photos += 1
          photo = PhotoSample(photos)
          acknowledged = 0
          isAnswered = try await stage.declare(photo) != nil
          for end in [1_500, photo.bytes.count] where isAnswered {
            isAnswered = try await stage.upload(photo.bytes[acknowledged..<end], of: photo, at: acknowledged) != nil
            if isAnswered { acknowledged = end }
          }
        }
        #expect(await doomed.waitForEnd() == 128 + SIGKILL)
        let again = try await stage.start()
        #expect(try await stage.declare(photo)?.status == 200)
        let offset = try #require(try await stage.received(photo))
        #expect(offset >= acknowledged)
        if offset < photo.bytes.count {
          #expect(try await stage.upload(photo.bytes[offset...], of: photo, at: offset)?.status == 200)
        }
        #expect(try await stage.seen() == Int64(photos))
        await again.kill()
      }
    }
  }
}
