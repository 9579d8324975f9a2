package import ContactRules
package import Contracts
package import RoutePlanning

/// Why a task is not on any route of the day.
package enum LeftOutCode: String, Sendable, CaseIterable, Codable {
  /// No address of the debtor has a coordinate.
  case noLocation = "no_location"
  case outsideZones = "outside_zones"
  /// The zone has no collector who works that day.
  case noCollector = "no_collector"
  /// Nobody of the zone was given the segment and can do what it asks for.
  case noneSuited = "none_suited"
  /// The debtor owes a creditor whose debtors nobody of the zone works, or not the collector who is asked.
  case creditorNotAllowed = "creditor_not_allowed"
  /// The law or a flag forbids the visit on that day.
  case notLegal = "not_legal"
  /// The gap since the last visit has not passed.
  case tooSoon = "too_soon"
  /// The visits that are allowed within 60 days have been made.
  case attemptsUsedUp = "attempts_used_up"
  /// More valuable stops than the zone can look at come first.
  case outranked
  // What the planner found of the collector who came closest: see `UnassignedReason`.
  case withdrawn
  case pinnedToAnother = "pinned_to_another"
  case skillMissing = "skill_missing"
  case unreachable
  case outsideWindows = "outside_windows"
  case shiftTooShort = "shift_too_short"
  case travelLimit = "travel_limit"
  case maximumStops = "maximum_stops"
  case maximumLoad = "maximum_load"
  case noTimeLeft = "no_time_left"
  case costsMoreThanPrize = "costs_more_than_prize"
  case notRequested = "not_requested"

  package init(_ reason: UnassignedReason) {
    self =
      switch reason {
      case .withdrawn: .withdrawn
      case .noCollector: .noCollector
      case .pinnedToAnother: .pinnedToAnother
      case .skillMissing: .skillMissing
      case .unreachable: .unreachable
      case .outsideWindows: .outsideWindows
      case .shiftTooShort: .shiftTooShort
      case .travelLimit: .travelLimit
      case .maximumStops: .maximumStops
      case .maximumLoad: .maximumLoad
      case .noTimeLeft: .noTimeLeft
      case .costsMoreThanPrize: .costsMoreThanPrize
      case .notRequested: .notRequested
      }
  }
}

/// A task that a plan leaves out, with every reason that is known.
package struct LeftOut: Sendable, Equatable {
  package var taskID: TaskID
  package var debtorID: DebtorID
  package var code: LeftOutCode
  /// The grounds of a legal refusal.
  package var contactReasons: [ContactReasonCode] = []
  package var ruleIDs: [RuleID] = []
  /// One for each collector of the zone, when collectors were asked.
  package var reasons: [CollectorReason] = []
  package var score: StopScore

  package init(
    taskID: TaskID, debtorID: DebtorID, code: LeftOutCode, contactReasons: [ContactReasonCode] = [], ruleIDs: [RuleID] = [],
    reasons: [CollectorReason] = [], score: StopScore
  ) {
    self.taskID = taskID
    self.debtorID = debtorID
    self.code = code
    self.contactReasons = contactReasons
    self.ruleIDs = ruleIDs
    self.reasons = reasons
    self.score = score
  }
}

/// Why one collector does not make the visit.
package struct CollectorReason: Sendable, Equatable, Codable {
  package let collectorID: StaffID
  package let code: LeftOutCode
  /// A number that belongs to the code, such as by how many seconds the way costs more than the visit is worth.
  package let detail: Int?
  /// What would have to give way, all of it together, for this collector to make the visit; `nil` when it was not looked at, or when
  /// no limit that can be moved is to blame.
  package let remedies: [Remedy]?

  package init(collectorID: StaffID, code: LeftOutCode, detail: Int? = nil, remedies: [Remedy]? = nil) {
    self.collectorID = collectorID
    self.code = code
    self.detail = detail
    self.remedies = remedies
  }

  package init(collectorID: StaffID, _ reason: UnassignedReason, _ explanation: CollectorExplanation? = nil) {
    var detail: Int?
    if case .costsMoreThanPrize(let excess) = reason { detail = excess }
    let remedies = explanation?.relaxations.map { $0.map(Remedy.init) }
    self.init(collectorID: collectorID, code: LeftOutCode(reason), detail: detail, remedies: remedies?.isEmpty == true ? nil : remedies)
  }

  private enum CodingKeys: String, CodingKey {
    case collectorID = "collector_id"
    case code, detail, remedies
  }
}
