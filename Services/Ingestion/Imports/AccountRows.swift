import Contracts
import Spreadsheets

/// Reads the rows of accounts.csv.
struct AccountRows: Sendable {
  static let required = [
    "creditor_id", "account_number", "id_type", "id_number", "full_name", "product_type", "currency", "days_past_due",
  ]

  let columns: CSVColumns
  let options: ImportOptions
  let businessDate: CalendarDate
  let reader: StatementReader

  /// - Parameter hash: of the row as it stands in the file. The default date is no content of it: the same row tomorrow is the same row.
  func statement(_ row: CSVRow, _ hash: ContentHash) throws(RecordError) -> AccountStatement {
    var body = RowBody(columns, row, hasDecimalComma: options.hasDecimalComma)
    if columns.cell("business_date", row) == nil { body.leaveOut("business_date") }
    write(&body)
    var bytes = body.bytes
    if columns.cell("business_date", row) == nil {
      bytes += Array(",\"business_date\":\"\(businessDate)\"".utf8)
    }
    bytes.append(UInt8(ascii: "}"))
    return try reader.read(
      try JSONDocument(bytes).root.object(), kind: try kind(row), source: .file, eventID: nil, bodyHash: hash)
  }

  private func kind(_ row: CSVRow) throws(RecordError) -> StatementKind {
    switch columns.cell("status", row)?.uppercased() {
    case nil, "ACTIVE": return .listed
    case "INACTIVE": return .unlisted
    default: throw RecordError(.invalidValue, "status", "expected ACTIVE or INACTIVE")
    }
  }

  private func write(_ body: inout RowBody) {
    for name in ["creditor_id", "account_number", "product_code", "product_type", "branch_code", "currency"] { body.text(name) }
    body.object("debtor", of: ["id_type"]) { debtor in
      for name in ["id_type", "id_number", "full_name", "person_type", "birth_date", "language"] { debtor.text(name) }
    }
    let components = ["principal", "interest", "late_interest", "fees", "insurance", "total"]
    let overdue = components.flatMap { ["overdue_\($0)", "overdue_\($0)_minor"] }
    body.object("balances", of: overdue + ["total_due", "total_due_minor"]) { balances in
      balances.amount("total_due", column: "total_due")
      balances.object("overdue", of: overdue) { parts in
        for name in components { parts.amount(name, column: "overdue_\(name)") }
      }
    }
    body.integer("days_past_due")
    body.text("oldest_due_date")
    for name in ["last_payment", "next_due"] {
      body.object(name, of: ["\(name)_date"]) { pair in
        pair.text("date", column: "\(name)_date")
        pair.amount("amount", column: "\(name)_amount")
      }
    }
    body.integer("risk_score")
    body.texts("attributes", prefix: "custom_")
    body.rest()
  }
}

extension RecordError {
  /// The column of a file that a field of the reader comes from.
  var column: String {
    let parts = field.split(separator: ".").map(String.init)
    return switch (parts.first, parts.dropFirst().first, parts.dropFirst(2).first) {
    case ("debtor", let name?, _): name
    case ("balances", "overdue", let name?): "overdue_\(name)"
    case ("balances", let name?, _): name
    case ("balances", nil, _): "overdue_principal"
    case ("last_payment", let name?, _): "last_payment_\(name)"
    case ("next_due", let name?, _): "next_due_\(name)"
    case ("allocation", let name?, _): "allocation_\(name)"
    case ("attributes", let name?, _): "custom_\(name)"
    default: field
    }
  }
}
