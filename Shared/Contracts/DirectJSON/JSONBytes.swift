import FoundationEssentials

/// JSON under construction. The caller brings the members of an object in the order of their names; `nil` members are left out.
public struct JSONBytes: Sendable {
  public private(set) var bytes: [UInt8] = []
  /// Whether a comma must come before the next member or element.
  private var needsComma = false

  public init(capacity: Int = 1_024) {
    bytes.reserveCapacity(capacity)
  }

  // MARK: - Objects and lists

  public mutating func object(_ write: (inout JSONBytes) -> Void) {
    separate()
    bytes.append(UInt8(ascii: "{"))
    needsComma = false
    write(&self)
    bytes.append(UInt8(ascii: "}"))
    needsComma = true
  }

  public mutating func list<Element: DirectJSONEncodable>(_ elements: [Element]) {
    separate()
    bytes.append(UInt8(ascii: "["))
    needsComma = false
    for element in elements { element.write(to: &self) }
    bytes.append(UInt8(ascii: "]"))
    needsComma = true
  }

  public mutating func member<Element: DirectJSONEncodable>(_ name: StaticString, _ elements: [Element]) {
    key(name)
    list(elements)
  }

  public mutating func member(_ name: StaticString, _ write: (inout JSONBytes) -> Void) {
    key(name)
    object(write)
  }

  // MARK: - Members

  public mutating func member(_ name: StaticString, _ text: String?) {
    guard let text else { return }
    key(name)
    append(text: text)
    needsComma = true
  }

  public mutating func member(_ name: StaticString, _ number: Int64?) {
    guard let number else { return }
    key(name)
    append(number)
    needsComma = true
  }

  public mutating func member(_ name: StaticString, _ number: Int?) { member(name, number.map(Int64.init)) }

  public mutating func member(_ name: StaticString, _ flag: Bool?) {
    guard let flag else { return }
    key(name)
    append(flag ? "true" : "false")
    needsComma = true
  }

  public mutating func member(_ name: StaticString, _ date: CalendarDate?) {
    guard let date else { return }
    key(name)
    bytes.append(UInt8(ascii: "\""))
    append(date)
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  public mutating func member(_ name: StaticString, _ instant: Instant) {
    key(name)
    bytes.append(UInt8(ascii: "\""))
    append(instant)
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  public mutating func member<Subject>(_ name: StaticString, _ identifier: Identifier<Subject>) {
    key(name)
    append(identifier)
    needsComma = true
  }

  public mutating func member(_ name: StaticString, _ instant: Instant?) {
    if let instant { member(name, instant) }
  }

  public mutating func member<Subject>(_ name: StaticString, _ identifier: Identifier<Subject>?) {
    if let identifier { member(name, identifier) }
  }

  public mutating func member<Subject>(_ name: StaticString, _ identifiers: [Identifier<Subject>]?) {
    guard let identifiers else { return }
    list(name, identifiers) { $0.append($1) }
  }

  public mutating func member(_ name: StaticString, _ texts: [String]) {
    list(name, texts) { $0.append(text: $1) }
  }

  /// In the shortest form that reads as the same number. It must be finite.
  public mutating func member(_ name: StaticString, _ number: Double?) {
    guard let number else { return }
    key(name)
    let text = number.description
    append(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    needsComma = true
  }

  public mutating func member<Subject>(_ name: StaticString, _ code: Code<Subject>?) { member(name, code?.rawValue) }

  /// Texts by name, in the order of their names.
  public mutating func member(_ name: StaticString, _ texts: [String: String]) {
    member(name) { json in
      for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
        json.separate()
        json.append(text: name)
        json.bytes.append(UInt8(ascii: ":"))
        json.append(text: text)
        json.needsComma = true
      }
    }
  }

  /// Millionths of a degree as degrees, in the shortest form.
  public mutating func member(_ name: StaticString, degreesE6 value: Int32) {
    key(name)
    needsComma = true
    let magnitude = Int64(value.magnitude)
    guard magnitude == 0 || magnitude >= 100 else { return append("\(Double(value) / 1e6)") }
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    append(magnitude / 1_000_000)
    var fraction = magnitude % 1_000_000
    guard fraction != 0 else { return }
    bytes.append(UInt8(ascii: "."))
    var digits = 6
    while fraction % 10 == 0 {
      fraction /= 10
      digits -= 1
    }
    append(fraction, digits: digits)
  }

  // MARK: - Bytes

  private mutating func list<Element>(
    _ name: StaticString, _ elements: [Element], _ write: (inout JSONBytes, Element) -> Void
  ) {
    key(name)
    bytes.append(UInt8(ascii: "["))
    for element in elements {
      separate()
      write(&self, element)
      needsComma = true
    }
    bytes.append(UInt8(ascii: "]"))
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }

  private mutating func key(_ name: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func append(_ number: Int64) {
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    let start = bytes.count
    var rest = number.magnitude
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }

  private mutating func append(_ number: Int64, digits: Int) {
    let start = bytes.count
    var rest = number
    for _ in 0..<digits {
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    }
    bytes[start...].reverse()
  }

  private mutating func append(_ date: CalendarDate) {
    let (year, month, day) = date.components
    append(Int64(year), digits: 4)
    bytes.append(UInt8(ascii: "-"))
    append(Int64(month), digits: 2)
    bytes.append(UInt8(ascii: "-"))
    append(Int64(day), digits: 2)
  }

  private mutating func append(_ instant: Instant) {
    let date = instant.dateInUTC
    let rest = instant.milliseconds - Int64(date.daysSince1970) * 86_400_000
    append(date)
    bytes.append(UInt8(ascii: "T"))
    append(rest / 3_600_000, digits: 2)
    bytes.append(UInt8(ascii: ":"))
    append(rest / 60_000 % 60, digits: 2)
    bytes.append(UInt8(ascii: ":"))
    append(rest / 1_000 % 60, digits: 2)
    bytes.append(UInt8(ascii: "."))
    append(rest % 1_000, digits: 3)
    bytes.append(UInt8(ascii: "Z"))
  }

  private mutating func append<Subject>(_ identifier: Identifier<Subject>) {
    bytes.append(UInt8(ascii: "\""))
    UUIDText.append(identifier.rawValue, to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func append(text: String) {
    bytes.append(UInt8(ascii: "\""))
    let start = bytes.count
    bytes.append(contentsOf: text.utf8)
    if bytes[start...].contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) {
      bytes.removeSubrange(start...)
      for byte in text.utf8 { append(escaping: byte) }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func append(escaping byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): append("\\\"")
    case UInt8(ascii: "\\"): append("\\\\")
    case 0x08: append("\\b")
    case 0x0C: append("\\f")
    case 0x0A: append("\\n")
    case 0x0D: append("\\r")
    case 0x09: append("\\t")
    case 0..<0x20:
      append("\\u00")
      bytes.append(UUIDText.hexadecimal(byte >> 4))
      bytes.append(UUIDText.hexadecimal(byte & 15))
    default: bytes.append(byte)
    }
  }
}
