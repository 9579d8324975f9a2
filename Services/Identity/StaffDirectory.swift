import Contracts
import HTTPTypes
import Messaging
import Postgres
import ServiceKit

/// Changing who works with Ronda.
package struct StaffDirectory: Sendable {
  let database: ServiceDatabase
  let hasher: PasswordHasher

  enum Outcome {
    case created(StaffMember)
    case changed(StaffMember)
    case unchanged(StaffMember)
  }

  /// Adds or replaces a member, with a new password when one is given.
  ///
  /// - Throws: ``Problem`` 422 naming fields, 403 for a member who works for creditors that the viewer does not, 409 for an address that is taken, a version that is not the newest or the
  ///   last administrator.
  func put(_ input: StaffInput, as staffID: StaffID, by viewer: Viewer) async throws -> Outcome {
    let draft = input.member(staffID)
    try Self.validate(draft, password: input.password)
    guard draft.isWithin(viewer.creditorIDs) else {
      throw Problem.field("creditor_ids", code: "out_of_scope", "Expected at least one creditor, and none that is not yours.")
    }
    var hash: PasswordHash?
    if let password = input.password { hash = try await hasher.hash(password) }
    let newHash = hash
    do {
      return try await database.work { work in try await put(draft, expecting: input.version, newHash, by: viewer, work) }
    } catch let error as PostgresError where error.constraint == "staff_email_key" {
      throw Self.emailTaken
    }
  }

  private func put(
    _ draft: StaffMember, expecting version: Int64?, _ hash: PasswordHash?, by viewer: Viewer, _ work: Work
  ) async throws -> Outcome {
    let transaction = work.transaction
    let before = try await StaffStore.lock(draft.staffID, in: transaction)
    guard before?.isWithin(viewer.creditorIDs) ?? true else {
      throw Problem(.forbidden, code: "creditors_required", detail: "The member works for creditors that are not yours.")
    }
    if let version, version != before?.version ?? 0 {
      throw Problem.conflict(code: "version_conflict", "The member was changed meanwhile; read it again.")
    }
    if try await StaffStore.isEmailTaken(draft.email, byOtherThan: draft.staffID, in: transaction) { throw Self.emailTaken }
    if before?.isActiveAdministrator == true, !draft.isActiveAdministrator,
      try await !StaffStore.hasOtherActiveAdministrator(than: draft.staffID, in: transaction)
    {
      throw Problem.conflict(code: "last_administrator", "There must be an active administrator.")
    }
    var member = draft
    member.version = (before?.version ?? 0) + 1
    member.changedAt = work.now
    let isChanged = before.map { !$0.hasSameContent(as: member) } ?? true
    if isChanged {
      try await StaffStore.save(member, in: transaction)
      try work.publish(member.event)
    }
    if let hash {
      try await CredentialStore.set(hash, of: member.staffID, at: work.now, in: transaction)
      try await SessionStore.endAll(of: member.staffID, .passwordChanged, at: work.now, in: transaction)
    }
    if !member.active { try await SessionStore.endAll(of: member.staffID, .deactivated, at: work.now, in: transaction) }
    guard let before else { return .created(member) }
    return isChanged ? .changed(member) : .unchanged(before)
  }

  /// Adds those who do not exist yet, and gives the password to those among them who have none. Who exists is left alone, so
  /// that a seed that is read at each start does not undo what people changed.
  ///
  /// - Returns: how many were added.
  @discardableResult
  package func seed(_ staff: [StaffInput], password: String?) async throws -> Int {
    let members = try staff.map { input in
      let member = input.member(try StaffID(naming: "staff", input.email.lowercased()))
      try Self.validate(member, password: nil)
      return member
    }
    let identifiers = members.map(\.staffID)
    let added = try await database.work { work in
      var added = 0
      for member in members.sorted(by: { $0.staffID < $1.staffID }) {
        var new = member
        new.version = 1
        new.changedAt = work.now
        guard try await StaffStore.addIfNew(new, in: work.transaction) else { continue }
        try work.publish(new.event)
        added += 1
      }
      return added
    }
    try await givePassword(password, to: identifiers)
    return added
  }

  /// One hash for all, because each costs a tenth of a second or more and the password is the same.
  private func givePassword(_ password: String?, to staff: [StaffID]) async throws {
    guard let password else { return }
    let isNeeded = try await database.read { try await CredentialStore.lacksPassword(among: staff, in: $0) }
    guard isNeeded else { return }
    let hash = try await hasher.hash(password)
    try await database.work { work in
      try await CredentialStore.setWhereMissing(hash, of: staff, at: work.now, in: work.transaction)
    }
  }

  private static var emailTaken: Problem { .conflict(code: "email_taken", "Another member has this address.") }

  private static func validate(_ member: StaffMember, password: String?) throws {
    var faults = StaffRules.faults(of: member)
    if let password, let fault = PasswordRules.fault(of: password, field: "password") { faults.append(fault) }
    guard faults.isEmpty else {
      throw Problem.fields(faults.map { FieldProblem(field: $0.field, code: $0.code, message: $0.message) })
    }
  }
}
