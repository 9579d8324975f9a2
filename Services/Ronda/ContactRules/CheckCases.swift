import ArgumentParser
import ContactRules
import Foundation

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
    let table = try CaseTable(parsing: try text())
    var problems = 0
    var output = CaseTable.answerHeader + "\n"
    for row in table.rows {
      do {
        output += try CaseTable.answer(try row.get(), by: rules) + "\n"
      } catch {
        problems += 1
        FileHandle.standardError.write(Data("\(error)\n".utf8))
      }
      if output.utf8.count > 1 << 16 {
        FileHandle.standardOutput.write(Data(output.utf8))
        output = ""
      }
    }
    FileHandle.standardOutput.write(Data(output.utf8))
    if problems > 0 { throw ExitCode(1) }
  }

  private func text() throws -> String {
    do {
      return try String(contentsOfFile: cases, encoding: .utf8)
    } catch {
      throw ValidationError("\(cases): cannot be read as UTF-8 text")
    }
  }
}
