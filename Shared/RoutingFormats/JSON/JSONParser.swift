/// Reads a JSON text (RFC 8259). Errors name the line; nesting is bounded, so that no text can exhaust the stack.
struct JSONParser {
  private static let maximumDepth = 64

  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0

  static func parse(_ bytes: [UInt8]) throws(RoutingFileError) -> JSONValue {
    var parser = JSONParser(bytes)
    let value = try parser.value()
    parser.skipBlanks()
    guard parser.position == bytes.count else { throw parser.fault("something follows the end of the JSON text") }
    return value
  }

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func fault(_ message: String) -> RoutingFileError {
    RoutingFileError(line: 1 + bytes[..<min(position, bytes.count)].count { $0 == 0x0A }, "JSON", message)
  }

  private mutating func skipBlanks() {
    while let byte, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  private mutating func value() throws(RoutingFileError) -> JSONValue {
    skipBlanks()
    switch byte {
    case UInt8(ascii: "{"): return try nested { parser throws(RoutingFileError) in try parser.object() }
    case UInt8(ascii: "["): return try nested { parser throws(RoutingFileError) in try parser.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case nil: throw fault("the text ends where a value is expected")
    default: return try number()
    }
  }

  private mutating func nested(
    _ body: (inout JSONParser) throws(RoutingFileError) -> JSONValue
  ) throws(RoutingFileError) -> JSONValue {
    depth += 1
    guard depth <= Self.maximumDepth else { throw fault("is nested more than \(Self.maximumDepth) deep") }
    position += 1
    let value = try body(&self)
    depth -= 1
    return value
  }

  private mutating func object() throws(RoutingFileError) -> JSONValue {
    var members: [JSONValue.Member] = []
    var names: Set<String> = []
    skipBlanks()
    if try accepts("}") { return .object([]) }
    while true {
      skipBlanks()
      guard byte == UInt8(ascii: "\"") else { throw fault("a name in quotes is expected") }
      let name = try string()
      guard names.insert(name).inserted else { throw fault("'\(name.prefix(40))' comes a second time in the same object") }
      skipBlanks()
      guard try accepts(":") else { throw fault("a colon is expected behind '\(name.prefix(40))'") }
      members.append(JSONValue.Member(name, try value()))
      skipBlanks()
      if try accepts("}") { return .object(members) }
      guard try accepts(",") else { throw fault("a comma or } is expected") }
    }
  }

  private mutating func array() throws(RoutingFileError) -> JSONValue {
    var values: [JSONValue] = []
    skipBlanks()
    if try accepts("]") { return .array([]) }
    while true {
      values.append(try value())
      skipBlanks()
      if try accepts("]") { return .array(values) }
      guard try accepts(",") else { throw fault("a comma or ] is expected") }
    }
  }

  private mutating func accepts(_ character: Unicode.Scalar) throws(RoutingFileError) -> Bool {
    guard let byte else { throw fault("the text ends in the middle of a value") }
    guard byte == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(RoutingFileError) -> JSONValue {
    guard bytes[position...].starts(with: word.utf8) else { throw fault("is neither true, false, null nor a number") }
    position += word.utf8.count
    return value
  }

  private mutating func number() throws(RoutingFileError) -> JSONValue {
    let start = position
    while let byte, (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte) { position += 1 }
    let digits = bytes[start..<position]
    let text = String(decoding: digits, as: UTF8.self)
    let first = digits.first == 0x2D ? digits.dropFirst().first : digits.first
    guard let first, (0x30...0x39).contains(first) else { throw fault("is neither true, false, null nor a number") }
    if let whole = Int(text) { return .integer(whole) }
    guard let value = Double(text), value.isFinite else { throw fault("'\(text.prefix(40))' is not a number") }
    return .number(value)
  }

  private mutating func string() throws(RoutingFileError) -> String {
    position += 1
    var scalars: [UInt8] = []
    while let byte {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: scalars, as: UTF8.self)
      case UInt8(ascii: "\\"): scalars += try escaped()
      case 0..<0x20: throw fault("a string has a control character")
      default: scalars.append(byte)
      }
    }
    throw fault("the text ends inside a string")
  }

  private mutating func escaped() throws(RoutingFileError) -> [UInt8] {
    guard let byte else { throw fault("the text ends inside a string") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      var units = [try unit()]
      if UTF16.isLeadSurrogate(units[0]), bytes[position...].starts(with: [0x5C, 0x75]) {
        position += 2
        units.append(try unit())
      }
      return Array(String(decoding: units, as: UTF16.self).utf8)
    default: throw fault("a string has an unknown escape")
    }
  }

  private mutating func unit() throws(RoutingFileError) -> UInt16 {
    guard position + 4 <= bytes.count, bytes[position] != 0x2B, bytes[position] != 0x2D,
      let unit = UInt16(String(decoding: bytes[position..<(position + 4)], as: UTF8.self), radix: 16)
    else { throw fault("\\u needs four hexadecimal digits") }
    position += 4
    return unit
  }
}
