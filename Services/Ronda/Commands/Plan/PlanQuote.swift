import ArgumentParser
import Foundation
import Ingestion
import Negotiation

/// Works out the schedule of each line of a CSV file.
struct PlanQuote: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quote",
    abstract: "Work out the schedule of each case of a CSV file.",
    discussion: """
      Columns, in any order: \(InstalmentCase.inputColumns.joined(separator: ", ")).
      method is french, german or flat; periodic_rate a decimal (0.02 is 2 %); extras 6:100000|12:100000 on top of an instalment or
      6=100000 in place of it; grace_periods 2 (capitalised), 2:interest_only or 2:dead.
      A line that is no case is told on standard error, with line and column; the others are answered, and the exit code is 1.
      """)

  @Option(help: "The CSV file.") var cases: String

  func run() async throws {
    guard let data = FileManager.default.contents(atPath: cases) else { throw ValidationError("\(cases): cannot be read") }
    var reader = CSVReader()
    var rows: [CSVRow] = []
    do {
      try reader.read([UInt8](data), into: &rows)
      try reader.finish(into: &rows)
    } catch {
      throw ValidationError("\(cases): \(error.message)")
    }
    guard let head = rows.first else { throw ValidationError("\(cases): the file is empty") }
    let columns = try columns(head)
    print(InstalmentCase.outputColumns.joined(separator: ","))
    var refused = 0
    for row in rows.dropFirst() {
      do {
        print(try answer(row, columns).map(quoted).joined(separator: ","))
      } catch {
        refused += 1
        FileHandle.standardError.write(Data("line \(row.line), column \(error.field): \(error.message)\n".utf8))
      }
    }
    if refused > 0 { throw ExitCode(1) }
  }

  /// Where each column stands. Those of the answer may stand in the file as well and are not read.
  private func columns(_ head: CSVRow) throws -> [String: Int] {
    let names = head.fields.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
    let columns = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
    for column in ["id", "method", "principal", "periodic_rate", "instalments", "decimals"] where columns[column] == nil {
      throw ValidationError("\(cases): line \(head.line): the column \(column) is missing")
    }
    return columns
  }

  private func answer(_ row: CSVRow, _ columns: [String: Int]) throws(NegotiationProblem) -> [String] {
    if let defect = row.defect { throw NegotiationProblem("malformed_csv", "id", defect.message) }
    return try InstalmentCase { column in columns[column].map { $0 < row.fields.count ? row.fields[$0] : "" } }.output
  }

  private func quoted(_ field: String) -> String {
    let isPlain = field.allSatisfy { $0 != "," && $0 != "\"" && !$0.isNewline }
    return isPlain ? field : "\"\(field.replacing("\"", with: "\"\""))\""
  }
}
