/// A JSON text that was checked and indexed, but whose numbers and texts are still the bytes that were sent.
///
/// Money must not pass through binary floating point, and members that Ronda does not know must be kept as they came; a decoder into
/// Swift values allows neither. What has passed the check is also valid `jsonb`: no NUL, no lone surrogate, no absurd number.
package final class JSONDocument: Sendable {
  package let bytes: [UInt8]
  /// In the order of the text; the root is the first. An object's children are key, value, key, value ...
  let nodes: [JSONNode]

  /// Objects and arrays may be nested this deep.
  package static let maximumDepth = 64

  /// Reads one JSON value with nothing but white space around it.
  package init(_ bytes: [UInt8]) throws(RecordError) {
    guard (try? UTF8Span(validating: bytes.span)) != nil else {
      throw RecordError(.invalidUTF8, "", "the value is not UTF-8")
    }
    self.bytes = bytes
    nodes = try Self.parse(bytes)
  }

  /// Whether these characters stand at the position, which has room for them.
  func holds(_ characters: String.UTF8View, at start: Int) -> Bool {
    var position = start
    for character in characters {
      guard bytes[position] == character else { return false }
      position += 1
    }
    return true
  }

  package var root: JSONValue { JSONValue(document: self, index: 0, parent: "", name: "") }

  private static func parse(_ bytes: [UInt8]) throws(RecordError) -> [JSONNode] {
    let outcome = bytes.withUnsafeBufferPointer { buffer -> Result<[JSONNode], RecordError> in
      var parser = JSONParser(buffer)
      do throws(RecordError) {
        try parser.document()
        return .success(parser.nodes)
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }
}

enum JSONKind: UInt8, Sendable {
  case object, array, text, number, trueLiteral, falseLiteral, null
}

/// One value or key: its bytes (of a text, those between the quotes) and where its next sibling stands.
struct JSONNode: Sendable {
  let kind: JSONKind
  /// A text with a backslash in it.
  let hasEscapes: Bool
  let start: Int32
  var end: Int32 = 0
  /// The index of the first node after this one and all below it.
  var next: Int32 = 0
}
