/// What is wrong with one field of a request.
public struct FieldProblem: Encodable, Sendable, Equatable {
  /// The path in the body or the name of the query parameter: `visits[3].promise.due_on`.
  public let field: String
  /// A stable word for programs and message catalogues, such as `required`.
  public let code: String
  /// For developers, in English. Never repeats the value.
  public let message: String

  public init(field: String, code: String, message: String) {
    self.field = field
    self.code = code
    self.message = message
  }
}
