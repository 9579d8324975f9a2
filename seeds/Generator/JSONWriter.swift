import Contracts

/// Writes compact JSON straight into bytes. Names are literals that need no escape.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  private let dates: DateTexts
  private var needsComma = false

  init(dates: DateTexts) {
    self.dates = dates
    bytes.reserveCapacity(2_048)
  }

  mutating func object(_ name: StaticString? = nil, _ members: (inout JSONWriter) -> Void) {
    nest(name, open: UInt8(ascii: "{"), close: UInt8(ascii: "}"), members)
  }

  mutating func array(_ name: StaticString, _ elements: (inout JSONWriter) -> Void) {
    nest(name, open: UInt8(ascii: "["), close: UInt8(ascii: "]"), elements)
  }

  mutating func text(_ name: StaticString, _ value: String) {
    begin(name)
    quote(value)
  }

  mutating func integer(_ name: StaticString, _ value: Int64) {
    begin(name)
    raw(String(value))
  }

  mutating func flag(_ name: String, _ value: Bool) {
    comma()
    quote(name)
    raw(value ? ":true" : ":false")
  }

  mutating func flag(_ name: StaticString, _ value: Bool) {
    begin(name)
    raw(value ? "true" : "false")
  }

  /// A date, `day` days after the business date.
  mutating func day(_ name: StaticString, _ day: Int) {
    begin(name)
    quote(dates[day])
  }

  /// A fixed date.
  mutating func date(_ name: StaticString, _ value: CalendarDate) {
    begin(name)
    quote(value.description)
  }

  /// RFC 3339 in UTC, `day` days after the business date.
  mutating func instant(_ name: StaticString, day: Int, second: Int) {
    begin(name)
    quote(instant(day: day, second: second))
  }

  /// Millionths of a degree as an exact decimal.
  mutating func degrees(_ name: StaticString, _ microdegrees: Int32) {
    begin(name)
    let magnitude = Int(microdegrees.magnitude)
    if microdegrees < 0 { raw("-") }
    raw(String(magnitude / 1_000_000))
    raw(".")
    raw(padded(magnitude % 1_000_000, digits: 6))
  }

  func instant(day: Int, second: Int) -> String {
    var text = dates[day]
    for (mark, number) in [("T", second / 3_600), (":", second / 60 % 60), (":", second % 60)] {
      text.append(mark)
      if number < 10 { text.append("0") }
      text.append(String(number))
    }
    return text + ".000Z"
  }

  private mutating func nest(_ name: StaticString?, open: UInt8, close: UInt8, _ inside: (inout JSONWriter) -> Void) {
    if let name { begin(name) } else { comma() }
    bytes.append(open)
    needsComma = false
    inside(&self)
    bytes.append(close)
    needsComma = true
  }

  private mutating func begin(_ name: StaticString) {
    comma()
    bytes.append(UInt8(ascii: "\""))
    name.withUTF8Buffer { bytes.append(contentsOf: $0) }
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
  }

  private mutating func comma() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  private mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func quote(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0..<32:
        raw("\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))")
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
