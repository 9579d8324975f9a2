import Spreadsheets

extension CSVRow {
  /// What the errors file shows of a record.
  private static let maximumRawBytes = 4_096

  /// The record as far as the errors file shows it.
  var raw: String { String(decoding: bytes.prefix(Self.maximumRawBytes), as: UTF8.self) }

  /// Tells whether two records of files with the same columns say the same.
  func hash(after columns: [UInt8]) -> ContentHash {
    ContentHash(of: columns + bytes)
  }
}

extension CSVColumns {
  /// What the same bytes in a row mean the same after.
  func fingerprint(_ options: ImportOptions) -> [UInt8] {
    Array("\(options.kind.rawValue)|\(options.hasDecimalComma)|\(names.joined(separator: ","))|".utf8)
  }
}

extension RecordError {
  init(_ defect: CSVDefect) {
    let code: RejectCode =
      switch defect.code {
      case .malformed: .malformedCSV
      case .invalidUTF8: .invalidUTF8
      case .missingColumn: .missingColumn
      }
    self.init(code, defect.column, defect.message)
  }
}
