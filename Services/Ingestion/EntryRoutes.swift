import Contracts
import HTTPTypes
import Hummingbird
import Messaging
import NIOCore
import ServiceKit

/// What people enter and propose, and what is still to be located.
struct EntryRoutes: Sendable {
  let database: ServiceDatabase
  let entry: ManualEntry

  func add(to api: RouterGroup<ServiceRequestContext>) {
    let writers = api.authenticated(.administrator, .operator, .supervisor)
    writers.post("accounts") { request, context in
      try await entered { try await entry.enter(account: try await request.object(), by: try context.requireViewer()) }
    }
    writers.post("payments") { request, context in
      try await entered { try await entry.enter(payment: try await request.object(), by: try context.requireViewer()) }
    }
    for (path, part) in [("addresses", SupplementPart.address), ("contacts", .contact), ("parties", .party)] {
      writers.post("debtors/:debtor_id/\(path)") { request, context in
        let debtor = try context.pathIdentifier("debtor_id", of: DebtorID.self)
        return try await entered {
          try await entry.enter(part, try await request.object(), of: debtor, by: try context.requireViewer())
        }
      }
    }
    writers.delete("debtors/:debtor_id/sources/:supplement_id") { try await withdraw($0, $1) }
    writers.put("debtors/:debtor_id/addresses/:address_id/location") { try await locate($0, $1) }
    writers.post("proposals/:proposal_id/decision") { try await decide($0, $1) }
    let readers = api.authenticated(.administrator, .operator, .supervisor, .auditor)
    readers.get("debtors/:debtor_id/sources") { try await sources($0, $1) }
    readers.get("debtors/:debtor_id/consents") { try await consents($0, $1) }
    readers.get("debtors/:debtor_id/consents/export") { try await exportConsents($0, $1) }
    readers.get("geocoding") { try await unlocated($0, $1) }
    readers.get("proposals") { try await proposals($0, $1) }
    let field = api.authenticated(.administrator, .operator, .supervisor, .collector, .gateway)
    field.post("debtors/:debtor_id/consents") { try await consent($0, $1) }
    field.post("proposals") { try await propose($0, $1) }
  }

  // MARK: - Entering

  private func entered(_ enter: () async throws -> Entered) async throws -> Response {
    let entered = try await answering(enter)
    return try .json(entered, status: entered.isNew ? .created : .ok)
  }

