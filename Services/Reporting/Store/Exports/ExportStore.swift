import Contracts
import Messaging
import Postgres
import Spreadsheets

/// Rows as people get them in files.
enum ExportStore {
  /// Rows that are in memory at a time.
  private static let batch = 1_000

  /// Reads the rows through a cursor, in one view of the data: what is written in the meantime is not in the file.
  static func read(
    _ dataset: ExportDataset, _ question: IndicatorQuestion, _ scope: ViewerScope, in transaction: PostgresTransaction,
    _ body: ([[Cell]]) async throws -> Void
  ) async throws {
    let sql: SQL = """
      select x.* from (\(dataset.rows(question))) x where \(Scoping.work(scope)) and \(IndicatorStore.filter(question, scope))
      order by \(dataset.order)
      """
    let columns = dataset.columns
    try await transaction.withCursor(sql, fetching: batch) { cursor in
      while true {
        let rows = try await cursor.nextBatch()
        if rows.isEmpty { break }
        try await body(try rows.map { try cells($0, columns) })
      }
    }
  }

  private static func cells(_ row: PostgresRow, _ columns: [ExportDataset.Column]) throws -> [Cell] {
    try columns.map { column in
      switch column.kind {
      case .text: try row.decode(String?.self, column.name).map(Cell.text) ?? .empty
      case .whole: try row.decode(Int64?.self, column.name).map(Cell.whole) ?? .empty
      case .date: try row.decode(CalendarDate?.self, column.name).map(Cell.date) ?? .empty
      case .instant: try row.decode(Instant?.self, column.name).map(Cell.instant) ?? .empty
      case .flag: try row.decode(Bool?.self, column.name).map(Cell.flag) ?? .empty
      case .amount: try amount(row, column.name)
      }
    }
  }

  /// A row without a currency has no amounts.
  private static func amount(_ row: PostgresRow, _ name: String) throws -> Cell {
    guard let currency = try row.decode(Currency?.self, "currency") else { return .empty }
    return try row.decode(Int64?.self, name).map { .amount($0, decimals: currency.decimals) } ?? .empty
  }
}
