import Contracts
import Foundation
import Postgres
import ServiceKit
import TestSupport

/// A photograph as a device would send it, whole as far as its headers go.
struct PhotoSample {
  let number: Int
  let bytes: [UInt8]

  /// - Parameter size: in bytes.
  init(_ number: Int, size: Int = 3_000) {
    self.number = number
    // 600 by 800 pixels.
    let frame: [UInt8] = [0xFF, 0xC0, 0, 11, 8, 0x02, 0x58, 0x03, 0x20, 1, 1, 0x11, 0]
    bytes = [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0] + frame + [UInt8](repeating: UInt8(number & 127), count: size - 23) + [0xFF, 0xD9]
  }

  var path: String { "photos/00000000-00dd-4000-8000-" + String(repeating: "0", count: 12 - "\(number)".count) + "\(number)" }

  func declaration(of visitID: String, at capturedAt: String) throws -> String {
    let hash = try Digest.sha256(bytes).map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }.joined()
    return """
      {"visit_id":"\(visitID)","sha256":"\(hash)","size_bytes":\(bytes.count),"content_type":"image/jpeg",
       "captured_at":"\(capturedAt)","lat":-12.0463,"lon":-77.0427}
      """
  }
}

extension CaptureStage {
  private var owner: String { "?collector_id=\(scene.collector)" }

  func declare(_ photo: PhotoSample, visit: Int = 0) async throws -> OutboundResponse? {
    let text = try photo.declaration(of: scene.visitID(visit), at: "\(LedgerStage.clock.now)")
    return try await send("PUT", photo.path + owner, body: Array(text.utf8))
  }

  func upload(_ bytes: some Sequence<UInt8>, of photo: PhotoSample, at offset: Int) async throws -> OutboundResponse? {
    try await send(
      "PATCH", photo.path + owner, headers: [("Upload-Offset", "\(offset)")], body: Array(bytes), type: "application/offset+octet-stream")
  }

  /// How many bytes of it the service says it has.
  func received(_ photo: PhotoSample) async throws -> Int? {
    guard let answer = try await send("GET", photo.path + "/upload" + owner), answer.status == 200 else { return nil }
    return try EventCoding.decode(JSONValue.self, from: answer.body)["offset"].flatMap { offset in
      if case .integer(let value) = offset { Int(value) } else { nil }
    }
  }

  /// How long its file is, whatever the service says; `nil` when there is none.
  func bytesOnDisk(of photo: PhotoSample) throws -> Int? {
    let name = photo.path.split(separator: "/")[1]
    let path = "\(directory)/visit-capture/photos/\(name.suffix(2))/\(name)"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    return try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
  }

  /// The photographs that a visit is seen to have.
  func seen() async throws -> Int64 { try await count("select count(*) as n from photos where stored_at is not null") }

  /// The head of a request that sends a photograph's bytes, for a client that does not keep to it.
  func head(of photo: PhotoSample) -> String {
    """
    PATCH /api/visit-capture/v1/\(photo.path)\(owner) HTTP/1.1\r
    Host: 127.0.0.1\r
    Authorization: \(authorization)\r
    Content-Type: application/offset+octet-stream\r
    Upload-Offset: 0\r
    Content-Length: \(photo.bytes.count)\r
    \r

    """
  }
}