  /// What the readers refuse, as a problem document that names the field.
  private func answering<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
      return try await body()
    } catch let error as RecordError {
      throw Problem(error)
    }
  }

  private func withdraw(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    try await entry.withdraw(
      try context.pathIdentifier("supplement_id", of: SupplementID.self), of: try context.pathIdentifier("debtor_id", of: DebtorID.self),
      by: try context.requireViewer())
    return .noContent
  }

  private func locate(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let body = try await request.decodeJSON(LocationRequest.self, context: context)
    let location = AddressLocation(
      debtorID: try context.pathIdentifier("debtor_id", of: DebtorID.self),
      addressID: try context.pathIdentifier("address_id", of: AddressID.self), latitude: body.lat, longitude: body.lon,
      precision: body.precision, source: try body.supplementSource)
    return try await entered { try await entry.enter(location, by: try context.requireViewer()) }
  }

  private func consent(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let body = try await request.decodeJSON(ConsentRequest.self, context: context)
    let debtor = try context.pathIdentifier("debtor_id", of: DebtorID.self)
    return try await entered { try await entry.enter(body, of: debtor, by: try context.requireViewer()) }
  }

  // MARK: - Proposals

  private func propose(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let body = try await request.object()
    let (proposal, isNew) = try await answering { try await entry.propose(body, by: viewer) }
    return try .json(ProposalView(proposal: proposal), status: isNew ? .created : .ok)
  }

  private func decide(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let decision = try await request.decodeJSON(DecisionRequest.self, context: context)
    let viewer = try context.requireViewer()
    let id = try context.pathIdentifier("proposal_id", of: ProposalID.self)
    let proposal = try await answering { try await entry.decide(id, decision.approved, reason: decision.reason, by: viewer) }
    return try .json(ProposalView(proposal: proposal))
  }

  private func proposals(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let limit = try request.queryInteger("limit", in: 1...500, default: 50)
    let state = try request.query("state", expected: "pending, approved or rejected") { Proposal.State(rawValue: $0) }
    let debtor = try request.queryIdentifier("debtor_id", of: DebtorID.self)
    let cursor = try request.queryIdentifier("cursor", of: ProposalID.self)
    let found = try await database.read {
      try await ProposalStore.page(state: state, debtor: debtor, scope: viewer.creditorIDs, after: cursor, limit: limit + 1, in: $0)
    }
    return try .json(Page(found.map(ProposalView.init), limit: limit, cursor: \.proposal.proposalID))
  }

  // MARK: - Reading

  private func sources(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let debtor = try await visibleDebtor(context)
    let items = try await database.read { try await SupplementStore.load(ofDebtors: [debtor], in: $0) }
    return try .json(Page(items.map(SourceView.init)))
  }

  private func consents(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let debtor = try await visibleDebtor(context)
    let items = try await database.read { try await ConsentStore.load(ofDebtors: [debtor], in: $0) }
    return try .json(Page(items.map(ConsentView.init)))
  }

  /// All that was given and revoked, with its proofs, for a regulator.
  private func exportConsents(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let debtor = try await visibleDebtor(context)
    let items = try await database.read { try await ConsentStore.load(ofDebtors: [debtor], in: $0) }
    return .csv([ConsentView.csvHeader] + items.map { ConsentView(consent: $0).csv }, name: "consents-\(debtor).csv")
  }

  private func unlocated(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let limit = try request.queryInteger("limit", in: 1...5_000, default: 100)
    let cursor = try request.query("cursor", expected: "the next_cursor of a page") { UnlocatedCursor($0) }
    let isFile = try request.query("format", expected: "json or csv") { ["json": false, "csv": true][$0] } ?? false
    let country = request.query("country")?.uppercased()
    let found = try await database.read {
      try await GeocodingStore.page(country: country, scope: viewer.creditorIDs, after: cursor, limit: limit + 1, in: $0)
    }
    let page = Page(found, limit: limit, cursor: UnlocatedCursor.text)
    if isFile { return .csv([UnlocatedAddress.csvHeader] + page.items.map(\.csv), name: "to-geocode.csv") }
    return try .json(page)
  }

  private func visibleDebtor(_ context: ServiceRequestContext) async throws -> DebtorID {
    let viewer = try context.requireViewer()
    let id = try context.pathIdentifier("debtor_id", of: DebtorID.self)
    let now = database.clock.now
    let found = try await database.read { try await DebtorViewStore.find(id, scope: viewer.creditorIDs, at: now, in: $0) }
    guard found != nil else { throw Problem.notFound("debtor") }
    return id
  }
}

/// Where an address is, as an operator or a geocoder says.
private struct LocationRequest: Decodable {
  let lat: Double
  let lon: Double
  let precision: String?
  let source: String?

  var supplementSource: SupplementSource {
    get throws {
      switch source?.lowercased() {
      case nil, "manual": return .manual
      case "geocoder": return .geocoder
      default: throw Problem.field("source", code: "invalid", "Expected manual or geocoder.")
      }
    }
  }
}

private struct DecisionRequest: Decodable {
  let approved: Bool
  let reason: String?
}

extension Request {
  /// The body as it came, for readers that keep what they do not know.
  fileprivate func object() async throws -> [UInt8] {
    try await bodyBytes(maximumBytes: Request.ordinaryBodyLimit)
  }
}

extension Response {
  /// A small file of comma-separated values.
  fileprivate static func csv(_ records: [[String]], name: String) -> Response {
    var headers = HTTPFields()
    headers[.contentType] = "text/csv; charset=utf-8"
    headers[.cacheControl] = "no-store"
    headers[.contentDisposition] = "attachment; filename=\"\(name)\""
    return Response(
      status: .ok, headers: headers,
      body: ResponseBody(byteBuffer: ByteBuffer(string: records.map { CSVText.record($0) + "\r\n" }.joined())))
  }
}

extension Problem {
  /// What a reader or the domain refuses: 400 for what is not JSON, 409 for what contradicts the state, 422 naming the field for the rest.
  init(_ error: RecordError) {
    switch error.code {
    case .malformedJSON, .invalidUTF8, .notAnObject, .emptyValue, .tooDeep:
      self.init(.badRequest, code: error.code.rawValue, detail: error.description)
    case .conflict, .staleBusinessDate, .currencyChanged:
      self.init(
        .conflict, code: error.code.rawValue, detail: error.description,
        errors: [FieldProblem(field: error.field, code: error.code.rawValue, message: error.message)])
    case .accountUnknown where error.field == "debtor_id": self = .notFound("debtor")
    default: self = .field(error.field.isEmpty ? "body" : error.field, code: error.code.rawValue, error.message)
    }
  }
}
