/// Rule data that cannot be read: which file, which line and what to correct.
public struct RuleDataError: Error, Equatable, CustomStringConvertible {
  public let file: String
  /// From 1.
  public let line: Int
  public let column: String?
  public let problem: String

  init(file: String, line: Int, column: String? = nil, problem: String) {
    self.file = file
    self.line = line
    self.column = column
    self.problem = problem
  }

  public var description: String { "\(file), line \(line)\(column.map { ", \($0)" } ?? ""): \(problem)" }
}
