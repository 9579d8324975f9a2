public import Contracts
import HTTPTypes
public import Hummingbird
import NIOCore

/// An answer that says what went wrong: RFC 9457 `application/problem+json`.
///
/// `code` is stable and screens translate it; `detail` is for developers, in English, and never holds personal data.
public struct Problem: Error, Sendable {
  public let status: HTTPResponse.Status
  public let code: String
  public let title: String
  public let detail: String?
  /// What a message catalogue needs to word the code.
  public let parameters: [String: String]
  public let errors: [FieldProblem]
  /// Seconds after which the same request may succeed.
  public let retryAfter: Int?
  /// Headers that the answer carries besides its own.
  public let headers: HTTPFields

  public init(
    _ status: HTTPResponse.Status, code: String, title: String? = nil, detail: String? = nil, parameters: [String: String] = [:],
    errors: [FieldProblem] = [], retryAfter: Int? = nil, headers: HTTPFields = [:]
  ) {
    self.status = status
    self.code = code
    self.title = title ?? status.reasonPhrase
    self.detail = detail
    self.parameters = parameters
    self.errors = errors
    self.retryAfter = retryAfter
    self.headers = headers
  }
}

extension Problem {
  /// 422: the request is well-formed and one field of it cannot be used.
  public static func field(_ field: String, code: String, _ message: String) -> Problem {
    .fields([FieldProblem(field: field, code: code, message: message)])
  }

  /// 422 with every field that cannot be used.
  public static func fields(_ errors: [FieldProblem]) -> Problem {
    Problem(.unprocessableContent, code: "invalid_fields", title: "Invalid fields", errors: errors)
  }

  /// 404 for something that does not exist or that the viewer may not know of.
  public static func notFound(_ what: String) -> Problem {
    Problem(.notFound, code: "\(what)_not_found", detail: "There is no such \(what) or it is outside of your scope.")
  }

  public static var unauthorized: Problem {
    Problem(
      .unauthorized, code: "sign_in_required", detail: "Send a valid access token as Authorization: Bearer.",
      headers: [.wwwAuthenticate: "Bearer"])
  }

  public static func forbidden(_ roles: some Sequence<StaffRole>) -> Problem {
    let names = roles.map(\.rawValue).sorted().joined(separator: ", ")
    return Problem(.forbidden, code: "role_required", detail: "This needs one of the roles: \(names).", parameters: ["roles": names])
  }

  public static func conflict(code: String, _ detail: String) -> Problem {
    Problem(.conflict, code: code, detail: detail)
  }

  /// 503: what the request needs is away for the moment.
  public static func unavailable(_ code: String = "database_unavailable", retryAfter: Int = 2) -> Problem {
    Problem(.serviceUnavailable, code: code, detail: "Send the same request again later.", retryAfter: retryAfter)
  }
}

extension Problem: HTTPResponseError {
  private struct Document: Encodable {
    let type: String
    let title: String
    let status: Int
    let code: String
    let detail: String?
    let parameters: [String: String]?
    let errors: [FieldProblem]?
  }

  /// The document's bytes.
  public func document() throws -> [UInt8] {
    try EventCoding.encode(
      Document(
        type: "about:blank", title: title, status: status.code, code: code, detail: detail,
        parameters: parameters.isEmpty ? nil : parameters, errors: errors.isEmpty ? nil : errors))
  }

  public func response(from request: Request, context: some RequestContext) throws -> Response {
    var fields = headers
    fields[.contentType] = "application/problem+json"
    fields[.cacheControl] = "no-store"
    if let retryAfter { fields[.retryAfter] = String(retryAfter) }
    return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: try document())))
  }
}
