import Foundation
import Synchronization

/// The directories of this process's tests and test servers. Their names carry the process id, so that a later process can tell which
/// were left behind by one that was killed.
package enum TemporaryDirectories {
  private struct Entry: Sendable {
    let path: String
    let stop: @Sendable () -> Void
    let isRunning: @Sendable () -> Bool
  }

  private static let prefix = "ronda-test-"
  private static let entries = Mutex<[Entry]>([])
  private static let numbers = Mutex(0)
  /// Once a process: others come and go, but what was killed before it started is gone.
  private static let clearing: Void = { TemporaryDirectories.removeAbandoned() }()
  private static let handler: Void = { atexit { TemporaryDirectories.removeAll() } }()

  private static var root: String { NSTemporaryDirectory() }

  /// Makes an empty directory that everybody may pass through, since servers run as users of their own. Whoever asks for it removes it:
  /// `defer { TemporaryDirectories.remove(path) }`. Should the process be killed, a later one does.
  package static func make() throws -> String {
    _ = clearing
    let number = numbers.withLock { number in
      number += 1
      return number
    }
    let path = (root as NSString).appendingPathComponent("\(prefix)\(getpid())-\(number)")
    if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return path
  }

  /// Of what lasts as long as the process.
  ///
  /// - Parameters:
  ///   - stop: asks the server to end, without waiting.
  ///   - isRunning: whether it has not yet.
  static func removeAtExit(_ path: String, stop: @escaping @Sendable () -> Void, isRunning: @escaping @Sendable () -> Bool) {
    _ = handler
    entries.withLock { $0.append(Entry(path: path, stop: stop, isRunning: isRunning)) }
  }

  private static func removeAll() {
    let all = entries.withLock { $0 }
    for entry in all { entry.stop() }
    for entry in all {
      // At most 5 s; a server that takes longer ends by itself, and the next process deletes its files.
      for _ in 0..<500 where entry.isRunning() { usleep(10_000) }
      remove(entry.path)
    }
  }

  /// Deletes the directories of processes that are gone.
  private static func removeAbandoned() {
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: root) } catch { return }
    for name in names where name.hasPrefix(prefix) {
      guard let owner = name.dropFirst(prefix.count).split(separator: "-").first.flatMap({ pid_t($0) }) else { continue }
      if kill(owner, 0) == -1, errno == ESRCH { remove((root as NSString).appendingPathComponent(name)) }
    }
  }

  package static func remove(_ path: String) {
    do {
      if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
    } catch {
      FileHandle.standardError.write(Data("cannot delete \(path): \(error)\n".utf8))
    }
  }
}
