package import FoundationEssentials

/// A UUID as it stands on the wire: 36 lower-case characters. Foundation formats and reads them through `printf` and `scanf`, which
/// shows at thousands a second.
package enum UUIDText {
  package static let length = 36

  package static func append(_ uuid: UUID, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: uuid.uuid) { octets in
      for (index, octet) in octets.enumerated() {
        if index == 4 || index == 6 || index == 8 || index == 10 { bytes.append(UInt8(ascii: "-")) }
        bytes.append(hexadecimal(octet >> 4))
        bytes.append(hexadecimal(octet & 15))
      }
    }
  }

  package static func text(of uuid: UUID) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(length)
    append(uuid, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `nil` unless it is the text of a UUID, in letters of either case.
  package static func uuid(of text: String) -> UUID? {
    var octets: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    var text = text
    let isRead = text.withUTF8 { characters in
      withUnsafeMutableBytes(of: &octets) { octets in
        guard characters.count == length else { return false }
        var place = 0
        for index in octets.indices {
          if index == 4 || index == 6 || index == 8 || index == 10 {
            guard characters[place] == UInt8(ascii: "-") else { return false }
            place += 1
          }
          guard let high = digit(characters[place]), let low = digit(characters[place + 1]) else { return false }
          octets[index] = high << 4 | low
          place += 2
        }
        return true
      }
    }
    return isRead ? UUID(uuid: octets) : nil
  }

  private static func digit(_ character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// The order of the texts, without making them.
  package static func precedes(_ first: UUID, _ second: UUID) -> Bool {
    withUnsafeBytes(of: first.uuid) { first in
      withUnsafeBytes(of: second.uuid) { second in
        let (high, other) = (word(first, 0), word(second, 0))
        return high == other ? word(first, 8) < word(second, 8) : high < other
      }
    }
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  static func hexadecimal(_ digit: UInt8) -> UInt8 {
    digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
  }
}
