import Contracts
import Foundation
import HTTPTypes
import Hummingbird
import Messaging
import ServiceKit
import TestSupport
import Testing
import VisitCapture

@Suite("Photographs")
struct PhotoTests {
  private static let photo: PhotoID = Samples.id(1, "00dd")

  /// Whole as far as its headers go: a frame of the size, then filling, then the end.
  private static func jpeg(width: Int = 800, height: Int = 600, bytes: Int = 3_000, filling: UInt8 = 7) -> [UInt8] {
    let frame: [UInt8] = [
      0xFF, 0xC0, 0, 11, 8, UInt8(height >> 8), UInt8(height & 255), UInt8(width >> 8), UInt8(width & 255), 1, 1, 0x11, 0,
    ]
    return [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0] + frame + [UInt8](repeating: filling, count: bytes - 23) + [0xFF, 0xD9]
  }

  private static func declaration(_ bytes: [UInt8], type: String = "image/jpeg", visit: Int = 1) throws -> String {
    let hash = try Digest.sha256(bytes).map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }.joined()
    return """
      {"visit_id":"\(Records.visitID(visit))","sha256":"\(hash)","size_bytes":\(bytes.count),"content_type":"\(type)",
       "captured_at":"2026-11-23T12:31:00Z","lat":-12.0463,"lon":-77.0427}
      """
  }

  private struct Client {
    let capture: Capture
    let send: (String, HTTPRequest.Method, HTTPFields, [UInt8]) async throws -> (status: Int, body: JSONValue?)

    func put(_ body: String, as viewer: Viewer = Capture.ana) async throws -> (status: Int, body: JSONValue?) {
      try await send("photos/\(PhotoTests.photo)", .put, try await headers(viewer, "application/json"), Array(body.utf8))
    }

    func patch(_ bytes: some Sequence<UInt8>, at offset: Int) async throws -> (status: Int, body: JSONValue?) {
      var headers = try await headers(Capture.ana, "application/offset+octet-stream")
      headers[try #require(HTTPField.Name("Upload-Offset"))] = String(offset)
      return try await send("photos/\(PhotoTests.photo)", .patch, headers, Array(bytes))
    }

    func get(_ path: String, as viewer: Viewer) async throws -> (status: Int, body: JSONValue?) {
      try await send(path, .get, try await headers(viewer, nil), [])
    }

    private func headers(_ viewer: Viewer, _ contentType: String?) async throws -> HTTPFields {
      var headers: HTTPFields = [.authorization: try await capture.service.tokens.authorization(viewer)]
      if let contentType { headers[.contentType] = contentType }
      return headers
    }
  }

  private func withPhotos(_ body: @escaping (Client) async throws -> Void) async throws {
    try await withCapture { capture in
      _ = try await capture.post(Records.batch(visits: [Records.visit(1)]))
      try await capture.service.application().serving { client in
        try await body(
          Client(capture: capture) { path, method, headers, bytes in
            let response = try await client.execute(
              uri: "/api/visit-capture/v1/\(path)", method: method, headers: headers, body: ByteBuffer(bytes: bytes))
            let isJSON = response.headers[.contentType]?.contains("json") == true
            return (
              Int(response.status.code), isJSON ? try EventCoding.decode(JSONValue.self, from: Array(response.body.readableBytesView)) : nil
            )
          })
      }
    }
  }

  @Test("V18: an upload that nobody goes on with is removed with its bytes after its time; one that goes on or is whole stays")
  func abandoned() async throws {
    try await withPhotos { client in
      let capture = client.capture
      let sweeper = capture.service.service.sweeper
      let bytes = Self.jpeg()
      let files = capture.service.ground.dataDirectory + "/photos"
      func count() throws -> Int {
        try FileManager.default.subpathsOfDirectory(atPath: files).count { $0.hasSuffix(Self.photo.description) }
      }
      _ = try await client.put(try Self.declaration(bytes))
      _ = try await client.patch(bytes[..<1_000], at: 0)
      capture.service.clock.advance(by: 13 * 86_400)
      #expect(try await sweeper.runOnce() == 0)
      _ = try await client.patch(bytes[1_000..<2_000], at: 1_000)
      capture.service.clock.advance(by: 13 * 86_400)
      #expect(try await sweeper.runOnce() == 0)
      #expect(try count() == 1)
      capture.service.clock.advance(by: 2 * 86_400)
      #expect(try await sweeper.runOnce() == 1)
      #expect(try count() == 0)
      #expect(try await capture.count("photos") == 0)
      #expect(try await client.patch(bytes[2_000...], at: 2_000).status == 404)

      capture.service.clock.advance(by: -28 * 86_400)
      #expect(try await client.put(try Self.declaration(bytes)).status == 201)
      #expect(try await client.patch(bytes, at: 0).body?["stored_at"]?.string != nil)
      capture.service.clock.advance(by: 60 * 86_400)
      #expect(try await sweeper.runOnce() == 0)
      #expect(try count() == 1)
    }
  }

  @Test("V18: a photograph is sent in pieces, resumed from where it stopped, and seen by those in scope once it is whole")
  func resumed() async throws {
    try await withPhotos { client in
      let bytes = Self.jpeg()
      #expect(try await client.put(try Self.declaration(bytes)).status == 201)
      #expect(try await client.put(try Self.declaration(bytes)).status == 200)
      #expect(try await client.patch(bytes[..<1_000], at: 0).body?["offset"] == .integer(1_000))
      #expect(try await client.get("photos/\(Self.photo)", as: Capture.ana).status == 404)
      // A piece that arrived although its answer was lost, and one that leaves a hole.
      #expect(try await client.patch(bytes[..<1_000], at: 0).status == 409)
      #expect(try await client.patch(bytes[2_000...], at: 2_000).status == 409)
      let progress = try await client.get("photos/\(Self.photo)/upload", as: Capture.ana)
      #expect(progress.body?["offset"] == .integer(1_000))
      let whole = try await client.patch(bytes[1_000...], at: 1_000)
      #expect(whole.body?["width"] == .integer(800))
      #expect(whole.body?["stored_at"]?.string != nil)
      #expect(try await client.patch(bytes[1_000...], at: 1_000).status == 200)
      for (viewer, status) in [
        (Capture.ana, 200), (Capture.supervisor, 200), (Capture.bruno, 404), (Capture.otherSupervisor, 404), (Capture.gateway, 403),
      ] {
        #expect(try await client.get("photos/\(Self.photo)", as: viewer).status == status)
      }
      let list = try await client.get("visits/\(Records.visitID(1))/photos", as: Capture.supervisor)
      #expect(list.body?["items"]?.array?.count == 1)
    }
  }

  @Test("V18, F16: bytes of another hash, of another type or too few pixels are refused, and nothing of them is seen")
  func refused() async throws {
    try await withPhotos { client in
      let bytes = Self.jpeg()
      _ = try await client.put(try Self.declaration(bytes))
      let wrong = try await client.patch(Self.jpeg(filling: 8), at: 0)
      #expect(wrong.status == 422)
      #expect(wrong.body?["errors"]?.array?.first?["code"]?.string == "hash_mismatch")
      #expect(try await client.get("photos/\(Self.photo)", as: Capture.ana).status == 404)
      // From the beginning, with the right bytes.
      #expect(try await client.patch(bytes, at: 0).body?["stored_at"]?.string != nil)
      let taken = try await client.put(try Self.declaration(Self.jpeg(filling: 9)))
      #expect(taken.status == 409)
    }
    for (bytes, type, code) in [
      (Self.jpeg(), "image/png", "not_an_image"), (Array("no image at all".utf8), "image/jpeg", "not_an_image"),
      (Self.jpeg(width: 40), "image/jpeg", "pixels_out_of_range"),
    ] {
      try await withPhotos { client in
        _ = try await client.put(try Self.declaration(bytes, type: type))
        let answer = try await client.patch(bytes, at: 0)
        #expect(answer.body?["errors"]?.array?.first?["code"]?.string == code)
      }
    }
  }

  @Test("V18: a photograph belongs to a visit of one's own, and its declaration is checked field by field")
  func declared() async throws {
    try await withPhotos { client in
      let bytes = Self.jpeg()
      let good = try Self.declaration(bytes)
      func field(_ body: String, as viewer: Viewer = Capture.ana) async throws -> String? {
        try await client.put(body, as: viewer).body?["errors"]?.array?.first?["field"]?.string
      }
      #expect(try await field(good, as: Capture.bruno) == "visit_id")
      #expect(try await field(try Self.declaration(bytes, visit: 2)) == "visit_id")
      #expect(try await field(try Self.declaration(bytes, type: "image/gif")) == "content_type")
      #expect(try await field(good.replacing("\"size_bytes\":3000", with: "\"size_bytes\":999999999")) == "size_bytes")
      #expect(try await field(good.replacing("\"sha256\":\"", with: "\"sha256\":\"Z")) == "sha256")
      #expect(try await field(good.replacing("2026-11-23", with: "2027-01-25")) == "captured_at")
      #expect(try await client.patch(bytes, at: 0).status == 404)
    }
  }

  @Test("V18: sizes are read from the headers of JPEG and PNG files, and what is cut short is no image")
  func sizes() {
    #expect(ImageFacts(Self.jpeg()) == ImageFacts(contentType: "image/jpeg", width: 800, height: 600))
    #expect(ImageFacts(Array(Self.jpeg().prefix(20))) == nil)
    let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    let header: [UInt8] = [0, 0, 0, 13] + Array("IHDR".utf8) + [0, 0, 4, 0, 0, 0, 3, 0, 8, 2, 0, 0, 0, 1, 2, 3, 4]
    let png = signature + header + [0, 0, 0, 0] + Array("IEND".utf8) + [0xAE, 0x42, 0x60, 0x82]
    #expect(ImageFacts(png) == ImageFacts(contentType: "image/png", width: 1_024, height: 768))
    #expect(ImageFacts(Array(png.dropLast(12))) == nil)
    #expect(ImageFacts([]) == nil)
  }
}
