/// Comma-separated values as RFC 4180 writes them.
public enum CSVText {
  /// A record without its end. Fields are quoted where they must be.
  public static func record(_ fields: [String]) -> String {
    var bytes: [UInt8] = []
    append(fields, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// As ``record(_:)``, behind what is there.
  public static func append(_ fields: [String], to bytes: inout [UInt8]) {
    for (place, field) in fields.enumerated() {
      if place > 0 { bytes.append(comma) }
      append(field, to: &bytes)
    }
  }

  private static func append(_ field: String, to bytes: inout [UInt8]) {
    guard field.utf8.contains(where: { $0 == mark || $0 == comma || $0 == 0x0A || $0 == 0x0D }) else {
      bytes += field.utf8
      return
    }
    bytes.append(mark)
    for byte in field.utf8 {
      if byte == mark { bytes.append(mark) }
      bytes.append(byte)
    }
    bytes.append(mark)
  }

  private static let mark = UInt8(ascii: "\"")
  private static let comma = UInt8(ascii: ",")
}
