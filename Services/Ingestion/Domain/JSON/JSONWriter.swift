/// Writes small JSON texts.
enum JSONWriter {
  /// An object of texts, its members in the order of their names.
  static func object(_ members: [String: String]) -> [UInt8] {
    var result: [UInt8] = [UInt8(ascii: "{")]
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      if result.count > 1 { result.append(UInt8(ascii: ",")) }
      append(text: name, to: &result)
      result.append(UInt8(ascii: ":"))
      append(text: value, to: &result)
    }
    result.append(UInt8(ascii: "}"))
    return result
  }

  /// A text between quotes, escaped.
  static func append(text: String, to result: inout [UInt8]) {
    result.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        result.append(UInt8(ascii: "\\"))
        result.append(byte)
      case 0..<0x20:
        result.append(contentsOf: Array("\\u00".utf8))
        result.append(hexadecimal(byte >> 4))
        result.append(hexadecimal(byte & 15))
      default: result.append(byte)
      }
    }
    result.append(UInt8(ascii: "\""))
  }

  private static func hexadecimal(_ digit: UInt8) -> UInt8 {
    digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
  }
}
