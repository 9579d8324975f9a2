/// A JSON text and where each of its values stands, found in one pass. For what services say to each other and keep in their tables.
///
/// It is stricter than JSON: names and texts have no escapes. What it does not take is not therefore wrong; ``EventCoding`` then asks Foundation.
package final class IndexedJSON: Sendable {
  enum Kind: UInt8, Sendable {
    case object, list, text, integer, real, yes, no, null
  }

  /// A value, or a member's name.
  struct Node: Sendable {
    let kind: Kind
    /// Of a text what stands between its quotes.
    let start: Int
    var end: Int
    /// The index of what follows it and all that it contains.
    var next: Int
  }

  let bytes: [UInt8]
  /// In the order of the text; the first is the whole. An object has a name before each value.
  let nodes: [Node]

  /// `nil` when it is not JSON, or JSON of the kind that is left to Foundation.
  package init?(_ bytes: [UInt8]) {
    var scanner = Scanner(bytes)
    guard scanner.value(depth: 0), scanner.isAtEnd else { return nil }
    guard scanner.isASCII || String(validating: bytes, as: UTF8.self) != nil else { return nil }
    self.bytes = bytes
    nodes = scanner.nodes
  }

  // MARK: - Values

  func text(_ node: Int) -> String? {
    nodes[node].kind == .text ? String(decoding: bytes[nodes[node].start..<nodes[node].end], as: UTF8.self) : nil
  }

  /// `nil` for what is no whole number, or one that the type does not hold.
  func integer<Value: FixedWidthInteger>(_ node: Int) -> Value? {
    guard nodes[node].kind == .integer else { return nil }
    var value: Value = 0
    let isNegative = bytes[nodes[node].start] == UInt8(ascii: "-")
    for place in (nodes[node].start + (isNegative ? 1 : 0))..<nodes[node].end {
      let digit = Value(bytes[place] - UInt8(ascii: "0"))
      let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, isTooMuch) = isNegative ? tens.subtractingReportingOverflow(digit) : tens.addingReportingOverflow(digit)
      if isTooLarge || isTooMuch { return nil }
      value = sum
    }
    return value
  }

  func real(_ node: Int) -> Double? {
    guard nodes[node].kind == .integer || nodes[node].kind == .real else { return nil }
    let value = Double(String(decoding: bytes[nodes[node].start..<nodes[node].end], as: UTF8.self))
    return value.flatMap { $0.isFinite ? $0 : nil }
  }

  func flag(_ node: Int) -> Bool? {
    switch nodes[node].kind {
    case .yes: true
    case .no: false
    default: nil
    }
  }

  /// Where the value of an object's member stands.
  func member(_ name: String, of object: Int) -> Int? {
    var name = name
    return name.withUTF8 { name in
      var place = object + 1
      while place < nodes[object].next {
        let (start, end) = (nodes[place].start, nodes[place].end)
        if end - start == name.count, bytes[start..<end].elementsEqual(name) { return place + 1 }
        place = nodes[place + 1].next
      }
      return nil
    }
  }

  // MARK: - Places

  private enum PathKey: CodingKey {
    case name(String)
    case index(Int)

    var stringValue: String {
      switch self {
      case .name(let name): name
      case .index(let index): "Index \(index)"
      }
    }

    var intValue: Int? { if case .index(let index) = self { index } else { nil } }
    init(stringValue: String) { self = .name(stringValue) }
    init(intValue: Int) { self = .index(intValue) }
  }

  /// The names and indices that lead to a value.
  func path(to node: Int) -> [any CodingKey] {
    var path: [any CodingKey] = []
    var container = 0
    while container != node {
      let isObject = nodes[container].kind == .object
      var index = 0
      var value = container + (isObject ? 2 : 1)
      while nodes[value].next <= node {
        value = nodes[value].next + (isObject ? 1 : 0)
        index += 1
      }
      path.append(isObject ? PathKey(stringValue: text(value - 1) ?? "") : PathKey(intValue: index))
      container = value
    }
    return path
  }
}

/// The one pass.
private struct Scanner {
  private let bytes: [UInt8]
  private var at = 0
  private(set) var nodes: [IndexedJSON.Node] = []
  private(set) var isASCII = true

  private static let deepest = 64

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    nodes.reserveCapacity(bytes.count / 12)
  }

  var isAtEnd: Bool {
    mutating get {
      skipSpace()
      return at == bytes.count
    }
  }

  mutating func value(depth: Int) -> Bool {
    skipSpace()
    guard at < bytes.count, depth < Self.deepest else { return false }
    switch bytes[at] {
    case UInt8(ascii: "{"): return container(.object, until: UInt8(ascii: "}"), depth)
    case UInt8(ascii: "["): return container(.list, until: UInt8(ascii: "]"), depth)
    case UInt8(ascii: "\""): return text()
    case UInt8(ascii: "t"): return word("true", .yes)
    case UInt8(ascii: "f"): return word("false", .no)
    case UInt8(ascii: "n"): return word("null", .null)
    default: return number()
    }
  }

  private mutating func container(_ kind: IndexedJSON.Kind, until end: UInt8, _ depth: Int) -> Bool {
    let own = nodes.count
    nodes.append(IndexedJSON.Node(kind: kind, start: at, end: at, next: own))
    at += 1
    skipSpace()
    if !skip(end) {
      repeat {
        if kind == .object {
          skipSpace()
          guard at < bytes.count, bytes[at] == UInt8(ascii: "\""), text() else { return false }
          skipSpace()
          guard skip(UInt8(ascii: ":")) else { return false }
        }
        guard value(depth: depth + 1) else { return false }
        skipSpace()
      } while skip(UInt8(ascii: ","))
      guard skip(end) else { return false }
    }
    nodes[own].end = at
    nodes[own].next = nodes.count
    return true
  }

  private mutating func text() -> Bool {
    let start = at + 1
    at = start
    while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
      guard bytes[at] >= 0x20, bytes[at] != UInt8(ascii: "\\") else { return false }
      if bytes[at] >= 0x80 { isASCII = false }
      at += 1
    }
    add(.text, from: start)
    return skip(UInt8(ascii: "\""))
  }

  private mutating func word(_ word: StaticString, _ kind: IndexedJSON.Kind) -> Bool {
    let start = at
    for byte in UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount) {
      guard skip(byte) else { return false }
    }
    add(kind, from: start)
    return true
  }

  private mutating func number() -> Bool {
    let start = at
    _ = skip(UInt8(ascii: "-"))
    let first = at
    guard digits() else { return false }
    // No zeros ahead of other digits.
    if bytes[first] == UInt8(ascii: "0"), at > first + 1 { return false }
    var kind = IndexedJSON.Kind.integer
    if skip(UInt8(ascii: ".")) {
      kind = .real
      guard digits() else { return false }
    }
    if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
      kind = .real
      _ = skip(UInt8(ascii: "+")) || skip(UInt8(ascii: "-"))
      guard digits() else { return false }
    }
    add(kind, from: start)
    return true
  }

  private mutating func digits() -> Bool {
    let start = at
    while at < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[at]) { at += 1 }
    return at > start
  }

  private mutating func add(_ kind: IndexedJSON.Kind, from start: Int) {
    nodes.append(IndexedJSON.Node(kind: kind, start: start, end: at, next: nodes.count + 1))
  }

  private mutating func skip(_ byte: UInt8) -> Bool {
    guard at < bytes.count, bytes[at] == byte else { return false }
    at += 1
    return true
  }

  private mutating func skipSpace() {
    while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x0A || bytes[at] == 0x0D || bytes[at] == 0x09 { at += 1 }
  }
}
