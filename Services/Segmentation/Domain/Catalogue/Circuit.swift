import Contracts

/// Successive steps with waits, tasks and branches.
package struct Circuit: Codable, Equatable, Sendable {
  package let steps: [Step]
  /// Begins anew whenever the account's next due date moves on, as reminders before each due date do.
  package let restartsOnNewDueDate: Bool

  package enum Fault: Error, Equatable {
    case empty
    case duplicateStep(String)
    case unknownTarget(step: String, target: String)
    /// A way back to the step that waits for nothing, which would never end.
    case endlessLoop(step: String)
    case missingTemplate(step: String)
    case negativeDays(step: String)
    case negativeHours(step: String)
    /// A machine has no queue of people, and people no letter-box: visits, calls and hand-overs are done by people.
    case wrongQueue(step: String)
    case tooManySteps
  }

  package static let maximumSteps = 100
  package static let maximumDays = 3_660

  private enum CodingKeys: String, CodingKey {
    case steps
    case restartsOnNewDueDate = "restarts_on_new_due_date"
  }

  package init(steps: [Step], restartsOnNewDueDate: Bool = false) throws(Fault) {
    self.steps = steps
    self.restartsOnNewDueDate = restartsOnNewDueDate
    try validate()
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      steps: try container.decode([Step].self, forKey: .steps),
      restartsOnNewDueDate: try container.decodeIfPresent(Bool.self, forKey: .restartsOnNewDueDate) ?? false)
  }

  package func step(named name: String) -> Step? { steps.first { $0.name == name } }

  /// The step that follows when `step` is over and does not say otherwise; `nil` at the end.
  package func successor(of step: Step) -> String? {
    if let next = step.next { return next }
    guard let index = steps.firstIndex(where: { $0.name == step.name }), index + 1 < steps.count else { return nil }
    return steps[index + 1].name
  }

  private func validate() throws(Fault) {
    guard !steps.isEmpty else { throw .empty }
    guard steps.count <= Self.maximumSteps else { throw .tooManySteps }
    var names: Set<String> = []
    for step in steps where !names.insert(step.name).inserted { throw .duplicateStep(step.name) }
    for step in steps {
      for target in targets(of: step) where !names.contains(target) { throw .unknownTarget(step: step.name, target: target) }
      try validate(step)
    }
    for step in steps where reachesItselfWithoutWaiting(step) { throw .endlessLoop(step: step.name) }
  }

  private func validate(_ step: Step) throws(Fault) {
    switch step.action {
    case .wait(let days), .waitForDue(let days):
      if !(0...Self.maximumDays).contains(days) { throw .negativeDays(step: step.name) }
    case .raise(let order):
      if order.kind.isMessage, order.template == nil { throw .missingTemplate(step: step.name) }
      if order.expiresAfterDays < 0 || order.expiresAfterDays > Self.maximumDays { throw .negativeDays(step: step.name) }
      if let hours = order.serviceHours, !(1...Self.maximumDays * 24).contains(hours) { throw .negativeHours(step: step.name) }
      if order.queue == .automatic, !order.kind.isMessage { throw .wrongQueue(step: step.name) }
    case .branch: break
    }
  }

  private func targets(of step: Step) -> [String] {
    switch step.action {
    case .branch(_, let then, let otherwise): [then, otherwise ?? successor(of: step)].compactMap { $0 }
    case .raise(let order): [successor(of: step), order.onExpiry].compactMap { $0 }
    case .wait, .waitForDue: [successor(of: step)].compactMap { $0 }
    }
  }

  /// A loop is sound only when it takes at least a day: a task of the same step is raised once a cycle, so that only `wait` counts.
  private func reachesItselfWithoutWaiting(_ origin: Step) -> Bool {
    var open = [origin]
    var seen: Set<String> = []
    while let step = open.popLast() {
      if case .wait(let days) = step.action, days > 0 { continue }
      for target in targets(of: step) {
        if target == origin.name { return true }
        if seen.insert(target).inserted, let next = self.step(named: target) { open.append(next) }
      }
    }
    return false
  }
}

extension Circuit.Fault: CustomStringConvertible {
  package var description: String {
    switch self {
    case .empty: "A circuit has at least one step."
    case .duplicateStep(let step): "Two steps are named \(step)."
    case .unknownTarget(let step, let target): "Step \(step) leads to \(target), which does not exist."
    case .endlessLoop(let step): "Step \(step) comes back to itself without a wait of a day."
    case .missingTemplate(let step): "Step \(step) raises a message and names no template."
    case .negativeDays(let step): "Step \(step) takes 0 to \(Circuit.maximumDays) days."
    case .negativeHours(let step): "Step \(step) takes a service level of at least one hour."
    case .wrongQueue(let step): "Step \(step) raises work of people: automatic is no queue for it."
    case .tooManySteps: "A circuit has at most \(Circuit.maximumSteps) steps."
    }
  }
}
