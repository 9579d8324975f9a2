import Contracts
import Foundation
package import Messaging

/// The errors file of an import as CSV.
package enum ErrorsFile {
  /// Writes the errors of an import to `path`, page by page.
  package static func write(_ id: ImportID, from database: ServiceDatabase, to path: String) async throws {
    guard FileManager.default.createFile(atPath: path, contents: Data(header.utf8)), let file = FileHandle(forWritingAtPath: path) else {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
    }
    defer { file.closeFile() }
    file.seekToEndOfFile()
    var line = 0
    while true {
      let after = line
      let page = try await database.read { try await ImportStore.errors(of: id, after: after, limit: 1_000, in: $0) }
      guard let last = page.last else { return }
      try file.write(contentsOf: Data(page.map(self.line).joined().utf8))
      line = last.line
    }
  }

  static let header = "line,column,code,message,raw\r\n"

  static func line(_ error: ImportError) -> String {
    CSVText.record([String(error.line), error.column, error.code, error.message, error.raw]) + "\r\n"
  }
}
