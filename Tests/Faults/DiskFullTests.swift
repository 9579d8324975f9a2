import Foundation
import Postgres
import ServiceKit
import TestSupport
import Testing

@Suite("F13: disks without room", .serialized, .enabled(if: SmallDisk.isAllowed, "a small disk is mounted, which this user may not do"))
struct DiskFullTests {
  private func withDisk(kilobytes: Int, _ body: (SmallDisk) async throws -> Void) async throws {
    let disk = try SmallDisk(kilobytes: kilobytes)
    do {
      try await body(disk)
    } catch {
      try disk.remove()
      throw error
    }
    try disk.remove()
  }

  private func expectRefused(_ answer: OutboundResponse, _ status: Int, _ location: SourceLocation = #_sourceLocation) {
    #expect(answer.status == status, sourceLocation: location)
    #expect(answer.headers.contains { $0.name.lowercased() == "retry-after" && Int($0.value) ?? 0 > 0 }, sourceLocation: location)
  }

  @Test("F13: without room for photographs a piece is refused with 507 before it counts; visits go on; with room it is taken")
  func photographs() async throws {
    try await withDisk(kilobytes: 512) { disk in
      try await withTemporaryDatabase("F13-photos") { database in
        var way = try CaptureWay(postgresURL: database.url)
        way.dataDirectory = disk.path + "/data"
        try await withCaptureStage("F13-photos", way) { stage in
          try await stage.start()
          try await stage.learn()
          #expect(try await stage.deliver(0).status == 201)
          let first = PhotoSample(1, size: 60_000)
          #expect(try await stage.declare(first)?.status == 201)
          #expect(try await stage.upload(first.bytes, of: first, at: 0)?.status == 200)
          // Room for half of the next one, and for none at all.
          for (number, room) in [(2, 32), (3, 0)] {
            try disk.fill(leaving: room)
            let photo = PhotoSample(number, size: 60_000)
            #expect(try await stage.declare(photo)?.status == 201)
            for _ in 0..<2 {
              expectRefused(try #require(try await stage.upload(photo.bytes, of: photo, at: 0)), 507)
              #expect(try await stage.received(photo) == 0)
            }
            #expect(try await stage.seen() == Int64(number - 1))
            #expect(try await stage.deliver(number).status == 201)
            #expect(try await stage.status("/healthz") == 200)
            try disk.clear()
            #expect(try await stage.upload(photo.bytes, of: photo, at: 0)?.status == 200)
            #expect(try await stage.seen() == Int64(number))
          }
          try await stage.crew.expectAlive()
        }
      }
    }
  }

  @Test(
    "F13: without room for rows, or for the database at all, visits are refused with 503 and kept in no part; every acknowledged one is there; then all goes on"
  )
  func visits() async throws {
    try await withDisk(kilobytes: 200 << 10) { disk in
      let server = try await TemporaryPostgres.start(
        dataDirectory: disk.path + "/data", settings: ["min_wal_size": "32MB", "max_wal_size": "32MB"])
      let database = try await server.createDatabase("F13-visits")
      try await withCaptureStage("F13-visits", CaptureWay(postgresURL: database.url)) { stage in
        try await stage.start()
        try await stage.learn()
        #expect(try await stage.deliver(0).status == 201)
        try disk.fill()
        var taken = 1
        // Pages that are there already have room for some.
        while taken < 500, let answer = try await stage.post(taken), answer.status == 201 { taken += 1 }
        #expect(taken < 500)
        for _ in 0..<3 { expectRefused(try #require(try await stage.post(taken)), 503) }
        #expect(try await stage.count("select count(*) as n from visits") == Int64(taken))
        #expect(try await stage.status("/healthz") == 200)
        try disk.clear()
        for number in taken..<taken + 5 { #expect(try await stage.deliver(number).status == 201) }
        try await stage.expectOnce(0..<taken + 5)

        // A server without room for its log of changes ends.
        try disk.fill()
        let pool = database.makePool(size: 1)
        try await eventually("the server has ended") {
          if server.server.isRunning { try await pool.execute("select pg_logical_emit_message(true, 'filler', repeat('x', 1000000))") }
          return !server.server.isRunning
        }
        await pool.close()
        for _ in 0..<3 { expectRefused(try #require(try await stage.post(taken + 5)), 503) }
        #expect(try await stage.status("/readyz") == 503)
        #expect(try await stage.status("/healthz") == 200)
        try disk.clear()
        try await server.start()
        for number in taken + 5..<taken + 10 { #expect(try await stage.deliver(number).status == 201) }
        try await stage.expectOnce(0..<taken + 10)
        try await stage.crew.expectAlive()
      }
      try await server.remove()
    }
  }
}
