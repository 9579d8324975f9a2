/// What the bytes of a photograph say about it. Reads headers only and decodes no picture.
package struct ImageFacts: Equatable, Sendable {
  package static let contentTypes = ["image/jpeg", "image/png"]
  /// Below this nothing can be recognised; above it no telephone's camera goes.
  package static let sides = 64...20_000
  package static let mostPixels = 64_000_000

  package let contentType: String
  package let width: Int
  package let height: Int

  package init(contentType: String, width: Int, height: Int) {
    self.contentType = contentType
    self.width = width
    self.height = height
  }

  /// `nil` for what is not a whole JPEG or PNG file.
  package init?(_ bytes: [UInt8]) {
    if let size = Self.jpegSize(bytes) {
      self.init(contentType: "image/jpeg", width: size.width, height: size.height)
    } else if let size = Self.pngSize(bytes) {
      self.init(contentType: "image/png", width: size.width, height: size.height)
    } else {
      return nil
    }
  }

  package var isReasonable: Bool {
    Self.sides.contains(width) && Self.sides.contains(height) && width * height <= Self.mostPixels
  }

  /// ITU T.81, annex B: segments until the first frame header; the file ends with the marker for that.
  private static func jpegSize(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
    guard bytes.count > 10, bytes[0] == 0xFF, bytes[1] == 0xD8, bytes.suffix(64).reversed().contains(0xD9) else { return nil }
    var index = 2
    while index + 9 < bytes.count, bytes[index] == 0xFF {
      let marker = bytes[index + 1]
      let length = Int(bytes[index + 2]) << 8 | Int(bytes[index + 3])
      // Tables for Huffman and arithmetic coding share the range of the frame headers.
      if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
        return (Int(bytes[index + 7]) << 8 | Int(bytes[index + 8]), Int(bytes[index + 5]) << 8 | Int(bytes[index + 6]))
      }
      guard length >= 2, marker != 0xDA else { return nil }
      index += 2 + length
    }
    return nil
  }

  /// W3C PNG, sections 5.2 and 11.2.2: signature, then IHDR; IEND last.
  private static func pngSize(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
    let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    guard bytes.count >= 45, bytes.starts(with: signature), Array(bytes[12..<16]) == Array("IHDR".utf8),
      Array(bytes[(bytes.count - 8)..<(bytes.count - 4)]) == Array("IEND".utf8)
    else { return nil }
    func number(at index: Int) -> Int { bytes[index..<index + 4].reduce(0) { $0 << 8 | Int($1) } }
    return (number(at: 16), number(at: 20))
  }
}
