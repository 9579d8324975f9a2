import ArgumentParser
import ContactRules
import Spreadsheets

/// Answers cases of a file, one line each. Rows that cannot be read are told on standard error and do not stop the others.
struct CheckCases: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Judge the cases of a CSV file.",
    discussion: """
      Columns, in any order: \(CaseTable.columns.joined(separator: ", ")); only id, jurisdiction, channel and instant must be there. \
      What a case does not say: the holder, consent given, no flags. prior is channel@instant|... See docs/contact-rules.md.
      """)
  @OptionGroup var reading: ReadingOptions
  @Option(help: "The file.") var cases: String

  func run() throws {
    let rules = try reading.rules()
    var table: CaseTable?
    var answers = CaseAnswers()
    defer { answers.write() }
    try CaseFile(path: cases).forEachRow(
      header: { row in
        table = try CaseTable(header: row.fields, line: row.line)
        answers.answer(CaseTable.answerHeader)
      },
      row: { row in
        guard let table else { return }
        do {
          answers.answer(try CaseTable.answer(try table.row(row.fields, line: row.line, defect: row.defect?.message), by: rules))
        } catch {
          answers.refuse("\(error)")
        }
      })
    try answers.finish()
  }
}
