/// Why terms are refused.
public struct NegotiationProblem: Error, Equatable, Sendable, CustomStringConvertible {
  /// For programs and message catalogues.
  public let code: String
  /// The field of the terms, such as `instalments`.
  public let field: String
  /// For developers, in English; names the value and what it may be.
  public let message: String

  public init(_ code: String, _ field: String, _ message: String) {
    self.code = code
    self.field = field
    self.message = message
  }

  public var description: String { "\(field): \(message)" }
}
