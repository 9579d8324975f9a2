import Contracts
import Hummingbird
import Messaging
import Postgres
import ServiceKit

/// Work lists and exclusion lists over HTTP.
struct ListRoutes: Sendable {
  private static let maximumMembers = 10_000
  private static let pages = 1...1_000

  let database: ServiceDatabase
  let keeper: RestrictionKeeper

  func add(to api: ServiceRoutes) {
    let office = api.authenticated(.administrator, .supervisor, .auditor, .operator)
    office.get("lists") { _, context in try await list(context) }
    office.get("lists/{list_id}/members") { request, context in try await members(request, context) }
    let writers = api.authenticated(.administrator, .supervisor)
    writers.put("lists/{list_id}") { request, context in try await put(request, context) }
    writers.post("lists/{list_id}/members") { request, context in try await change(request, context, active: true) }
    writers.post("lists/{list_id}/removals") { request, context in try await change(request, context, active: false) }
  }

  private func list(_ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    return try .json(Page(try await database.read { try await ListStore.all(creditors: viewer.creditorIDs, in: $0) }))
  }

  private struct Names: Decodable {
    var kind: ListStore.Kind
    var nameES: String
    var nameEN: String

    private enum CodingKeys: String, CodingKey {
      case kind
      case nameES = "name_es"
      case nameEN = "name_en"
    }
  }

  private func put(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let listID = try context.pathCode("list_id", of: ListID.self)
    let names = try await request.decodeJSON(Names.self, context: context)
    let list = ListStore.List(listID: listID, kind: names.kind, nameES: names.nameES, nameEN: names.nameEN, members: nil)
    guard try await database.work({ try await ListStore.put(list, in: $0.transaction) }) else {
      throw Problem.conflict(code: "list_of_other_kind", "There is a list of that name and another kind; take another name.")
    }
    return .noContent
  }

  private struct MemberLine: Encodable {
    let debtorID: DebtorID
    let accountID: AccountID?
    let kind: RestrictionKind
    let validUntil: CalendarDate?

    private enum CodingKeys: String, CodingKey {
      case debtorID = "debtor_id"
      case accountID = "account_id"
      case kind
      case validUntil = "valid_until"
    }
  }

  private func members(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let listID = try context.pathCode("list_id", of: ListID.self)
    let limit = try request.queryInteger("limit", in: Self.pages, default: 100)
    let cursor: DebtorID? = try request.queryIdentifier("cursor")
    let members = try await database.read { transaction in
      guard try await ListStore.exists(listID, in: transaction) else { throw Problem.notFound("list") }
      return try await ListStore.members(of: listID, creditors: viewer.creditorIDs, after: cursor, limit: limit, in: transaction)
    }
    let lines = members.map { MemberLine(debtorID: $0.debtorID, accountID: $0.accountID, kind: $0.kind, validUntil: $0.validUntil) }
    let isFull = Set(members.map(\.debtorID)).count == limit
    return try .json(Page(lines, nextCursor: isFull ? members.last?.debtorID.description : nil))
  }

  private struct Change: Decodable {
    var accountIDs: [AccountID]?
    var debtorIDs: [DebtorID]?
    var kind: RestrictionKind?
    var validUntil: CalendarDate?

    private enum CodingKeys: String, CodingKey {
      case accountIDs = "account_ids"
      case debtorIDs = "debtor_ids"
      case kind
      case validUntil = "valid_until"
    }
  }

  private struct Answer: Encodable {
    let changed: Int
    let unknownAccountIDs: [AccountID]

    private enum CodingKeys: String, CodingKey {
      case changed
      case unknownAccountIDs = "unknown_account_ids"
    }
  }

  private func change(_ request: Request, _ context: ServiceRequestContext, active: Bool) async throws -> Response {
    let viewer = try context.requireViewer()
    let listID = try context.pathCode("list_id", of: ListID.self)
    let change = try await request.decodeJSON(Change.self, context: context)
    let accounts = Set(change.accountIDs ?? []).sorted()
    let debtors = Set(change.debtorIDs ?? []).sorted()
    guard (1...Self.maximumMembers).contains(accounts.count + debtors.count) else {
      throw Problem.field("account_ids", code: "count", "Send 1 to \(Self.maximumMembers) account_ids and debtor_ids.")
    }
    let answer = try await database.work { work in
      guard try await ListStore.exists(listID, in: work.transaction) else { throw Problem.notFound("list") }
      let owners = try await ListStore.debtors(of: accounts, creditors: viewer.creditorIDs, in: work.transaction)
      let known = try await ListStore.known(debtors, creditors: viewer.creditorIDs, in: work.transaction)
      let members =
        accounts.compactMap { account in owners[account].map { ListStore.Member(debtorID: $0, accountID: account) } }
        + known.map { ListStore.Member(debtorID: $0, accountID: nil) }
      let entries = members.map { member in
        var member = member
        member.kind = change.kind ?? .excluded
        member.active = active
        member.validUntil = change.validUntil
        return (listID, member)
      }
      let changed = try await ListStore.put(entries, at: work.now, in: work.transaction)
      try await keeper.refresh(changed, in: work)
      return Answer(changed: changed.count, unknownAccountIDs: accounts.filter { owners[$0] == nil })
    }
    return try .json(answer)
  }
}

extension ServiceRequestContext {
  /// A code in the path, such as that of a segment: lower-case letters, digits, `-` and `_`.
  func pathCode<Subject>(_ name: String, of type: Code<Subject>.Type) throws -> Code<Subject> {
    guard let text = parameters.get(name), (1...64).contains(text.utf8.count),
      text.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 95 })
    else { throw Problem.field(name, code: "invalid", "Expected up to 64 lower-case letters, digits, - and _.") }
    return Code<Subject>(text)
  }
}
