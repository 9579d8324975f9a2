package import Contracts

/// What a step has done, by whom and by when.
package struct TaskOrder: Equatable, Sendable {
  package var kind: TaskKind
  /// Of a message.
  package var template: String?
  /// The time-out: on the day after it the task is over and the circuit goes on.
  package var expiresAfterDays: Int
  /// Who does it; `nil` for those who customarily do work of the kind.
  package var queue: TaskQueue?
  /// The service level: hours by which it is to be done; passing them is a breach, which ends nothing.
  package var serviceHours: Int?
  /// Where the circuit goes on when the time-out has passed; `nil` for the next step.
  package var onExpiry: String?

  package init(
    _ kind: TaskKind, template: String? = nil, expiresAfterDays: Int, queue: TaskQueue? = nil, serviceHours: Int? = nil,
    onExpiry: String? = nil
  ) {
    self.kind = kind
    self.template = template
    self.expiresAfterDays = expiresAfterDays
    self.queue = queue
    self.serviceHours = serviceHours
    self.onExpiry = onExpiry
  }

  package var effectiveQueue: TaskQueue { queue ?? kind.customaryQueue }
}

extension TaskKind {
  /// Who does such work unless a step says otherwise.
  package var customaryQueue: TaskQueue {
    switch self {
    case .email, .sms, .whatsapp, .letter, .fax: .automatic
    case .visit: .collectors
    case .call: .phone
    case .legal: .lawyers
    case .agency: .agencies
    }
  }

  /// A message says something: it needs a template.
  package var isMessage: Bool { customaryQueue == .automatic }
}

extension StepAction {
  package static func raise(_ kind: TaskKind, template: String?, expiresAfterDays: Int) -> StepAction {
    .raise(TaskOrder(kind, template: template, expiresAfterDays: expiresAfterDays))
  }
}
