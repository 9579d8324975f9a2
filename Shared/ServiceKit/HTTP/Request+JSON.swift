import Contracts
import FoundationEssentials
import HTTPTypes
public import Hummingbird
import NIOCore

extension Request {
  /// The size that a JSON body may have where a route does not say otherwise.
  public static var ordinaryBodyLimit: Int { 1 << 20 }

  /// Reads the body as JSON.
  ///
  /// - Throws: ``Problem`` 413 over `maximumBytes`, 415 for another content type, 400 for what is not JSON,
  ///   422 naming the field for JSON of another shape.
  public func decodeJSON<Value: Decodable>(
    _ type: Value.Type = Value.self, context: ServiceRequestContext, maximumBytes: Int = Request.ordinaryBodyLimit
  ) async throws -> Value {
    if let contentType = headers[.contentType], !Self.isJSON(contentType) {
      throw Problem(.unsupportedMediaType, code: "json_expected", detail: "Send the body as application/json.")
    }
    let bytes = try await bodyBytes(maximumBytes: maximumBytes)
    guard !bytes.isEmpty else { throw Problem(.badRequest, code: "body_missing", detail: "Send a JSON document as the body.") }
    do {
      return try EventCoding.decode(type, from: bytes)
    } catch let error as DecodingError {
      throw Problem(decoding: error)
    }
  }

  /// The whole body.
  ///
  /// - Throws: ``Problem`` 413 over `maximumBytes`, before more than that was kept in memory.
  public func bodyBytes(maximumBytes: Int) async throws -> [UInt8] {
    if let length = headers[.contentLength].flatMap({ Int($0) }), length > maximumBytes { throw Problem.tooLarge(maximumBytes) }
    do {
      let buffer = try await body.collect(upTo: maximumBytes)
      return Array(buffer.readableBytesView)
    } catch is NIOTooManyBytesError {
      throw Problem.tooLarge(maximumBytes)
    }
  }

  private static func isJSON(_ contentType: String) -> Bool {
    let essence = contentType.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
    return essence == "application/json" || essence.hasSuffix("+json")
  }
}

extension Problem {
  /// 413, with the limit.
  public static func tooLarge(_ maximumBytes: Int) -> Problem {
    Problem(
      .contentTooLarge, code: "body_too_large", detail: "The body may have \(maximumBytes) bytes.",
      parameters: ["maximum_bytes": String(maximumBytes)])
  }

  /// 400 for what is not JSON at all, 422 naming the field for JSON of another shape.
  public init(decoding error: DecodingError) {
    switch error {
    case .keyNotFound(let key, let context):
      self = .field(Self.path(context.codingPath + [key]), code: "required", "This field is required.")
    case .valueNotFound(let type, let context):
      self = .field(Self.path(context.codingPath), code: "required", "Expected \(Self.word(for: type)), found null.")
    case .typeMismatch(let type, let context):
      self = .field(Self.path(context.codingPath), code: "wrong_type", "Expected \(Self.word(for: type)).")
    case .dataCorrupted(let context) where context.codingPath.isEmpty:
      self = Problem(.badRequest, code: "json_invalid", detail: "The body is not a JSON document.")
    case .dataCorrupted(let context):
      self = .field(Self.path(context.codingPath), code: "invalid", Self.reason(context))
    @unknown default:
      self = Problem(.badRequest, code: "json_invalid", detail: "The body could not be read.")
    }
  }

  /// Only what our own types say; the standard library's texts can repeat the value.
  private static func reason(_ context: DecodingError.Context) -> String {
    context.debugDescription.hasPrefix("expected ") ? context.debugDescription : "The value is not one that this field takes."
  }

  /// `visits[3].promise.due_on`; `body` for the document itself.
  private static func path(_ keys: [any CodingKey]) -> String {
    var text = ""
    for key in keys {
      if let index = key.intValue {
        text += "[\(index)]"
      } else {
        text += text.isEmpty ? key.stringValue : ".\(key.stringValue)"
      }
    }
    return text.isEmpty ? "body" : text
  }

  private static func word(for type: Any.Type) -> String {
    switch type {
    case is String.Type: "a text"
    case is Bool.Type: "true or false"
    case is Int.Type, is Int16.Type, is Int32.Type, is Int64.Type: "a whole number"
    case is Double.Type, is Float.Type: "a number"
    case is [String: Any].Type: "an object"
    case is [Any].Type: "a list"
    default: "another type"
    }
  }
}
