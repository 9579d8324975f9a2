import Contracts
import Spreadsheets

/// Reads the rows of payments.csv: payment_id, creditor_id, account_number, amount, value_date; optional currency, posted_at, channel,
/// receipt, reversal_of, part_of and allocation_principal, _interest, _late_interest, _fees, _insurance.
struct PaymentRows: Sendable {
  static let required = ["payment_id", "creditor_id", "account_number", "value_date"]

  let columns: CSVColumns
  let options: ImportOptions
  let reader: PaymentReader

  func notice(_ row: CSVRow) throws(RecordError) -> PaymentNotice {
    var body = RowBody(columns, row, hasDecimalComma: options.hasDecimalComma)
    for name in [
      "payment_id", "creditor_id", "account_number", "currency", "value_date", "posted_at", "channel", "receipt", "reversal_of", "part_of",
    ] {
      body.text(name)
    }
    body.amount("amount", column: "amount")
    let components = ["principal", "interest", "late_interest", "fees", "insurance"]
    body.object("allocation", of: components.flatMap { ["allocation_\($0)", "allocation_\($0)_minor"] }) { parts in
      for name in components { parts.amount(name, column: "allocation_\(name)") }
    }
    body.rest()
    body.close()
    return try reader.read(
      try JSONDocument(body.bytes).root.object(), kind: .posted, source: .file, bodyHash: ContentHash(of: body.bytes))
  }
}
