/// What becomes of the cases that run older versions of a strategy when a version is published.
package struct CaseMigration: Codable, Equatable, Sendable {
  package enum Policy: String, Codable, CaseIterable, Sendable {
    /// They go on with the version that they entered.
    case finish
    /// They begin the new version from its first step.
    case restart
    /// They go on in the new version, from the step that stands for theirs.
    case jump
  }

  package var policy: Policy
  /// For `jump`: from a step's old name to the new one. A step that is not named goes on under its own name, or from the beginning when
  /// the new version has none of that name.
  package var steps: [String: String]

  package static let finish = CaseMigration(policy: .finish)

  package init(policy: Policy, steps: [String: String] = [:]) {
    self.policy = policy
    self.steps = steps
  }

  private enum CodingKeys: String, CodingKey {
    case policy, steps
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    policy = try container.decode(Policy.self, forKey: .policy)
    steps = try container.decodeIfPresent([String: String].self, forKey: .steps) ?? [:]
  }

  /// Where a case goes on in the new version.
  func target(from step: String, in circuit: Circuit) -> String? {
    let name = steps[step] ?? step
    return circuit.step(named: name)?.name ?? circuit.steps.first?.name
  }
}
