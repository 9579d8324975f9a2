import Contracts
import Foundation
import Glibc
import HTTPTypes
import ServiceKit

/// The files of photographs: what has been acknowledged is on the disk.
struct PhotoVault: Sendable {
  private let directory: String
  /// Writing and syncing block.
  private let threads = BlockingThreads(name: "photos", count: 2)

  /// - Parameter directory: made when needed, readable by its owner only; instances of the service share it.
  init(directory: String) { self.directory = directory }

  /// Puts bytes at the place and cuts off what stood behind them. Returns when they are on the disk.
  ///
  /// - Throws: ``Problem`` 507 when there is no room.
  func write(_ bytes: [UInt8], at offset: Int64, of photoID: PhotoID) async throws {
    let (folder, path) = place(of: photoID)
    try await threads.run {
      try Self.make(folder)
      let file = try Self.checked(open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600))
      defer { close(file) }
      _ = try Self.checked(ftruncate(file, off_t(offset)))
      var done = 0
      while done < bytes.count {
        done += try Self.checked(
          bytes.withUnsafeBytes { pwrite(file, $0.baseAddress?.advanced(by: done), bytes.count - done, off_t(offset) + off_t(done)) })
      }
      _ = try Self.checked(fsync(file))
      if offset == 0 { try Self.sync(folder) }
    }
  }

  func read(_ photoID: PhotoID) async throws -> [UInt8] {
    let path = place(of: photoID).path
    return try await threads.run { [UInt8](try Data(contentsOf: URL(filePath: path))) }
  }

  /// Removes the file, if there is one.
  func remove(_ photoID: PhotoID) async throws {
    let path = place(of: photoID).path
    try await threads.run {
      if unlink(path) != 0, errno != ENOENT { throw CocoaError(.fileWriteUnknown, userInfo: [NSUnderlyingErrorKey: POSIXError(.EIO)]) }
    }
  }

  /// 256 folders, so that none grows without measure.
  private func place(of photoID: PhotoID) -> (folder: String, path: String) {
    let name = photoID.description
    let folder = "\(directory)/\(name.suffix(2))"
    return (folder, "\(folder)/\(name)")
  }

  private static func make(_ folder: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch let error as CocoaError where error.code == .fileWriteOutOfSpace {
      throw noRoom
    }
  }

  /// So that the entry of a new file survives as well.
  private static func sync(_ folder: String) throws {
    let handle = try checked(open(folder, O_RDONLY | O_CLOEXEC))
    defer { close(handle) }
    _ = try checked(fsync(handle))
  }

  private static var noRoom: Problem {
    Problem(
      .init(code: 507, reasonPhrase: "Insufficient Storage"), code: "disk_full", detail: "There is no room for photographs.", retryAfter: 60
    )
  }

  private static func checked<Result: SignedInteger>(_ result: Result) throws -> Result {
    guard result < 0 else { return result }
    let code = errno
    if code == ENOSPC || code == EDQUOT { throw noRoom }
    throw CocoaError(.fileWriteUnknown, userInfo: [NSUnderlyingErrorKey: POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO)])
  }
}
