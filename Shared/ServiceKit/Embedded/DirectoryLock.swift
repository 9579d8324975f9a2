import Foundation

/// Held by the one process that runs a server on a data directory; the kernel releases it when that process dies.
struct DirectoryLock: ~Copyable {
  private let descriptor: Int32

  /// - Throws: `EmbeddedPostgresError` when another process holds it.
  init(path: String) throws {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw EmbeddedPostgresError("cannot open \(path): \(String(cString: strerror(errno)))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw EmbeddedPostgresError("another process runs PostgreSQL on this data directory (it holds \(path))")
    }
  }

  deinit { close(descriptor) }
}
