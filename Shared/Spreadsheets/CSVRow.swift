/// One record of a CSV file.
package struct CSVRow: Sendable, Equatable {
  /// The line of the file on which the record begins, counted from 1.
  package let line: Int
  package let fields: [String]
  /// What breaks RFC 4180 or UTF-8 in the record.
  package let defect: CSVDefect?
  /// The record as it stood in the file.
  package let bytes: [UInt8]

  init(line: Int, fields: [String], bytes: [UInt8], defect: CSVDefect?) {
    self.line = line
    self.fields = fields
    self.bytes = bytes
    self.defect = defect
  }
}
