import Contracts
import HTTPTypes
import Hummingbird
import Messaging
import NIOCore
import ServiceKit

/// What people and gateways ask of the service.
struct Routes: Sendable {
  let database: ServiceDatabase
  let importer: Importer

  func add(to api: RouterGroup<ServiceRequestContext>) {
    let writers = api.authenticated(.administrator, .operator)
    // The router wants one name for one place in a path: a kind is posted to, an id is asked for.
    writers.post("imports/:import") { try await importFile($0, $1) }
    let readers = api.authenticated(.administrator, .operator, .supervisor, .auditor)
    readers.get("imports") { try await imports($0, $1) }
    readers.get("imports/:import") { try await oneImport($0, $1) }
    readers.get("imports/:import/errors") { try await errors($0, $1) }
    readers.get("debtors/:debtor_id") { try await debtor($0, $1) }
    readers.get("rejects") { try await rejects($0, $1) }
  }

  private func importFile(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer(anyOf: [.administrator, .operator])
    guard let kind = context.parameters.get("import").flatMap(ImportKind.init(rawValue:)) else { throw Problem.notFound("import_kind") }
    let options = ImportOptions(
      kind: kind, isFull: try request.queryFlag("full"), hasDecimalComma: try request.queryFlag("decimal_comma"),
      businessDate: try request.queryDate("business_date"), startedBy: viewer.staffID, creditorIDs: viewer.creditorIDs,
      totalBytes: request.headers[.contentLength].flatMap { Int64($0) })
    do {
      let summary = try await importer.run(options, request.body.map { Array($0.readableBytesView) })
      return try .json(ImportSummaryView(summary))
    } catch let failure as ImportFailure {
      throw Problem.field(
        failure.error.column.isEmpty ? "body" : failure.error.column, code: failure.error.code.rawValue, failure.error.message)
    }
  }

  private func imports(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let limit = try request.queryInteger("limit", in: 1...500, default: 50)
    let cursor = try request.query("cursor", expected: "the next_cursor of a page") { Instant($0) }
    let found = try await database.read { try await ImportStore.page(viewer.creditorIDs, after: cursor, limit: limit + 1, in: $0) }
    return try .json(Page(found, limit: limit, cursor: \.startedAt))
  }

  private func oneImport(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    try .json(try await required(context))
  }

  private func required(_ context: ServiceRequestContext) async throws -> ImportView {
    let viewer = try context.requireViewer()
    let id = try context.pathIdentifier("import", of: ImportID.self)
    guard let view = try await database.read({ try await ImportStore.find(id, viewer.creditorIDs, in: $0) }) else {
      throw Problem.notFound("import")
    }
    return view
  }

  /// The errors file: streamed page by page, so that a long one needs no memory.
  private func errors(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let view = try await required(context)
    let body = ResponseBody { writer in
      try await writer.write(ByteBuffer(string: ErrorsFile.header))
      var line = 0
      while true {
        let after = line
        let page = try await database.read { try await ImportStore.errors(of: view.importID, after: after, limit: 1_000, in: $0) }
        guard let last = page.last else { break }
        try await writer.write(ByteBuffer(string: page.map(ErrorsFile.line).joined()))
        line = last.line
      }
      try await writer.finish(nil)
    }
    var headers = HTTPFields()
    headers[.contentType] = "text/csv; charset=utf-8"
    headers[.cacheControl] = "no-store"
    headers[.contentDisposition] = "attachment; filename=\"import-\(view.importID)-errors.csv\""
    return Response(status: .ok, headers: headers, body: body)
  }

  private func debtor(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let id = try context.pathIdentifier("debtor_id", of: DebtorID.self)
    let now = database.clock.now
    guard let view = try await database.read({ try await DebtorViewStore.find(id, scope: viewer.creditorIDs, at: now, in: $0) }) else {
      throw Problem.notFound("debtor")
    }
    return try .json(view)
  }

  /// Rejects are not bound to a creditor: a viewer whose scope is some creditors sees none of them.
  private func rejects(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let limit = try request.queryInteger("limit", in: 1...500, default: 50)
    let cursor = try request.query("cursor", expected: "the next_cursor of a page") { RejectCursor($0) }
    guard viewer.creditorIDs.isEmpty else { return try .json(Page<RejectView>([])) }
    let found = try await database.read { try await RejectStore.page(after: cursor, limit: limit + 1, in: $0) }
    return try .json(Page(found, limit: limit, cursor: RejectCursor.text))
  }
}
