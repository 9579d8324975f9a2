package import Contracts

/// The life of an agreement. Nothing but what stands here is legal.
///
/// What is approved and not signed in time is cancelled; what was completed lives again when a payment is taken back.
package enum AgreementLife {
  package static func next(_ state: AgreementState) -> Set<AgreementState> {
    switch state {
    case .draft: [.proposed]
    case .proposed: [.approved, .rejected]
    case .approved: [.signed, .cancelled]
    case .signed: [.active]
    case .active: [.completed, .defaulted, .cancelled]
    case .completed: [.active]
    case .rejected, .defaulted, .cancelled: []
    }
  }
}

/// That whoever had to agree has agreed. Only ``ApprovalDesk`` makes one for a level above 0.
package struct ApprovalProof: Equatable, Sendable {
  package let level: Int
  /// Nobody for a deal within the agent's own authority.
  package let approvers: [StaffID]

  private init(level: Int, approvers: [StaffID]) {
    self.level = level
    self.approvers = approvers
  }

  /// - Returns: `nil` when somebody has to agree.
  package static func byPolicy(level: Int) -> ApprovalProof? { level == 0 ? ApprovalProof(level: 0, approvers: []) : nil }

  /// - Returns: `nil` unless enough different people other than the requester have agreed.
  static func granted(level: Int, needed: Int, by approvers: [StaffID], requestedBy: StaffID) -> ApprovalProof? {
    let others = Set(approvers).subtracting([requestedBy])
    return others.count >= max(1, needed) ? ApprovalProof(level: level, approvers: others.sorted()) : nil
  }
}
