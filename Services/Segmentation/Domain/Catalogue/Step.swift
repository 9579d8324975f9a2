import Contracts

/// One step of a circuit.
package struct Step: Equatable, Sendable {
  package var name: String
  /// The step is passed over unless this holds when it is reached.
  package var when: Condition?
  package var action: StepAction
  /// The step that follows; `nil` for the next one in the list.
  package var next: String?

  package init(_ name: String, when: Condition? = nil, _ action: StepAction, next: String? = nil) {
    self.name = name
    self.when = when
    self.action = action
    self.next = next
  }
}

package enum StepAction: Equatable, Sendable {
  /// Until the start of the day that many days after the step was reached.
  case wait(days: Int)
  /// Until the start of the day that many days before the account's due date.
  case waitForDue(daysBefore: Int)
  /// Raises a task. The circuit waits for work of people to end; what a machine does goes its own way.
  case raise(TaskOrder)
  /// Goes to one step or the other; without `otherwise`, on to the next.
  case branch(Condition, then: String, otherwise: String?)
}

extension Step: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, when, next, days, template, kind, queue
    case condition = "if"
    case then
    case action = "do"
    case daysBefore = "days_before"
    case expiresAfterDays = "expires_after_days"
    case serviceHours = "service_hours"
    case onExpiry = "on_expiry"
    case otherwise = "else"
  }

  private enum Verb: String, Codable {
    case wait, raise, branch
    case waitForDue = "wait_for_due"
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    when = try container.decodeIfPresent(Condition.self, forKey: .when)
    next = try container.decodeIfPresent(String.self, forKey: .next)
    switch try container.decode(Verb.self, forKey: .action) {
    case .wait: action = .wait(days: try container.decode(Int.self, forKey: .days))
    case .waitForDue: action = .waitForDue(daysBefore: try container.decode(Int.self, forKey: .daysBefore))
    case .raise:
      action = .raise(
        TaskOrder(
          try container.decode(TaskKind.self, forKey: .kind),
          template: try container.decodeIfPresent(String.self, forKey: .template),
          expiresAfterDays: try container.decode(Int.self, forKey: .expiresAfterDays),
          queue: try container.decodeIfPresent(TaskQueue.self, forKey: .queue),
          serviceHours: try container.decodeIfPresent(Int.self, forKey: .serviceHours),
          onExpiry: try container.decodeIfPresent(String.self, forKey: .onExpiry)))
    case .branch:
      action = .branch(
        try container.decode(Condition.self, forKey: .condition), then: try container.decode(String.self, forKey: .then),
        otherwise: try container.decodeIfPresent(String.self, forKey: .otherwise))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encodeIfPresent(when, forKey: .when)
    try container.encodeIfPresent(next, forKey: .next)
    switch action {
    case .wait(let days):
      try container.encode(Verb.wait, forKey: .action)
      try container.encode(days, forKey: .days)
    case .waitForDue(let daysBefore):
      try container.encode(Verb.waitForDue, forKey: .action)
      try container.encode(daysBefore, forKey: .daysBefore)
    case .raise(let order):
      try container.encode(Verb.raise, forKey: .action)
      try container.encode(order.kind, forKey: .kind)
      try container.encodeIfPresent(order.template, forKey: .template)
      try container.encode(order.expiresAfterDays, forKey: .expiresAfterDays)
      try container.encodeIfPresent(order.queue, forKey: .queue)
      try container.encodeIfPresent(order.serviceHours, forKey: .serviceHours)
      try container.encodeIfPresent(order.onExpiry, forKey: .onExpiry)
    case .branch(let condition, let then, let otherwise):
      try container.encode(Verb.branch, forKey: .action)
      try container.encode(condition, forKey: .condition)
      try container.encode(then, forKey: .then)
      try container.encodeIfPresent(otherwise, forKey: .otherwise)
    }
  }
}
