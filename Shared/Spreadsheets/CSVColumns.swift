import Contracts

/// The columns of a file, by the names in its first record.
package struct CSVColumns: Sendable {
  package let names: [String]
  private let positions: [String: Int]

  /// - Throws: `missing_column` naming the first of `required` that is not there, `malformed_csv` for a name that is there twice.
  package init(_ header: CSVRow, required: [String]) throws(CSVDefect) {
    if let defect = header.defect { throw defect }
    names = header.fields.map { $0.trimmed.lowercased() }
    var positions: [String: Int] = [:]
    for (position, name) in names.enumerated() where !name.isEmpty {
      guard positions.updateValue(position, forKey: name) == nil else {
        throw CSVDefect(.malformed, "a column is there twice")
      }
    }
    self.positions = positions
    for name in required where positions[name] == nil {
      throw CSVDefect(.missingColumn, column: name, "the file has no column \(name)")
    }
  }

  /// - Throws: what breaks the row, or `malformed_csv` when it has another number of fields.
  package func check(_ row: CSVRow) throws(CSVDefect) {
    if let defect = row.defect { throw defect }
    guard row.fields.count == names.count else {
      throw CSVDefect(.malformed, "expected \(names.count) fields, found \(row.fields.count)")
    }
  }

  package func has(_ name: String) -> Bool { positions[name] != nil }

  /// The cell of a row; `nil` when the column is missing or the cell empty.
  package func cell(_ name: String, _ row: CSVRow) -> String? {
    guard let position = positions[name] else { return nil }
    let text = row.fields[position].trimmed
    return text.isEmpty ? nil : text
  }
}
