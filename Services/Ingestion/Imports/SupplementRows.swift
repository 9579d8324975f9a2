import Contracts
import Spreadsheets

/// Reads the rows of addresses.csv, contacts.csv and parties.csv: whose it is (creditor_id, account_number) and the thing itself.
struct SupplementRows: Sendable {
  let part: SupplementPart
  let columns: CSVColumns
  let options: ImportOptions
  let businessDate: CalendarDate
  let naming: Naming
  let today: CalendarDate

  static func required(_ part: SupplementPart) -> [String] {
    let key = ["creditor_id", "account_number"]
    return switch part {
    case .address: key + ["lines"]
    case .contact: key + ["channel", "value"]
    case .party: key + ["role"]
    }
  }

  func notice(_ row: CSVRow) throws(RecordError) -> SupplementNotice {
    var body = RowBody(columns, row, hasDecimalComma: options.hasDecimalComma)
    for name in ["creditor_id", "account_number", "business_date"] { body.leaveOut(name) }
    switch part {
    case .address:
      for name in ["lat", "lon"] { body.decimal(name) }
    case .contact:
      body.object("consent", of: ["consent_granted", "consent_at", "consent_source"]) { consent in
        consent.boolean("granted", column: "consent_granted")
        consent.text("at", column: "consent_at")
        consent.text("source", column: "consent_source")
      }
    case .party: break
    }
    body.rest()
    body.close()
    let key = try RowKey(columns, row, naming: naming)
    return SupplementNotice(
      of: .account(key.accountID), part: part, source: .file, creditorID: key.creditorID,
      since: try RowKey.businessDate(columns, row, default: businessDate, today: today), body: body.bytes)
  }
}

/// Which account a row is about.
struct RowKey: Sendable {
  let creditorID: CreditorID
  let accountID: AccountID

  init(_ columns: CSVColumns, _ row: CSVRow, naming: Naming) throws(RecordError) {
    guard let creditor = columns.cell("creditor_id", row) else { throw RecordError(.missingField, "creditor_id", "is missing") }
    guard let number = columns.cell("account_number", row) else { throw RecordError(.missingField, "account_number", "is missing") }
    creditorID = CreditorID(creditor)
    accountID = try naming.account(creditorID, number)
  }

  static func businessDate(
    _ columns: CSVColumns, _ row: CSVRow, default standard: CalendarDate, today: CalendarDate
  ) throws(RecordError) -> CalendarDate {
    guard let cell = columns.cell("business_date", row) else { return standard }
    guard let date = CalendarDate(cell) else {
      throw RecordError(.invalidDate, "business_date", "expected a date such as 2026-11-22")
    }
    guard date <= today.advanced(byDays: 1) else {
      throw RecordError(.futureBusinessDate, "business_date", "lies after tomorrow (\(today.advanced(byDays: 1)))")
    }
    return date
  }
}
