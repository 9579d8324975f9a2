import Contracts
import ServiceKit
import Spreadsheets

/// Reads assignment.csv: whose debtor, and which collector.
///
/// A row names the debtor (`debtor_id`) or, as banks do, one of the debtor's accounts (`creditor_id`, `account_number`), and `collector_id`.
struct AssignmentFile {
  struct Row: Sendable {
    enum Subject: Sendable {
      case debtor(DebtorID)
      case account(AccountID, CreditorID)
    }

    /// The line of the file, counted from 1.
    let position: Int
    let subject: Subject
    let collectorID: StaffID
  }

  private(set) var rows: [Row] = []
  /// Rows that cannot be used, as failed items with their line.
  private(set) var refused: [JobItem] = []

  /// - Throws: ``Problem`` when the file is no CSV or lacks a column.
  init(_ bytes: [UInt8]) throws {
    do {
      var reader = CSVReader()
      var records: [CSVRow] = []
      try reader.read(bytes, into: &records)
      try reader.finish(into: &records)
      try take(records)
    } catch let defect as CSVDefect {
      throw Problem.field(defect.column.isEmpty ? "body" : defect.column, code: defect.code.rawValue, Self.sentence(defect))
    }
  }

  private mutating func take(_ records: [CSVRow]) throws {
    guard let header = records.first else { throw Problem.field("body", code: "missing_column", "The file is empty.") }
    let columns = try CSVColumns(header, required: ["collector_id"])
    guard columns.has("debtor_id") || columns.has("creditor_id") && columns.has("account_number") else {
      throw Problem.field("debtor_id", code: "missing_column", "The file has neither debtor_id nor creditor_id and account_number.")
    }
    for record in records.dropFirst() {
      do {
        try columns.check(record)
        rows.append(try Self.row(record, columns))
      } catch let defect as CSVDefect {
        refused.append(.failed(record.line, nil, defect.code.rawValue, Self.sentence(defect)))
      } catch let error as Unusable {
        refused.append(.failed(record.line, nil, "invalid", error.message))
      }
    }
  }

  private static func sentence(_ defect: CSVDefect) -> String { defect.message.prefix(1).uppercased() + defect.message.dropFirst() + "." }

  private struct Unusable: Error {
    let message: String
  }

  private static func row(_ record: CSVRow, _ columns: CSVColumns) throws -> Row {
    guard let collectorID = columns.cell("collector_id", record).flatMap({ StaffID($0) }) else {
      throw Unusable(message: "collector_id: expected a UUID.")
    }
    return Row(position: record.line, subject: try subject(record, columns), collectorID: collectorID)
  }

  private static func subject(_ record: CSVRow, _ columns: CSVColumns) throws -> Row.Subject {
    if let text = columns.cell("debtor_id", record) {
      guard let debtorID = DebtorID(text) else { throw Unusable(message: "debtor_id: expected a UUID.") }
      return .debtor(debtorID)
    }
    guard let creditor = columns.cell("creditor_id", record), let account = columns.cell("account_number", record) else {
      throw Unusable(message: "Expected a debtor_id, or a creditor_id and an account_number.")
    }
    return .account(try Naming.accountID(CreditorID(creditor), account), CreditorID(creditor))
  }
}
