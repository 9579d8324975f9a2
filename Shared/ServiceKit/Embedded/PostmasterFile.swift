import Foundation

/// `postmaster.pid`, where a running server says who and how it is.
struct PostmasterFile {
  let path: String

  init(dataDirectory: String) { path = dataDirectory + "/postmaster.pid" }

  private var lines: [Substring] {
    guard let data = FileManager.default.contents(atPath: path) else { return [] }
    return String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// Whether the file is there and names no process yet.
  var isUnwritten: Bool { FileManager.default.fileExists(atPath: path) && (lines.first ?? "").isEmpty }

  /// The process that the file names, if it is alive and is a PostgreSQL server: the number may belong to anybody by now.
  var serverProcess: pid_t? {
    guard let processID = lines.first.flatMap({ pid_t($0.trimmingCharacters(in: .whitespaces)) }) else { return nil }
    guard let name = FileManager.default.contents(atPath: "/proc/\(processID)/comm") else { return nil }
    return String(decoding: name, as: UTF8.self).hasPrefix("postgres") ? processID : nil
  }

  /// Whether the server of that process takes connections; the eighth line is its state.
  func saysReady(_ processID: pid_t) -> Bool {
    let lines = lines
    return lines.count >= 8 && lines[0] == "\(processID)" && lines[7].hasPrefix("ready")
  }
}
