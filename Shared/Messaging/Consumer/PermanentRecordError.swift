/// A record that no retry will make usable. It goes to the dead letters, bytes unchanged, with `code` and `message` beside it.
public struct PermanentRecordError: Error, Sendable, CustomStringConvertible {
  /// For programs: `missing_field`.
  public let code: String
  /// For people: the field and what to do. No personal data, since it is kept in headers and logs.
  public let message: String

  public init(code: String, message: String) {
    self.code = code
    self.message = message
  }

  /// Says what a `DecodingError` found, without the value.
  public init(decoding error: any Error) {
    switch error {
    case DecodingError.keyNotFound(let key, let context):
      self.init(code: "missing_field", message: "\(Self.path(context.codingPath + [key])): is missing")
    case DecodingError.typeMismatch(let type, let context):
      self.init(code: "wrong_type", message: "\(Self.path(context.codingPath)): is not of the type \(type)")
    case DecodingError.valueNotFound(_, let context):
      self.init(code: "missing_field", message: "\(Self.path(context.codingPath)): is null")
    case DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty:
      self.init(code: "malformed_json", message: "the value is not a JSON object in UTF-8")
    case DecodingError.dataCorrupted(let context):
      self.init(code: "invalid_value", message: "\(Self.path(context.codingPath)): is not a value of this field")
    default:
      self.init(code: "unusable_record", message: "the record cannot be read (\(type(of: error)))")
    }
  }

  public var description: String { "\(code): \(message)" }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.map { key in key.intValue.map { "[\($0)]" } ?? key.stringValue }.joined(separator: ".")
  }
}
