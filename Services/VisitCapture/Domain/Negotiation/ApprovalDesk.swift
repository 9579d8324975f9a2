package import Contracts

/// Somebody may act for somebody else for a time.
package struct ApprovalDelegation: Codable, Equatable, Sendable {
  package var delegatorID: StaffID
  package var delegatorRoles: Set<StaffRole>
  package var validFrom: Instant
  package var validTo: Instant

  package init(delegatorID: StaffID, delegatorRoles: Set<StaffRole>, validFrom: Instant, validTo: Instant) {
    self.delegatorID = delegatorID
    self.delegatorRoles = delegatorRoles
    self.validFrom = validFrom
    self.validTo = validTo
  }
}

/// Who wants to decide.
package struct Approver: Sendable {
  package var staffID: StaffID
  package var roles: Set<StaffRole>
  /// Those who have asked this person to stand in.
  package var delegations: [ApprovalDelegation]

  package init(staffID: StaffID, roles: Set<StaffRole>, delegations: [ApprovalDelegation] = []) {
    self.staffID = staffID
    self.roles = roles
    self.delegations = delegations
  }
}

/// An approval that was given.
package struct GivenApproval: Equatable, Sendable {
  package var approverID: StaffID
  /// Whose authority it was: the approver's own, or that of whom the approver stood in for.
  package var authorityOf: StaffID

  package init(approverID: StaffID, authorityOf: StaffID) {
    self.approverID = approverID
    self.authorityOf = authorityOf
  }
}

/// Decides who may agree to a deal. Pure.
package enum ApprovalDesk {
  /// Whose authority is used: the approver's own before that of somebody else.
  ///
  /// The requester never approves, nor does anybody with the requester's authority; nobody approves twice.
  package static func authority(
    of approver: Approver, for agreement: Agreement, under matrix: ApprovalMatrix, given: [GivenApproval], at now: Instant
  ) throws(RecordProblem) -> StaffID {
    guard agreement.state == .proposed else {
      throw RecordProblem("not_open", "agreement_id", "The agreement is \(agreement.state.rawValue): there is nothing to decide.")
    }
    if let expiresAt = agreement.expiresAt, now >= expiresAt {
      throw RecordProblem("expired", "agreement_id", "The request has expired: the agent has to propose anew.")
    }
    guard approver.staffID != agreement.event.collectorID else {
      throw RecordProblem("own_request", "agreement_id", "Nobody approves an own request.")
    }
    let taken = Set(given.flatMap { [$0.approverID, $0.authorityOf] })
    guard !taken.contains(approver.staffID) else {
      throw RecordProblem("already_approved", "agreement_id", "Another person has to agree as well.")
    }
    let roles = matrix.roles(atLeast: agreement.event.approvalLevel)
    if !approver.roles.isDisjoint(with: roles) { return approver.staffID }
    let standIn = approver.delegations.first { delegation in
      delegation.validFrom <= now && now < delegation.validTo && !delegation.delegatorRoles.isDisjoint(with: roles)
        && delegation.delegatorID != agreement.event.collectorID && !taken.contains(delegation.delegatorID)
    }
    guard let standIn else {
      throw RecordProblem(
        "authority_missing", "agreement_id", "A deal of level \(agreement.event.approvalLevel) is beyond the approver's authority.")
    }
    return standIn.delegatorID
  }

  /// - Returns: the proof once enough people have agreed.
  package static func proof(for agreement: Agreement, under matrix: ApprovalMatrix, given: [GivenApproval]) -> ApprovalProof? {
    ApprovalProof.granted(
      level: agreement.event.approvalLevel, needed: matrix.approvals(at: agreement.event.approvalLevel), by: given.map(\.approverID),
      requestedBy: agreement.event.collectorID)
  }
}
