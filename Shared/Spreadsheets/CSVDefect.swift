/// What breaks RFC 4180 or UTF-8 in a file, or what its columns lack.
///
/// The message never repeats what stands in the file, since it is kept in headers and logs.
package struct CSVDefect: Error, Equatable, Sendable {
  package enum Code: String, Sendable {
    case malformed = "malformed_csv"
    case invalidUTF8 = "invalid_utf8"
    case missingColumn = "missing_column"
  }

  package let code: Code
  /// The column that is meant; empty for the record as a whole.
  package let column: String
  package let message: String

  init(_ code: Code, column: String = "", _ message: String) {
    self.code = code
    self.column = column
    self.message = message
  }
}
