import FoundationEssentials

/// Files of the repository that tests read where they stand, such as `docs/contracts`.
package enum ProjectFiles {
  /// The root of the repository, from where this file was when it was compiled.
  package static let root: String = #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()

  /// Throws when there is no such file; `path` is relative to the root.
  package static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: "\(root)/\(path)")))
  }

  package static func text(_ path: String) throws -> String {
    String(decoding: try bytes(path), as: UTF8.self)
  }

  /// The names in a directory, sorted; `path` is relative to the root.
  package static func names(in path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(path)").sorted()
  }

  package static func json(_ path: String) throws -> JSONValue {
    try JSONDecoder().decode(JSONValue.self, from: Data(try bytes(path)))
  }
}
