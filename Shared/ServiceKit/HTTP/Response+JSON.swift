import Contracts
import HTTPTypes
public import Hummingbird
import NIOCore

extension Response {
  /// An answer in JSON, as ``EventCoding`` writes it.
  public static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) throws -> Response {
    json(bytes: try EventCoding.encode(value), status: status, headers: headers)
  }

  /// An answer whose JSON was made by somebody else, such as PostgreSQL.
  public static func json(bytes: [UInt8], status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
    var fields = headers
    fields[.contentType] = "application/json; charset=utf-8"
    if fields[.cacheControl] == nil { fields[.cacheControl] = "no-store" }
    return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// An answer without a body.
  public static var noContent: Response { Response(status: .noContent) }
}

/// A list as every route answers it.
public struct Page<Item: Encodable & Sendable>: Encodable, Sendable {
  public let items: [Item]
  /// What to send as `cursor` for the items that follow; `nil` at the end.
  public let nextCursor: String?

  public init(_ items: [Item], nextCursor: String? = nil) {
    self.items = items
    self.nextCursor = nextCursor
  }

  /// The first `limit` of what was found. Who looks for one more than the limit learns by it whether the list goes on.
  ///
  /// - Parameter cursor: what tells an item's place in the list.
  public init<Cursor: CustomStringConvertible>(_ found: [Item], limit: Int, cursor: (Item) -> Cursor) {
    items = Array(found.prefix(limit))
    nextCursor = found.count > limit ? items.last.map { cursor($0).description } : nil
  }

  private enum CodingKeys: String, CodingKey {
    case items
    case nextCursor = "next_cursor"
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(items, forKey: .items)
    try container.encode(nextCursor, forKey: .nextCursor)
  }
}
