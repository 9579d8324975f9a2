import Contracts
import ServiceKit

/// Reads assignment.csv: whose debtor, and which collector; comma or semicolon.
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

  /// - Throws: ``Problem`` when the file is no text or lacks a column.
  init(_ bytes: [UInt8]) throws {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Problem.field("body", code: "invalid_utf8", "Expected UTF-8.") }
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    guard let head = lines.first.map({ $0.hasPrefix("\u{FEFF}") ? $0.dropFirst() : $0 }), !head.isEmpty else {
      throw Problem.field("body", code: "missing_column", "The file is empty.")
    }
    let separator: Character = head.contains(";") ? ";" : ","
    let columns = try Columns(Self.fields(head, separator).map { $0.lowercased() })
    for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty {
      do {
        rows.append(try columns.row(index + 1, Self.fields(line, separator)))
      } catch let error as Unusable {
        refused.append(.failed(index + 1, nil, error.code, error.message))
      }
    }
  }

  /// The cells of a line, without the quotes and spaces around them. A doubled quote in quotes stands for one.
  private static func fields(_ line: Substring, _ separator: Character) -> [String] {
    var cells: [String] = []
    var cell = ""
    var isQuoted = false
    for character in line {
      switch character {
      case "\"":
        if !isQuoted, cell.last == "\"" { cell.removeLast() }
        isQuoted.toggle()
        cell.append(character)
      case separator where !isQuoted:
        cells.append(bare(cell))
        cell = ""
      default: cell.append(character)
      }
    }
    return cells + [bare(cell)]
  }

  private static func bare(_ cell: String) -> String {
    var text = cell[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    if text.count > 1, text.first == "\"", text.last == "\"" { text = text.dropFirst().dropLast() }
    return String(text)
  }

  private struct Unusable: Error {
    let code: String
    let message: String
  }

  private struct Columns {
    let count: Int
    let debtor: Int?
    let creditor: Int?
    let account: Int?
    let collector: Int

    init(_ names: [String]) throws {
      count = names.count
      debtor = names.firstIndex(of: "debtor_id")
      creditor = names.firstIndex(of: "creditor_id")
      account = names.firstIndex(of: "account_number")
      guard debtor != nil || (creditor != nil && account != nil) else {
        throw Problem.field("debtor_id", code: "missing_column", "The file has neither debtor_id nor creditor_id and account_number.")
      }
      guard let collector = names.firstIndex(of: "collector_id") else {
        throw Problem.field("collector_id", code: "missing_column", "The file has no column collector_id.")
      }
      self.collector = collector
    }

    func row(_ position: Int, _ cells: [String]) throws -> Row {
      guard cells.count == count else {
        throw Unusable(code: "malformed_csv", message: "Expected \(count) fields, found \(cells.count).")
      }
      guard let collectorID = StaffID(cells[collector]) else {
        throw Unusable(code: "invalid", message: "collector_id: expected a UUID.")
      }
      return Row(position: position, subject: try subject(cells), collectorID: collectorID)
    }

    private func subject(_ cells: [String]) throws -> Row.Subject {
      if let debtor, !cells[debtor].isEmpty || account == nil {
        guard let debtorID = DebtorID(cells[debtor]) else { throw Unusable(code: "invalid", message: "debtor_id: expected a UUID.") }
        return .debtor(debtorID)
      }
      guard let creditor, let account, !cells[creditor].isEmpty, !cells[account].isEmpty else {
        throw Unusable(code: "invalid", message: "Expected a debtor_id, or a creditor_id and an account_number.")
      }
      return .account(try Naming.accountID(CreditorID(cells[creditor]), cells[account]), CreditorID(cells[creditor]))
    }
  }
}
