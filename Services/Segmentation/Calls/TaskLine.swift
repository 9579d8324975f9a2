import Contracts

/// A task as worklists show it: of an open call also when it may be made.
struct TaskLine: Encodable, Sendable {
  private let task: TaskChanged
  private let contact: Contact?

  /// - Parameter permit: `nil` for what is no open call, and for a call that has not been judged yet.
  init(_ task: StrategyTask, _ permit: CallPermit?, at now: Instant) {
    self.task = task.event
    contact = permit.map { Contact($0, at: now) }
  }

  private enum CodingKeys: String, CodingKey { case contact }

  func encode(to encoder: any Encoder) throws {
    try task.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(contact, forKey: .contact)
  }

  private struct Contact: Encodable, Sendable {
    private let state: CallPermit.State
    private let from: Instant?
    private let until: Instant?
    private let reason: String?
    private let ruleIDs: [String]
    private let lawVersion: String

    init(_ permit: CallPermit, at now: Instant) {
      state = permit.state(at: now)
      from = permit.window?.opensAt
      until = permit.window?.closesAt
      reason = state == .allowed ? nil : permit.reason ?? (state == .deferred ? "not_due" : nil)
      ruleIDs = state == .allowed || permit.refusingRuleIDs.isEmpty ? permit.openingRuleIDs : permit.refusingRuleIDs
      lawVersion = permit.lawVersion
    }

    private enum CodingKeys: String, CodingKey {
      case state, from, until, reason
      case ruleIDs = "rule_ids"
      case lawVersion = "law_version"
    }
  }
}
