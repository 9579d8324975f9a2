package import Contracts

/// A named set of accounts.
package struct Segment: Equatable, Sendable {
  package var segmentID: SegmentID
  package var nameES: String
  package var nameEN: String
  package var condition: Condition
  package var isActive: Bool
  /// What whoever works it must be able to do.
  package var skills: [String]

  package init(
    segmentID: SegmentID, nameES: String, nameEN: String, condition: Condition, isActive: Bool, skills: [String] = []
  ) {
    self.segmentID = segmentID
    self.nameES = nameES
    self.nameEN = nameEN
    self.condition = condition
    self.isActive = isActive
    self.skills = skills
  }
}

package struct StrategyKey: Hashable, Sendable {
  package var strategyID: StrategyID
  package var version: Int

  package init(_ strategyID: StrategyID, _ version: Int) {
    self.strategyID = strategyID
    self.version = version
  }
}

/// A published version of a strategy: who enters it, and the circuit that is run. It never changes.
package struct Strategy: Equatable, Sendable {
  package var strategyID: StrategyID
  package var version: Int
  package var nameES: String
  package var nameEN: String
  /// Strategies are asked in this order; the first whose condition holds takes the account.
  package var position: Int
  package var entry: Condition
  package var circuit: Circuit
  package var publishedAt: Instant
  /// What becomes of the cases that run older versions.
  package var migration: CaseMigration
  package var draftedBy: StaffID?
  /// `nil` for what the installation came with.
  package var publishedBy: StaffID?

  package init(
    strategyID: StrategyID, version: Int, nameES: String, nameEN: String, position: Int, entry: Condition, circuit: Circuit,
    publishedAt: Instant, migration: CaseMigration = .finish, draftedBy: StaffID? = nil, publishedBy: StaffID? = nil
  ) {
    self.strategyID = strategyID
    self.version = version
    self.nameES = nameES
    self.nameEN = nameEN
    self.position = position
    self.entry = entry
    self.circuit = circuit
    self.publishedAt = publishedAt
    self.migration = migration
    self.draftedBy = draftedBy
    self.publishedBy = publishedBy
  }

  package var key: StrategyKey { StrategyKey(strategyID, version) }
}
