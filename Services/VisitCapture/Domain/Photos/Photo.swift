package import Contracts

package enum PhotoSubject {}
/// Made on the device.
package typealias PhotoID = Identifier<PhotoSubject>

/// What a device says about a photograph before it sends it.
package struct PhotoDeclaration: Codable, Equatable, Sendable {
  package static let largestBytes: Int64 = 12 << 20

  package var visitID: VisitID
  /// 64 hexadecimal digits, lower case.
  package var sha256: String
  package var sizeBytes: Int64
  package var contentType: String
  package var capturedAt: Instant
  package var lat: Double?
  package var lon: Double?

  package init(
    visitID: VisitID, sha256: String, sizeBytes: Int64, contentType: String, capturedAt: Instant, lat: Double? = nil, lon: Double? = nil
  ) {
    self.visitID = visitID
    self.sha256 = sha256
    self.sizeBytes = sizeBytes
    self.contentType = contentType
    self.capturedAt = capturedAt
    self.lat = lat
    self.lon = lon
  }

  package func check(_ policy: CapturePolicy, at now: Instant) throws(RecordProblem) {
    guard sha256.utf8.count == 64, sha256.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else {
      throw RecordProblem("invalid", "sha256", "The SHA-256 is written as 64 hexadecimal digits in lower case.")
    }
    guard (1...Self.largestBytes).contains(sizeBytes) else {
      throw RecordProblem("out_of_range", "size_bytes", "A photograph has from 1 to \(Self.largestBytes) bytes.")
    }
    guard ImageFacts.contentTypes.contains(contentType) else {
      throw RecordProblem("unknown_content_type", "content_type", "A photograph is \(ImageFacts.contentTypes.joined(separator: " or ")).")
    }
    try policy.check(capturedAt, field: "captured_at", at: now)
    _ = try location()
  }

  package func location() throws(RecordProblem) -> Coordinate? {
    guard let lat, let lon else { return nil }
    return try Place.coordinate(lat, lon)
  }

  private enum CodingKeys: String, CodingKey {
    case visitID = "visit_id"
    case sha256
    case sizeBytes = "size_bytes"
    case contentType = "content_type"
    case capturedAt = "captured_at"
    case lat, lon
  }
}

/// A photograph and how much of it has arrived.
package struct Photo: Equatable, Sendable {
  package var photoID: PhotoID
  package var declaration: PhotoDeclaration
  package var collectorID: StaffID
  package var receivedBytes: Int64
  package var width: Int?
  package var height: Int?
  /// `nil` until all of it has arrived and was found good.
  package var storedAt: Instant?

  /// Whether all bytes are those that were declared.
  ///
  /// - Parameter sha256: of the bytes.
  package func facts(of bytes: [UInt8], sha256: String) throws(RecordProblem) -> ImageFacts {
    guard sha256 == declaration.sha256 else {
      throw RecordProblem("hash_mismatch", "sha256", "The bytes are not those that were declared: send them from the beginning.")
    }
    guard let facts = ImageFacts(bytes), facts.contentType == declaration.contentType else {
      throw RecordProblem("not_an_image", "content_type", "The bytes are not a whole image of the declared type.")
    }
    guard facts.isReasonable else {
      throw RecordProblem(
        "pixels_out_of_range", "size_bytes",
        "A side has from \(ImageFacts.sides.lowerBound) to \(ImageFacts.sides.upperBound) pixels, the whole at most \(ImageFacts.mostPixels)."
      )
    }
    return facts
  }
}
