import Foundation

/// The text of a PDF as `pdftotext` of poppler reads it.
package enum PDFText {
  package struct Failed: Error {
    package let status: Int32
  }

  package static func read(_ pdf: [UInt8]) throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).pdf")
    try Data(pdf).write(to: path)
    defer { unlink(path.path) }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/pdftotext")
    process.arguments = ["-layout", "-enc", "UTF-8", path.path, "-"]
    process.standardOutput = output
    try process.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(status: process.terminationStatus) }
    return String(decoding: text, as: UTF8.self)
  }
}
