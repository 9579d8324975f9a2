import Contracts
import Spreadsheets

/// Reads the rows of status.csv: creditor_id, account_number, status (ACTIVE or INACTIVE); optional business_date. What else is there is kept.
struct StatusRows: Sendable {
  static let required = ["creditor_id", "account_number", "status"]

  let columns: CSVColumns
  let options: ImportOptions
  let businessDate: CalendarDate
  let reader: StatementReader

  /// - Parameter hash: of the row as it stands in the file.
  func statement(_ row: CSVRow, _ hash: ContentHash) throws(RecordError) -> AccountStatement {
    var body = RowBody(columns, row, hasDecimalComma: options.hasDecimalComma)
    let isDated = columns.cell("business_date", row) != nil
    if !isDated { body.leaveOut("business_date") }
    body.rest()
    var bytes = body.bytes
    if !isDated { bytes += Array(",\"business_date\":\"\(businessDate)\"".utf8) }
    bytes.append(UInt8(ascii: "}"))
    let kind: StatementKind =
      switch columns.cell("status", row)?.uppercased() {
      case "ACTIVE": .activated
      case "INACTIVE": .unlisted
      default: throw RecordError(.invalidValue, "status", "expected ACTIVE or INACTIVE")
      }
    return try reader.read(try JSONDocument(bytes).root.object(), kind: kind, source: .file, eventID: nil, bodyHash: hash)
  }
}
