import Contracts
import Messaging
import Spreadsheets

/// Rows of payments.csv.
extension ImportBatches {
  mutating func takePayments(_ rows: [CSVRow], _ columns: CSVColumns) async throws {
    let reader = PaymentReader(naming: importer.intake.naming, today: importer.database.clock.now.dateInUTC)
    let read = PaymentRows(columns: columns, options: options, reader: reader)
    let (accepted, errors) = said(by: rows, columns) { row throws(RecordError) in
      let notice = try read.notice(row)
      try checkScope(notice.creditorID)
      return notice
    }
    creditors.formUnion(accepted.map(\.said.creditorID))
    try await commit(rows.count, errors) { [importID, intake = importer.intake] work in
      let origins = accepted.map { "import/\(importID)/\($0.row.line)" }
      let outcomes = try await intake.apply(accepted.map { PaymentReport($0.said) }, origins: origins, in: work)
      return Applied(outcomes: outcomes, errors: Self.errors(outcomes, of: accepted.map(\.row)))
    }
  }
}
