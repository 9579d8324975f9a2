import Contracts

/// One value in a document, which knows its path for error texts.
package struct JSONValue: Sendable {
  let document: JSONDocument
  let index: Int
  let parent: String
  let name: String

  private var node: JSONNode { document.nodes[index] }

  package var path: String { parent.isEmpty ? name : name.hasPrefix("[") ? parent + name : parent + "." + name }

  package var isNull: Bool { node.kind == .null }
  package var isText: Bool { node.kind == .text }
  package var isNumber: Bool { node.kind == .number }

  /// The value's bytes as they were sent, a text with its quotes.
  package var raw: ArraySlice<UInt8> {
    let quote = node.kind == .text ? 1 : 0
    return document.bytes[Int(node.start) - quote..<Int(node.end) + quote]
  }

  /// Of a number its digits, of a text what stands between the quotes with escapes resolved.
  package var plainText: String {
    let bytes = document.bytes[Int(node.start)..<Int(node.end)]
    return node.hasEscapes ? JSONText.unescaped(bytes) : String(decoding: bytes, as: UTF8.self)
  }

  /// The digits of a number or the characters of a text without escapes.
  var plainBytes: ArraySlice<UInt8> { document.bytes[Int(node.start)..<Int(node.end)] }

  package func object() throws(RecordError) -> JSONObject {
    guard node.kind == .object else { throw wrongType("an object") }
    return JSONObject(document: document, index: index, path: path)
  }

  package func elements(atMost limit: Int) throws(RecordError) -> [JSONValue] {
    guard node.kind == .array else { throw wrongType("a list") }
    var elements: [JSONValue] = []
    let path = path
    var child = index + 1
    while child < Int(node.next) {
      guard elements.count < limit else { throw RecordError(.tooMany, path, "the list has more than \(limit) elements") }
      elements.append(JSONValue(document: document, index: child, parent: path, name: "[\(elements.count)]"))
      child = Int(document.nodes[child].next)
    }
    return elements
  }

  /// A text without white space around it; `nil` when nothing is left.
  package func text(atMost limit: Int) throws(RecordError) -> String? {
    guard node.kind == .text else { throw wrongType("a text") }
    guard Int(node.end - node.start) <= limit * 6 else { throw tooLong(limit) }
    let text = plainText.trimmed
    guard text.utf8.count <= limit * 4, text.utf8.count <= limit || text.unicodeScalars.count <= limit else { throw tooLong(limit) }
    return text.isEmpty ? nil : text
  }

  package func boolean() throws(RecordError) -> Bool {
    switch node.kind {
    case .trueLiteral: return true
    case .falseLiteral: return false
    default: throw wrongType("true or false")
    }
  }

  package func integer(in range: ClosedRange<Int64>) throws(RecordError) -> Int64 {
    guard node.kind == .number else { throw wrongType("a whole number") }
    guard let number = Int64(plainText) else { throw RecordError(.invalidNumber, path, "expected a whole number") }
    guard range.contains(number) else {
      throw RecordError(.invalidNumber, path, "expected a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// A number, or a text that holds one, as an exact decimal.
  func decimal() throws(RecordError) -> DecimalAmount {
    guard node.kind == .number || node.kind == .text else { throw wrongType("a decimal number or a text that holds one") }
    guard let amount = DecimalAmount(plainBytes) else {
      throw RecordError(.invalidNumber, path, "expected a decimal number such as 1234.50")
    }
    return amount
  }

  /// A text of the form `YYYY-MM-DD` that is a plausible date; `nil` for anything else, which deserves a closer look.
  var plainDate: CalendarDate? {
    guard node.kind == .text, node.end - node.start == 10 else { return nil }
    let start = Int(node.start)
    let bytes = document.bytes
    func number(_ offset: Int, _ count: Int) -> Int? {
      var value = 0
      for position in start + offset..<start + offset + count {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) else { return nil }
        value = value * 10 + Int(bytes[position] - UInt8(ascii: "0"))
      }
      return value
    }
    guard bytes[start + 4] == UInt8(ascii: "-"), bytes[start + 7] == UInt8(ascii: "-"), let year = number(0, 4),
      (1900...2199).contains(year), let month = number(5, 2), let day = number(8, 2)
    else { return nil }
    return CalendarDate(year: year, month: month, day: day)
  }

  func wrongType(_ expected: String) -> RecordError {
    RecordError(.wrongType, path, "expected \(expected)")
  }

  private func tooLong(_ limit: Int) -> RecordError {
    RecordError(.tooLong, path, "the text is longer than \(limit) characters")
  }
}

enum JSONText {
  /// The text that the bytes between two quotes stand for. The document's check has made sure that every escape is sound.
  static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
    var result: [UInt8] = []
    var rest = bytes[...]
    var highSurrogate: UInt32?
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let escape = rest.popFirst() else {
        result.append(byte)
        continue
      }
      guard escape == UInt8(ascii: "u") else {
        result.append(character(of: escape))
        continue
      }
      let unit = rest.prefix(4).reduce(UInt32(0)) { $0 << 4 | UInt32(Character(UnicodeScalar($1)).hexDigitValue ?? 0) }
      rest = rest.dropFirst(4)
      if (0xD800...0xDBFF).contains(unit) {
        highSurrogate = unit
        continue
      }
      let scalar = highSurrogate.map { 0x10000 + (($0 - 0xD800) << 10) + (unit - 0xDC00) } ?? unit
      highSurrogate = nil
      if let scalar = Unicode.Scalar(scalar) { result.append(contentsOf: String(Character(scalar)).utf8) }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func character(of escape: UInt8) -> UInt8 {
    switch escape {
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: escape
    }
  }
}
