/// Where a condition cannot be understood, and what would be understood there.
package struct ConditionError: Error, Equatable, Sendable {
  /// From 1.
  package let line: Int
  /// In characters, from 1.
  package let column: Int
  package let expected: String
  package let found: String

  init(_ place: SourcePlace, expected: String, found: String) {
    line = place.line
    column = place.column
    self.expected = expected
    self.found = found
  }
}

extension ConditionError: CustomStringConvertible {
  package var description: String { "expected \(expected) at line \(line), column \(column), found \(found)" }
}

/// A character of a text.
struct SourcePlace: Equatable, Sendable {
  var line = 1
  var column = 1
}
