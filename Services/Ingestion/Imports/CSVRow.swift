/// One record of a CSV file.
package struct CSVRow: Sendable, Equatable {
  /// The line of the file on which the record begins, counted from 1.
  package let line: Int
  package let fields: [String]
  /// The bytes of the record as far as they are kept for the errors file.
  package let raw: String
  /// What breaks RFC 4180 or UTF-8 in the record.
  package let defect: RecordError?

  package init(line: Int, fields: [String], raw: String, defect: RecordError?) {
    self.line = line
    self.fields = fields
    self.raw = raw
    self.defect = defect
  }
}
