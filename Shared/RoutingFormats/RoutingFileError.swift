/// What is wrong with a file that describes a routing problem, and where.
public struct RoutingFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Counted from 1; `nil` when the fault is not in one line.
  public let line: Int?
  /// The field and what it belongs to, as in `due date of node 7` or `jobs[3].time_windows[0]`.
  public let field: String
  public let message: String

  public var description: String { (line.map { "line \($0), " } ?? "") + "\(field): \(message)" }

  init(line: Int? = nil, _ field: String, _ message: String) {
    self.line = line
    self.field = field
    self.message = message
  }
}
