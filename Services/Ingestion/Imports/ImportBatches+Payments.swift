import Contracts
import Messaging

/// Rows of payments.csv.
extension ImportBatches {
  mutating func takePayments(_ rows: [CSVRow], _ columns: CSVColumns) async throws {
    let reader = PaymentReader(naming: importer.intake.naming, today: importer.database.clock.now.dateInUTC)
    let read = PaymentRows(columns: columns, options: options, reader: reader)
    var accepted: [(row: CSVRow, notice: PaymentNotice)] = []
    var errors: [ImportError] = []
    for row in rows {
      do throws(RecordError) {
        try Self.check(row, columns)
        let notice = try read.notice(row)
        try checkScope(notice.creditorID)
        accepted.append((row, notice))
      } catch {
        errors.append(Self.error(error, row))
      }
    }
    creditors.formUnion(accepted.map(\.notice.creditorID))
    try await commit(rows.count, errors) { [importID, intake = importer.intake] work in
      let origins = accepted.map { "import/\(importID)/\($0.row.line)" }
      let outcomes = try await intake.apply(accepted.map(\.notice), origins: origins, in: work)
      return Applied(outcomes: outcomes, errors: Self.errors(outcomes, of: accepted.map(\.row)))
    }
  }
}
