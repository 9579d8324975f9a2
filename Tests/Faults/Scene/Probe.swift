import Foundation
import ServiceKit
import Synchronization

/// A child process that runs one instance of the ledger.
final class Probe: Sendable {
  let name: String
  let process: ChildProcess
  let log: String
  private let isToldToEnd = Mutex(false)

  init(name: String, process: ChildProcess, log: String) {
    self.name = name
    self.process = process
    self.log = log
  }

  var hasEnded: Bool { process.hasEnded }

  var isExpectedToEnd: Bool { isToldToEnd.withLock { $0 } }

  /// SIGKILL.
  func kill() async { _ = await end(by: SIGKILL) }

  /// SIGSTOP.
  func freeze() { process.signal(SIGSTOP) }

  /// SIGCONT.
  func thaw() { process.signal(SIGCONT) }

  /// SIGTERM. Returns the exit status.
  func terminate() async -> Int32 { await end(by: SIGTERM) }

  /// Waits for a fail point to kill it. Returns the exit status: 128 + the signal.
  func waitForEnd() async -> Int32 {
    isToldToEnd.withLock { $0 = true }
    return await process.exitStatus()
  }

  /// Whether the log has the text.
  func hasSaid(_ text: String) -> Bool { occurrences(of: text) > 0 }

  /// How often the log has the text.
  func occurrences(of text: String) -> Int {
    String(decoding: FileManager.default.contents(atPath: log) ?? Data(), as: UTF8.self).ranges(of: text).count
  }

  var lastWords: String {
    String(decoding: (FileManager.default.contents(atPath: log) ?? Data()).suffix(1_500), as: UTF8.self)
  }

  private func end(by signal: Int32) async -> Int32 {
    isToldToEnd.withLock { $0 = true }
    process.signal(signal)
    return await process.exitStatus()
  }
}
