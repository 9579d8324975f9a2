import Contracts
import HTTPTypes
import Hummingbird
import Messaging
import ServiceKit

/// `/api/identity/v1`
struct IdentityRoutes: Sendable {
  let database: ServiceDatabase
  let sessions: Sessions
  let directory: StaffDirectory
  let hasher: PasswordHasher
  let keys: SigningKeys

  private static let smallBody = 4_096
  private static let readers: [StaffRole] = [.administrator, .supervisor, .auditor, .operator]

  func add(to api: ServiceRoutes) {
    api.post("sessions", use: signIn)
    api.post("sessions/refresh", use: refresh)
    api.get("jwks", use: publicKeys)
    api.authenticated.delete("sessions", use: signOut)
    api.authenticated.get("me", use: me)
    api.authenticated.put("me/language", use: setLanguage)
    api.authenticated.put("me/password", use: setPassword)
    let readers = api.group().add(middleware: RoleGate(Self.readers))
    readers.get("staff", use: list)
    readers.get("staff/:staff_id", use: show)
    api.authenticated(.administrator).put("staff/:staff_id", use: put)
  }

  @Sendable private func signIn(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let body = try await request.decodeJSON(SignInRequest.self, context: context, maximumBytes: Self.smallBody)
    return try Response.json(SessionView(try await sessions.signIn(email: body.email, password: body.password)), status: .created)
  }

  @Sendable private func refresh(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let body = try await request.decodeJSON(RefreshRequest.self, context: context, maximumBytes: Self.smallBody)
    return try Response.json(SessionView(try await sessions.refresh(token: body.refreshToken)), status: .created)
  }

  @Sendable private func signOut(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    try await sessions.signOut(try context.requireViewer())
    return .noContent
  }

  @Sendable private func publicKeys(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    Response.json(bytes: try await keys.publicKeys(), headers: [.cacheControl: "max-age=60"])
  }

  @Sendable private func me(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let staff = try await database.read { try await sessions.staff(of: viewer, in: $0) }
    return try Response.json(StaffView(member: staff))
  }

  @Sendable private func setLanguage(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let body = try await request.decodeJSON(LanguageRequest.self, context: context, maximumBytes: Self.smallBody)
    guard StaffRules.isLanguage(body.language) else {
      throw Problem.field("language", code: "invalid", "Expected a language tag such as es or es-PE.")
    }
    let staff = try await database.work { work in
      _ = try await sessions.staff(of: viewer, in: work.transaction)
      try await StaffStore.setLanguage(body.language, of: viewer.staffID, in: work.transaction)
      return try await sessions.staff(of: viewer, in: work.transaction)
    }
    return try Response.json(StaffView(member: staff))
  }

  /// Other sessions of the person end.
  @Sendable private func setPassword(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let body = try await request.decodeJSON(PasswordRequest.self, context: context, maximumBytes: Self.smallBody)
    if let fault = PasswordRules.fault(of: body.newPassword, field: "new_password") {
      throw Problem.field(fault.field, code: fault.code, fault.message)
    }
    let current = try await database.read { transaction in
      _ = try await sessions.staff(of: viewer, in: transaction)
      return try await CredentialStore.passwordHash(of: viewer.staffID, in: transaction)
    }
    guard try await hasher.matches(body.currentPassword, current) else {
      throw Problem.field("current_password", code: "wrong", "This is not the current password.")
    }
    let hash = try await hasher.hash(body.newPassword)
    try await database.work { work in
      try await CredentialStore.set(hash, of: viewer.staffID, at: work.now, in: work.transaction)
      try await SessionStore.endAll(of: viewer.staffID, except: viewer.sessionID, .passwordChanged, at: work.now, in: work.transaction)
    }
    return .noContent
  }

  @Sendable private func list(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let limit = try request.queryInteger("limit", in: 1...1_000, default: 500)
    let filter = StaffStore.Filter(
      role: try request.query("role", expected: "a role such as collector") { StaffRole(rawValue: $0) },
      teamID: request.query("team_id").map { TeamID($0) },
      active: try request.query("active", expected: "true or false") { Bool($0) },
      after: try request.queryIdentifier("cursor", of: StaffID.self), limit: limit + 1)
    let found = try await database.read { try await StaffStore.list(filter, for: viewer, in: $0) }
    return try Response.json(Page(found.map(StaffView.init), limit: limit, cursor: \.member.staffID))
  }

  @Sendable private func show(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let staffID = try context.pathIdentifier("staff_id", of: StaffID.self)
    guard let member = try await database.read({ try await StaffStore.find(staffID, for: viewer, in: $0) }) else {
      throw Problem.notFound("staff")
    }
    return try Response.json(StaffView(member: member))
  }

  @Sendable private func put(_ request: Request, _ context: ServiceRequestContext) async throws -> Response {
    let viewer = try context.requireViewer()
    let staffID = try context.pathIdentifier("staff_id", of: StaffID.self)
    let input = try await request.decodeJSON(StaffInput.self, context: context, maximumBytes: 65_536)
    switch try await directory.put(input, as: staffID, by: viewer) {
    case .created(let member): return try Response.json(StaffView(member: member), status: .created)
    case .changed(let member), .unchanged(let member): return try Response.json(StaffView(member: member))
    }
  }
}
