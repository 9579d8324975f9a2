package import Contracts

/// What an account does when it moves up into a bucket, whatever its circuit is doing.
package struct BucketAction: Codable, Equatable, Sendable {
  package var bucket: String
  package var kind: TaskKind
  package var template: String?
  package var expiresAfterDays: Int
  package var when: Condition?

  package init(bucket: String, kind: TaskKind, template: String?, expiresAfterDays: Int, when: Condition?) {
    self.bucket = bucket
    self.kind = kind
    self.template = template
    self.expiresAfterDays = expiresAfterDays
    self.when = when
  }

  private enum CodingKeys: String, CodingKey {
    case bucket, kind, template, when
    case expiresAfterDays = "expires_after_days"
  }

  /// The name of the step that the task is raised for.
  var step: String { "bucket \(bucket)" }
}

/// The settings that apply to all strategies.
package struct TreatmentPolicy: Codable, Equatable, Sendable {
  package var stages: BandScale
  package var buckets: BandScale
  package var priority: PriorityPolicy
  package var workingWeek: WorkingWeek
  package var bucketActions: [BucketAction]
  /// Who drafted a version of a strategy may not publish it.
  package var fourEyes: Bool

  package init(
    stages: BandScale, buckets: BandScale, priority: PriorityPolicy, workingWeek: WorkingWeek, bucketActions: [BucketAction],
    fourEyes: Bool = false
  ) {
    self.stages = stages
    self.buckets = buckets
    self.priority = priority
    self.workingWeek = workingWeek
    self.bucketActions = bucketActions
    self.fourEyes = fourEyes
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    stages = try container.decode(BandScale.self, forKey: .stages)
    buckets = try container.decode(BandScale.self, forKey: .buckets)
    priority = try container.decode(PriorityPolicy.self, forKey: .priority)
    workingWeek = try container.decode(WorkingWeek.self, forKey: .workingWeek)
    bucketActions = try container.decode([BucketAction].self, forKey: .bucketActions)
    fourEyes = try container.decodeIfPresent(Bool.self, forKey: .fourEyes) ?? false
  }

  private enum CodingKeys: String, CodingKey {
    case stages, buckets, priority
    case workingWeek = "working_week"
    case bucketActions = "bucket_actions"
    case fourEyes = "four_eyes"
  }

  /// The stage of an account: charged off by its status, otherwise by days past due.
  package func stage(status: AccountStatus, daysPastDue: Int) -> Stage {
    if status == .chargedOff { return .chargedOff }
    return Stage(rawValue: stages.name(of: daysPastDue)) ?? .preventive
  }
}

/// Everything that people decided and that accounts are judged by, as of one revision.
package struct Catalogue: Sendable {
  package let revision: Int64
  package let policy: TreatmentPolicy
  package let segments: [Segment]
  /// The newest published version of each strategy, in the order in which they are asked.
  package let strategies: [Strategy]
  /// Every published version: an account finishes the version that it entered.
  private let published: [StrategyKey: Strategy]
  /// The active segments, in the order of their ids; their conditions come first in `conditions`, then the strategies' entries.
  let activeSegments: [SegmentID]
  private let conditions: ConditionSet

  package enum Fault: Error, Equatable {
    case noStrategy
    /// Without a last strategy that takes everybody, some account could be left without a circuit.
    case lastStrategyIsConditional(StrategyID)
    case unknownStage(String)
  }

  /// - Parameter retired: strategies that take nobody any more.
  package init(
    revision: Int64, policy: TreatmentPolicy, segments: [Segment], published: [Strategy], retired: Set<StrategyID> = []
  ) throws(Fault) {
    var newest: [StrategyID: Strategy] = [:]
    for strategy in published where !retired.contains(strategy.strategyID) && strategy.version > (newest[strategy.strategyID]?.version ?? 0)
    {
      newest[strategy.strategyID] = strategy
    }
    let strategies = newest.values.sorted { ($0.position, $0.strategyID) < ($1.position, $1.strategyID) }
    guard let last = strategies.last else { throw .noStrategy }
    guard last.entry == .always else { throw .lastStrategyIsConditional(last.strategyID) }
    for band in policy.stages.bands where Stage(rawValue: band.name) == nil { throw .unknownStage(band.name) }
    self.revision = revision
    self.policy = policy
    self.segments = segments
    self.strategies = strategies
    self.published = Dictionary(uniqueKeysWithValues: published.map { ($0.key, $0) })
    let active = segments.filter(\.isActive).sorted { $0.segmentID < $1.segmentID }
    activeSegments = active.map(\.segmentID)
    conditions = ConditionSet(active.map(\.condition) + strategies.map(\.entry))
  }

  package subscript(key: StrategyKey) -> Strategy? { published[key] }

  /// Every published version of a strategy, the newest first.
  package func versions(of strategyID: StrategyID) -> [Strategy] {
    published.values.filter { $0.strategyID == strategyID }.sorted { $0.version > $1.version }
  }

  /// What a case that runs `version` does now that there are newer ones: of several that were published since, the one that changes most.
  func migration(of strategyID: StrategyID, from version: Int) -> CaseMigration {
    let newer = versions(of: strategyID).filter { $0.version > version }.map(\.migration)
    return newer.first { $0.policy == .restart } ?? newer.first { $0.policy == .jump } ?? .finish
  }

  /// Where accounts belong, column by column: for each active segment, and for each strategy whose entry condition it is, the rows.
  func membership(in table: FactTable) -> (segments: [(SegmentID, RowSet)], entries: [RowSet]) {
    let rows = conditions.rows(of: table)
    return (Array(zip(activeSegments, rows.prefix(activeSegments.count))), Array(rows.dropFirst(activeSegments.count)))
  }

  /// What must be known of an account to place it.
  package var attributes: Set<Attribute> { conditions.attributes }

  /// Segments and strategy of every account of a table, all conditions being evaluated over all accounts at once.
  package func placements(in table: FactTable) -> [Placement] {
    let (segments, entries) = membership(in: table)
    return (0..<table.count).map { row in
      Placement(
        segmentIDs: segments.filter { $0.1[row] }.map(\.0),
        // The last strategy takes everybody.
        strategy: zip(strategies, entries).first { $0.1[row] }?.0 ?? strategies[strategies.count - 1])
    }
  }
}

/// Where an account belongs by its attributes.
package struct Placement: Equatable, Sendable {
  package var segmentIDs: [SegmentID]
  package var strategy: Strategy
}

extension Catalogue.Fault: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noStrategy: "There must be a strategy."
    case .lastStrategyIsConditional(let strategyID):
      "The last strategy by position, \(strategyID), must take everybody: its entry must be true."
    case .unknownStage(let name): "\(name) is no stage."
    }
  }
}
