import ArgumentParser
import Foundation
import Spreadsheets

/// A CSV file of cases, read piece by piece: it may be larger than memory.
struct CaseFile {
  private static let pieceBytes = 1 << 18
  let path: String

  /// Hands on the header, then each row. A row with a defect is handed on as well.
  ///
  /// - Throws: for a file that cannot be read, is empty, or has a quote that is never closed.
  func forEachRow(header: (CSVRow) throws -> Void, row: (CSVRow) throws -> Void) throws {
    guard let file = FileHandle(forReadingAtPath: path) else { throw ValidationError("\(path): cannot be read") }
    var reader = CSVReader()
    var rows: [CSVRow] = []
    var hasHeader = false
    func hand() throws {
      for each in rows {
        if hasHeader { try row(each) } else { try header(each) }
        hasHeader = true
      }
      rows.removeAll(keepingCapacity: true)
    }
    do {
      while let piece = try file.read(upToCount: Self.pieceBytes), !piece.isEmpty {
        try reader.read([UInt8](piece), into: &rows)
        try hand()
      }
      try reader.finish(into: &rows)
    } catch let error as CSVDefect {
      // What stands before the open quote can still be answered.
      try hand()
      throw ValidationError("\(path): \(error.message)")
    }
    try hand()
    guard hasHeader else { throw ValidationError("\(path): the file is empty") }
  }
}

/// The answers to a file of cases on standard output, the problems on standard error.
struct CaseAnswers {
  private static let pieceBytes = 1 << 16
  private var output = ""
  private var problems = 0

  mutating func answer(_ line: String) {
    output += line
    output += "\n"
    if output.utf8.count > Self.pieceBytes { write() }
  }

  /// A row without an answer; the others are answered.
  mutating func refuse(_ problem: String) {
    problems += 1
    FileHandle.standardError.write(Data("\(problem)\n".utf8))
  }

  /// - Throws: an exit code of 1 when a row could not be answered.
  mutating func finish() throws {
    write()
    if problems > 0 { throw ExitCode(1) }
  }

  mutating func write() {
    FileHandle.standardOutput.write(Data(output.utf8))
    output = ""
  }
}
