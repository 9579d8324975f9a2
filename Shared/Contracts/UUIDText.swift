package import FoundationEssentials

/// A UUID as it stands on the wire: 36 lower-case characters. Foundation formats them through `printf`, which shows at thousands a second.
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
