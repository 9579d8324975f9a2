import Contracts
import ServiceKit

/// Reads assignment.csv: debtor_id, collector_id; comma or semicolon. Ids need no quotes, so quotes are only stripped.
enum AssignmentFile {
  /// - Throws: ``Problem`` when the file is no text or lacks a column. Rows that cannot be used are answered as failed items with their line.
  static func read(_ bytes: [UInt8]) throws -> (wishes: [OwnerChanger.Wish], refused: [JobItem]) {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Problem.field("body", code: "invalid_utf8", "Expected UTF-8.") }
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    guard let head = lines.first.map({ $0.hasPrefix("\u{FEFF}") ? $0.dropFirst() : $0 }), !head.isEmpty else {
      throw Problem.field("body", code: "missing_column", "The file is empty.")
    }
    let separator: Character = head.contains(";") ? ";" : ","
    let names = fields(head, separator).map { $0.lowercased() }
    guard let debtorColumn = names.firstIndex(of: "debtor_id") else {
      throw Problem.field("debtor_id", code: "missing_column", "The file has no column debtor_id.")
    }
    guard let collectorColumn = names.firstIndex(of: "collector_id") else {
      throw Problem.field("collector_id", code: "missing_column", "The file has no column collector_id.")
    }
    var wishes: [OwnerChanger.Wish] = []
    var refused: [JobItem] = []
    for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty {
      let cells = fields(line, separator)
      guard cells.count == names.count else {
        refused.append(.failed(index + 1, nil, "malformed_csv", "Expected \(names.count) fields, found \(cells.count)."))
        continue
      }
      guard let debtorID = DebtorID(cells[debtorColumn]) else {
        refused.append(.failed(index + 1, nil, "invalid", "debtor_id: expected a UUID."))
        continue
      }
      guard let collectorID = StaffID(cells[collectorColumn]) else {
        refused.append(.failed(index + 1, debtorID, "invalid", "collector_id: expected a UUID."))
        continue
      }
      wishes.append(OwnerChanger.Wish(position: index + 1, debtorID: debtorID, collectorID: collectorID))
    }
    return (wishes, refused)
  }

  private static func fields(_ line: Substring, _ separator: Character) -> [String] {
    line.split(separator: separator, omittingEmptySubsequences: false).map { cell in
      String(cell.drop { $0 == " " || $0 == "\"" }.reversed().drop { $0 == " " || $0 == "\"" }.reversed())
    }
  }
}
