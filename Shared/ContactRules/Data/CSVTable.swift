/// A comma-separated table with a header line (RFC 4180), read whole: rule data is small.
struct CSVTable {
  struct Row {
    /// The line of the file on which the row starts, from 1.
    let line: Int
    fileprivate let fields: [String]
    fileprivate let columns: [String: Int]

    /// The field of a column; empty when the file has no such column.
    subscript(column: String) -> String { columns[column].map { fields[$0] } ?? "" }
  }

  let rows: [Row]

  /// Fails when `text` lacks one of `required` columns, a quote stays open, or a row has another number of fields than the header.
  init(parsing text: String, file: String, required: [String]) throws(RuleDataError) {
    let lines = try Self.split(text, file: file)
    guard let header = lines.first else { throw RuleDataError(file: file, line: 1, problem: "is empty") }
    var columns: [String: Int] = [:]
    for (index, name) in header.fields.enumerated() { columns[name] = index }
    for name in required where columns[name] == nil {
      throw RuleDataError(file: file, line: 1, column: name, problem: "column is missing")
    }
    var rows: [Row] = []
    for (line, fields) in lines.dropFirst() {
      guard fields.count == header.fields.count else {
        throw RuleDataError(file: file, line: line, problem: "has \(fields.count) fields instead of \(header.fields.count)")
      }
      rows.append(Row(line: line, fields: fields, columns: columns))
    }
    self.rows = rows
  }

  static func split(_ text: String, file: String) throws(RuleDataError) -> [(line: Int, fields: [String])] {
    var result: [(line: Int, fields: [String])] = []
    var fields: [String] = []
    var field = ""
    var line = 1
    var start = 1
    var quoted = false
    var closedQuote = false
    func isBlank() -> Bool { fields.isEmpty && field.isEmpty }
    for character in text {
      if quoted {
        if character == "\"" { (quoted, closedQuote) = (false, true) } else { field.append(character) }
        if character.isNewline { line += 1 }
        continue
      }
      switch character {
      case "\"":
        // Two quotes inside a quoted field stand for one.
        if closedQuote { field.append("\"") }
        quoted = true
      case ",":
        fields.append(field)
        field = ""
      case "\n", "\r", "\r\n":
        if !isBlank() { result.append((start, fields + [field])) }
        (fields, field) = ([], "")
        line += 1
        start = line
      default: field.append(character)
      }
      closedQuote = false
    }
    guard !quoted else { throw RuleDataError(file: file, line: start, problem: "leaves a quote open") }
    if !isBlank() { result.append((start, fields + [field])) }
    return result
  }
}
