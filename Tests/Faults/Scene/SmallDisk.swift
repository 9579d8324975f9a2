import Foundation
import Glibc

/// A file system in memory that is soon full. Mounting one takes rights that not everybody has.
final class SmallDisk: Sendable {
  let path: String

  /// Whether this process may mount; found out by doing it.
  static let isAllowed: Bool = {
    do {
      try SmallDisk(kilobytes: 64).remove()
      return true
    } catch {
      return false
    }
  }()

  init(kilobytes: Int) throws {
    path = NSTemporaryDirectory() + "disk-\(UUID().uuidString)"
    // The database's user must be able to pass.
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    do {
      try Self.checked(mount("tmpfs", path, "tmpfs", 0, "size=\(kilobytes)k,mode=0777"))
    } catch {
      try FileManager.default.removeItem(atPath: path)
      throw error
    }
  }

  private var filler: String { path + "/filler" }

  /// Takes all the room but so much.
  func fill(leaving kilobytes: Int = 0) throws {
    var facts = statvfs()
    try Self.checked(statvfs(path, &facts))
    let free = Int(facts.f_bavail) * Int(facts.f_frsize) - kilobytes << 10
    guard free > 0 else { return }
    let file = open(filler, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    try Self.checked(file)
    defer { close(file) }
    let result = posix_fallocate(file, 0, off_t(free))
    guard result == 0 else { throw POSIXError(POSIXErrorCode(rawValue: result) ?? .EIO) }
  }

  /// Gives it back.
  func clear() throws { try FileManager.default.removeItem(atPath: filler) }

  /// Also while files of it are still open.
  func remove() throws {
    try Self.checked(umount2(path, Int32(MNT_DETACH)))
    try FileManager.default.removeItem(atPath: path)
  }

  private static func checked(_ result: Int32) throws {
    guard result < 0 else { return }
    throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
  }
}
