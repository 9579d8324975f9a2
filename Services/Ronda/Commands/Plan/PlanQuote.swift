import ArgumentParser
import Contracts
import Foundation
import Negotiation
import Spreadsheets

/// Works out the schedule of each line of a CSV file.
struct PlanQuote: ParsableCommand {
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

  func run() throws {
    var columns: [String: Int] = [:]
    var answers = CaseAnswers()
    defer { answers.write() }
    try CaseFile(path: cases).forEachRow(
      header: { row in
        columns = try self.columns(row)
        answers.answer(InstalmentCase.outputColumns.joined(separator: ","))
      },
      row: { row in
        do {
          answers.answer(CSVText.record(try answer(row, columns)))
        } catch let error as NegotiationProblem {
          answers.refuse("line \(row.line), column \(error.field): \(error.message)")
        }
      })
    try answers.finish()
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
    if let defect = row.defect { throw NegotiationProblem("malformed_csv", InstalmentCase.inputColumns[0], defect.message) }
    return try InstalmentCase { column in columns[column].map { $0 < row.fields.count ? row.fields[$0] : "" } }.output
  }
}
