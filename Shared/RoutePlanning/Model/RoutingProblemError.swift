/// What is wrong with the data of a `RoutingProblem`, and where.
public struct RoutingProblemError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Subject: Hashable, Sendable {
    case problem
    case stop(Int)
    case collector(Int)
    case matrix(Int)
    case initialRoute(Int)
  }

  public let subject: Subject
  /// The property's name, as in `windows` or `start`.
  public let field: String
  public let message: String

  public var description: String {
    switch subject {
    case .problem: "\(field): \(message)"
    case .stop(let index): "stop \(index), \(field): \(message)"
    case .collector(let index): "collector \(index), \(field): \(message)"
    case .matrix(let index): "matrix \(index), \(field): \(message)"
    case .initialRoute(let index): "initial route \(index), \(field): \(message)"
    }
  }

  init(_ subject: Subject, _ field: String, _ message: String) {
    self.subject = subject
    self.field = field
    self.message = message
  }
}
