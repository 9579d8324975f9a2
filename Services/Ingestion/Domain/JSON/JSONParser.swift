/// A recursive-descent reader of RFC 8259 that fills the index of a `JSONDocument`.
struct JSONParser {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  private var depth = 0
  private(set) var nodes: [JSONNode] = []

  /// - Parameter bytes: valid UTF-8 that outlives the parser.
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    nodes.reserveCapacity(bytes.count / 8 + 8)
  }

  mutating func document() throws(RecordError) {
    skipSpace()
    try value()
    skipSpace()
    guard position == bytes.count else { throw malformed("there is more after the JSON value") }
  }

  private mutating func value() throws(RecordError) {
    switch peek() {
    case UInt8(ascii: "{"): try object()
    case UInt8(ascii: "["): try array()
    case UInt8(ascii: "\""): try text()
    case UInt8(ascii: "t"): try literal("true", .trueLiteral)
    case UInt8(ascii: "f"): try literal("false", .falseLiteral)
    case UInt8(ascii: "n"): try literal("null", .null)
    case UInt8(ascii: "-"): try number()
    case let byte? where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte): try number()
    default: throw malformed("a JSON value was expected")
    }
  }

  private mutating func object() throws(RecordError) {
    let index = try open(.object)
    skipSpace()
    if peek() == UInt8(ascii: "}") { return close(index) }
    while true {
      skipSpace()
      guard peek() == UInt8(ascii: "\"") else { throw malformed("a member's name was expected") }
      let key = nodes.count
      try text()
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw malformed("a colon was expected") }
      skipSpace()
      do throws(RecordError) { try value() } catch { throw error.inside(name(of: key)) }
      skipSpace()
      if take(UInt8(ascii: ",")) { continue }
      guard peek() == UInt8(ascii: "}") else { throw malformed("a comma or the end of the object was expected") }
      return close(index)
    }
  }

  private mutating func array() throws(RecordError) {
    let index = try open(.array)
    skipSpace()
    if peek() == UInt8(ascii: "]") { return close(index) }
    var count = 0
    while true {
      skipSpace()
      do throws(RecordError) { try value() } catch { throw error.inside("[\(count)]") }
      count += 1
      skipSpace()
      if take(UInt8(ascii: ",")) { continue }
      guard peek() == UInt8(ascii: "]") else { throw malformed("a comma or the end of the list was expected") }
      return close(index)
    }
  }

  private mutating func text() throws(RecordError) {
    position += 1
    let start = position
    var hasEscapes = false
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        append(JSONNode(kind: .text, hasEscapes: hasEscapes, start: Int32(start), end: Int32(position)))
        position += 1
        return
      }
      if byte == UInt8(ascii: "\\") {
        hasEscapes = true
        try escape()
      } else if byte < 0x20 {
        throw byte == 0 ? nul() : malformed("a control character stands in a text")
      } else {
        position += 1
      }
    }
    throw malformed("a text does not end")
  }

  private mutating func escape() throws(RecordError) {
    position += 1
    switch peek() {
    case UInt8(ascii: "u"):
      position += 1
      let unit = try hexadecimal()
      if unit == 0 { throw nul() }
      if (0xDC00...0xDFFF).contains(unit) { throw malformed("a lone surrogate stands in a text") }
      guard (0xD800...0xDBFF).contains(unit) else { return }
      guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")), (0xDC00...0xDFFF).contains(try hexadecimal()) else {
        throw malformed("a lone surrogate stands in a text")
      }
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
      UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 1
    default: throw malformed("a text holds an unknown escape")
    }
  }

  private mutating func hexadecimal() throws(RecordError) -> UInt32 {
    guard position + 4 <= bytes.count else { throw malformed("a text does not end") }
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(UnicodeScalar(bytes[position])).hexDigitValue, bytes[position] < 0x80 else {
        throw malformed("a text holds an unknown escape")
      }
      unit = unit << 4 | UInt32(digit)
      position += 1
    }
    return unit
  }

  private mutating func number() throws(RecordError) {
    let start = position
    _ = take(UInt8(ascii: "-"))
    let hasLeadingZero = peek() == UInt8(ascii: "0")
    let integerDigits = digits()
    guard integerDigits > 0, !hasLeadingZero || integerDigits == 1 else { throw malformed("a number is malformed") }
    if take(UInt8(ascii: ".")), digits() == 0 { throw malformed("a number is malformed") }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      let count = digits()
      guard count > 0 else { throw malformed("a number is malformed") }
      // jsonb takes no more, and nothing that a bank measures needs it.
      guard count <= 3, exponent(endingAt: position) <= 300 else { throw RecordError(.invalidNumber, "", "the number is out of range") }
    }
    guard position - start <= 100 else { throw RecordError(.invalidNumber, "", "the number has too many digits") }
    append(JSONNode(kind: .number, hasEscapes: false, start: Int32(start), end: Int32(position)))
  }

  private func exponent(endingAt end: Int) -> Int {
    var first = end
    while first > 0, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[first - 1]) { first -= 1 }
    return bytes[first..<end].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  private mutating func digits() -> Int {
    let start = position
    while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) { position += 1 }
    return position - start
  }

  private mutating func literal(_ word: StaticString, _ kind: JSONKind) throws(RecordError) {
    let start = position
    for offset in 0..<word.utf8CodeUnitCount {
      guard take(word.utf8Start[offset]) else { throw malformed("a JSON value was expected") }
    }
    append(JSONNode(kind: kind, hasEscapes: false, start: Int32(start), end: Int32(position)))
  }

  private mutating func open(_ kind: JSONKind) throws(RecordError) -> Int {
    depth += 1
    guard depth <= JSONDocument.maximumDepth else {
      throw RecordError(.tooDeep, "", "the value is nested deeper than \(JSONDocument.maximumDepth)")
    }
    nodes.append(JSONNode(kind: kind, hasEscapes: false, start: Int32(position)))
    position += 1
    return nodes.count - 1
  }

  private mutating func close(_ index: Int) {
    depth -= 1
    position += 1
    nodes[index].end = Int32(position)
    nodes[index].next = Int32(nodes.count)
  }

  private mutating func append(_ node: JSONNode) {
    var node = node
    node.next = Int32(nodes.count + 1)
    nodes.append(node)
  }

  /// Names stand in error texts and dead-letter headers: only what looks like a name of a field is repeated.
  private func name(of key: Int) -> String {
    let text = String(decoding: bytes[Int(nodes[key].start)..<Int(nodes[key].end)], as: UTF8.self)
    let isPlain = text.utf8.count <= 64 && text.utf8.allSatisfy { $0 == UInt8(ascii: "_") || Character(UnicodeScalar($0)).isLetter }
    return isPlain ? text : "?"
  }

  private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  private func malformed(_ reason: String) -> RecordError {
    RecordError(.malformedJSON, "", "\(reason) at byte \(position)")
  }

  private func nul() -> RecordError { RecordError(.nulCharacter, "", "the text holds a NUL character") }
}
