import Contracts
import Foundation
import ServiceKit
import TestSupport
import Testing

@Suite("F16: photographs that arrive in part", .serialized)
struct UploadFaultTests {
  /// With a visit that photographs can belong to.
  private func withVisit(_ id: String, _ body: (CaptureStage) async throws -> Void) async throws {
    try await withTemporaryDatabase(id) { database in
      try await withCaptureStage(id, CaptureWay(postgresURL: database.url)) { stage in
        try await stage.start()
        try await stage.learn()
        #expect(try await stage.deliver(0).status == 201)
        try await body(stage)
      }
    }
  }

  @Test(
    "F16: an upload that ends in the middle, by FIN or RST, drip by drip or with other bytes, is not seen, and goes on from where it was")
  func cutUploads() async throws {
    try await withVisit("F16") { stage in
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
}
