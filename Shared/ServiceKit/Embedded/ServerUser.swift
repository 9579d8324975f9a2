import Foundation

/// The system user that PostgreSQL runs as: it refuses to run as root.
struct ServerUser: Sendable {
  let name: String
  let userID: uid_t
  let groupID: gid_t
  /// Whether this process must change to that user for the server.
  let mustSwitch: Bool

  /// The present user, or `postgres` when that is root.
  static func forThisProcess() throws -> ServerUser {
    guard geteuid() == 0 else { return ServerUser(name: NSUserName(), userID: geteuid(), groupID: getegid(), mustSwitch: false) }
    guard let entry = getpwnam("postgres") else {
      throw EmbeddedPostgresError("PostgreSQL does not run as root, and there is no system user postgres to run it as")
    }
    return ServerUser(name: "postgres", userID: entry.pointee.pw_uid, groupID: entry.pointee.pw_gid, mustSwitch: true)
  }

  /// The command line, run as this user by `setpriv`, which replaces itself by the program, so that the process id is the
  /// program's.
  /// - Parameter diesWithParent: the program is sent SIGINT when this process dies, however that happens.
  func command(_ arguments: [String], diesWithParent: Bool = false) -> [String] {
    var prefix: [String] = []
    if mustSwitch { prefix += ["--reuid=\(userID)", "--regid=\(groupID)", "--init-groups", "--reset-env"] }
    if diesWithParent { prefix += ["--pdeathsig=INT"] }
    return prefix.isEmpty ? arguments : ["setpriv"] + prefix + ["--"] + arguments
  }

  /// The first directory on the way to `path` that this user may not pass through; nil when there is none.
  func obstacle(to path: String) -> String? {
    guard mustSwitch else { return nil }
    var parent = (path as NSString).standardizingPath
    while parent != "/", !parent.isEmpty {
      parent = (parent as NSString).deletingLastPathComponent
      var status = stat()
      guard stat(parent, &status) == 0 else { continue }
      let mode = status.st_mode
      let mayPass =
        mode & S_IXOTH != 0 || (status.st_uid == userID && mode & S_IXUSR != 0) || (status.st_gid == groupID && mode & S_IXGRP != 0)
      if !mayPass { return parent }
    }
    return nil
  }

  /// Makes a directory that belongs to this user, if it does not exist.
  func makeDirectory(_ path: String, permissions: Int) throws {
    if FileManager.default.fileExists(atPath: path) { return }
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: path)
    try takeOver(path)
  }

  func takeOver(_ path: String) throws {
    guard mustSwitch else { return }
    guard chown(path, userID, groupID) == 0 else {
      throw EmbeddedPostgresError("cannot give \(path) to user \(name): \(String(cString: strerror(errno)))")
    }
  }
}
