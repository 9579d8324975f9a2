import Contracts
import HTTPTypes
import Hummingbird
import Messaging
import NIOCore
import ServiceKit

/// Photographs of visits: declared, sent in pieces that can be resumed, and seen once all of it is there and good.
struct PhotoRoutes: Sendable {
  private static let largestPiece = 1 << 20
  private static let offsetHeader = HTTPField.Name("Upload-Offset")

  let database: ServiceDatabase
  let vault: PhotoVault
  let policy: CapturePolicy
  let people: People

  func add(to api: ServiceRoutes) {
    let field = api.authenticated(.collector, .supervisor, .gateway)
    field.put("photos/{photo_id}") { request, context in try await declare(request, context) }
    field.patch("photos/{photo_id}") { request, context in try await receive(request, context) }
    field.get("photos/{photo_id}/upload") { request, context in try await progress(request, context) }
    let readers = api.authenticated(.administrator, .supervisor, .collector, .auditor)
    readers.get("photos/{photo_id}") { _, context in try await content(context) }
    readers.get("visits/{visit_id}/photos") { _, context in try await list(context) }
  }

  /// 201 when it is new, 200 when it is known, with what is missing.
  private func declare(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let photoID: PhotoID = try context.pathIdentifier("photo_id")
    let declaration = try await request.decodeJSON(PhotoDeclaration.self, context: context)
    do { try declaration.check(policy, at: database.clock.now) } catch { throw Problem.field(error.field, code: error.code, error.message) }
    let location = try declaration.location()
    return try await withOwner(request, context) { collectorID, work in
      guard try await PhotoStore.isVisit(declaration.visitID, of: collectorID, in: work.transaction) else {
        throw Problem.field("visit_id", code: "unknown_visit", "Send the visit first: there is no such visit of yours.")
      }
      let isNew = try await PhotoStore.insert(
        declaration, at: location, as: photoID, by: collectorID, now: work.now, in: work.transaction)
      guard let photo = try await PhotoStore.take(photoID, of: collectorID, in: work.transaction),
        photo.declaration.sha256 == declaration.sha256, photo.declaration.visitID == declaration.visitID
      else { throw Problem.conflict(code: "id_taken", "Another photograph was declared under this id.") }
      return try .json(PhotoView(photo), status: isNew ? .created : .ok)
    }
  }

  /// Takes the piece that begins where the last one ended. The answer comes when it is on the disk and in the database.
  private func receive(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let photoID: PhotoID = try context.pathIdentifier("photo_id")
    guard let name = Self.offsetHeader, let offset = request.headers[name].flatMap({ Int64($0) }), offset >= 0 else {
      throw Problem.field("Upload-Offset", code: "required", "Say in the header Upload-Offset how many bytes came before these.")
    }
    let bytes = try await request.bodyBytes(maximumBytes: Self.largestPiece)
    var refusal: RecordProblem?
    let response = try await withOwner(request, context) { collectorID, work in
      guard var photo = try await PhotoStore.take(photoID, of: collectorID, in: work.transaction) else { throw Problem.notFound("photo") }
      if photo.storedAt != nil { return try .json(PhotoView(photo)) }
      guard offset == photo.receivedBytes else { throw Self.otherOffset(photo.receivedBytes) }
      guard !bytes.isEmpty, offset + Int64(bytes.count) <= photo.declaration.sizeBytes else {
        throw Problem.field("body", code: "wrong_size", "The photograph has \(photo.declaration.sizeBytes) bytes.")
      }
      try await vault.write(bytes, at: offset, of: photoID)
      photo.receivedBytes += Int64(bytes.count)
      if photo.receivedBytes == photo.declaration.sizeBytes { (photo, refusal) = try await finished(photo, at: work.now) }
      try await PhotoStore.update(photo, at: work.now, in: work.transaction)
      return try .json(PhotoView(photo))
    }
    if let refusal { throw Problem.field(refusal.field, code: refusal.code, refusal.message) }
    return response
  }

  /// What is not what was declared begins anew.
  private func finished(_ photo: Photo, at now: Instant) async throws -> (Photo, RecordProblem?) {
    var photo = photo
    let bytes = try await vault.read(photo.photoID)
    do {
      let facts = try photo.facts(of: bytes, sha256: Fingerprinted((), try Digest.sha256(bytes)).hex)
      (photo.width, photo.height, photo.storedAt) = (facts.width, facts.height, now)
      return (photo, nil)
    } catch let problem as RecordProblem {
      photo.receivedBytes = 0
      return (photo, problem)
    }
  }

  private func progress(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let photoID: PhotoID = try context.pathIdentifier("photo_id")
    return try await withOwner(request, context) { collectorID, work in
      guard let photo = try await PhotoStore.take(photoID, of: collectorID, in: work.transaction) else { throw Problem.notFound("photo") }
      return try .json(PhotoView(photo))
    }
  }

  private func content(_ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let photoID: PhotoID = try context.pathIdentifier("photo_id")
    let photo = try await database.read { try await PhotoStore.stored(photoID, for: viewer, in: $0) }.first
    guard let photo else { throw Problem.notFound("photo") }
    let bytes = try await vault.read(photoID)
    return Response(
      status: .ok,
      headers: [
        .contentType: photo.declaration.contentType, .cacheControl: "private, max-age=31536000, immutable",
        .eTag: "\"\(photo.declaration.sha256)\"",
      ],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  private func list(_ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let visitID: VisitID = try context.pathIdentifier("visit_id")
    return try .json(Page(try await database.read { try await PhotoStore.stored(of: visitID, for: viewer, in: $0) }.map(PhotoView.init)))
  }

  /// With the collector whose photograph it is: the viewer, or whom a gateway names as `collector_id` in the query.
  private func withOwner(
    _ request: Request, _ context: ServiceRequestContext, _ body: (StaffID, Work) async throws -> Response
  ) async throws -> Response {
    let viewer = try context.requireViewer()
    let collectorID: StaffID? = try request.queryIdentifier("collector_id")
    return try await database.work { work in
      try await body(try await people.recorder(viewer, for: collectorID, in: work.transaction).collectorID, work)
    }
  }

  private static func otherOffset(_ offset: Int64) -> Problem {
    var headers = HTTPFields()
    if let name = offsetHeader { headers[name] = String(offset) }
    return Problem(
      .conflict, code: "other_offset", detail: "Go on from the byte in Upload-Offset.", parameters: ["offset": String(offset)],
      headers: headers)
  }
}

/// A photograph, and how much of it has arrived.
struct PhotoView: Encodable, Sendable {
  let photo: Photo

  init(_ photo: Photo) { self.photo = photo }

  private enum CodingKeys: String, CodingKey {
    case photoID = "photo_id"
    case collectorID = "collector_id"
    case offset, width, height
    case storedAt = "stored_at"
  }

  func encode(to encoder: any Encoder) throws {
    try photo.declaration.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(photo.photoID, forKey: .photoID)
    try container.encode(photo.collectorID, forKey: .collectorID)
    try container.encode(photo.receivedBytes, forKey: .offset)
    try container.encode(photo.width, forKey: .width)
    try container.encode(photo.height, forKey: .height)
    try container.encode(photo.storedAt, forKey: .storedAt)
  }
}
