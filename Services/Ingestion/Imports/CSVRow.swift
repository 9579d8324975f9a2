/// One record of a CSV file.
package struct CSVRow: Sendable, Equatable {
  /// The line of the file on which the record begins, counted from 1.
  package let line: Int
  package let fields: [String]
  /// What breaks RFC 4180 or UTF-8 in the record.
  package let defect: RecordError?
  /// The record as it stood in the file.
  private let bytes: [UInt8]

  /// What the errors file shows of a record.
  private static let maximumRawBytes = 4_096

  package init(line: Int, fields: [String], bytes: [UInt8], defect: RecordError?) {
    self.line = line
    self.fields = fields
    self.bytes = bytes
    self.defect = defect
  }

  /// The record as far as the errors file shows it.
  package var raw: String { String(decoding: bytes.prefix(Self.maximumRawBytes), as: UTF8.self) }

  /// Tells whether two records of files with the same columns say the same.
  func hash(after columns: [UInt8]) -> ContentHash {
    ContentHash(of: columns + bytes)
  }
}
