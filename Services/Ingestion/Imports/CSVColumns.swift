/// The columns of a file, by the names in its first record.
struct CSVColumns: Sendable {
  let names: [String]
  private let positions: [String: Int]

  /// - Throws: `missing_column` naming the first of `required` that is not there, `malformed_csv` for a name that is there twice.
  init(_ header: CSVRow, required: [String]) throws(RecordError) {
    if let defect = header.defect { throw defect }
    names = header.fields.map { $0.trimmed.lowercased() }
    var positions: [String: Int] = [:]
    for (position, name) in names.enumerated() where !name.isEmpty {
      guard positions.updateValue(position, forKey: name) == nil else {
        throw RecordError(.malformedCSV, "", "a column is there twice")
      }
    }
    self.positions = positions
    for name in required where positions[name] == nil {
      throw RecordError(.missingColumn, name, "the file has no column \(name)")
    }
  }

  /// What the same bytes in a row mean the same after.
  func fingerprint(_ options: ImportOptions) -> [UInt8] {
    Array("\(options.kind.rawValue)|\(options.hasDecimalComma)|\(names.joined(separator: ","))|".utf8)
  }

  func has(_ name: String) -> Bool { positions[name] != nil }

  /// The cell of a row; `nil` when the column is missing or the cell empty.
  func cell(_ name: String, _ row: CSVRow) -> String? {
    guard let position = positions[name] else { return nil }
    let text = row.fields[position].trimmed
    return text.isEmpty ? nil : text
  }
}
