import ContactRules
package import Contracts

/// Who may be visited on a day: open tasks that are due, legal, owed and not too soon, one stop per debtor.
package struct CandidateSelection: Sendable {
  package struct Result: Sendable, Equatable {
    /// The most valuable first.
    package var stops: [StopCandidate] = []
    package var leftOut: [LeftOut] = []

    package init() {}
  }

  private let law: VisitLaw
  private let policy: PlanningPolicy
  private let date: CalendarDate

  package init(law: VisitLaw, policy: PlanningPolicy, date: CalendarDate) {
    self.law = law
    self.policy = policy
    self.date = date
  }

  package func select(_ cases: [VisitCase]) -> Result {
    var result = Result()
    for visit in cases { judge(visit, into: &result) }
    // What a person decided is looked at before anything is too much for the zone.
    result.stops.sort { ($0.pin == nil ? 1 : 0, $1.score.total, $0.debtorID) < ($1.pin == nil ? 1 : 0, $0.score.total, $1.debtorID) }
    for stop in result.stops.dropFirst(policy.maximumCandidates) {
      result.leftOut += stop.tasks.map { LeftOut(taskID: $0.taskID, debtorID: stop.debtorID, code: .outranked, score: stop.score) }
    }
    result.stops = Array(result.stops.prefix(policy.maximumCandidates))
    return result
  }

  private func judge(_ visit: VisitCase, into result: inout Result) {
    let due = visit.tasks.filter { $0.dueOn <= date && date <= $0.expiresOn && visit.isOwed($0.accountID) }
      .sorted { $0.taskID < $1.taskID }
    guard !due.isEmpty else { return }
    func leaveOut(_ tasks: [VisitTask], _ code: LeftOutCode) {
      result.leftOut += tasks.map { LeftOut(taskID: $0.taskID, debtorID: visit.debtor.debtorID, code: code, score: score([$0], visit)) }
    }
    guard let place = visit.debtor.place else { return leaveOut(due, .noLocation) }
    let recent = visit.visits.count { $0.date <= date && date.days(since: $0.date) < StopScore.visitDays }
    if policy.maximumAttempts > 0, recent >= policy.maximumAttempts { return leaveOut(due, .attemptsUsedUp) }
    if let last = visit.visits.map(\.date).filter({ $0 <= date }).max(), date.days(since: last) < policy.revisitGapDays {
      return leaveOut(due, .tooSoon)
    }
    let (tasks, legal) = legal(due, visit, into: &result)
    guard !tasks.isEmpty else { return }
    let windows = hours(legal, visit)
    guard !windows.isEmpty else { return leaveOut(tasks, .outsideWindows) }
    result.stops.append(
      StopCandidate(
        debtorID: visit.debtor.debtorID, addressID: place.addressID, location: place.location, tasks: tasks, windows: windows,
        service: policy.service, score: score(tasks, visit), ownerID: visit.debtor.collectorID,
        pin: pin(visit)))
  }

  /// The legal hours, or what is left of them of the hour that a person set.
  private func hours(_ legal: [ServiceWindow], _ visit: VisitCase) -> [ServiceWindow] {
    guard let minute = visit.pin?.minute, let midnight = law.midnight(of: date, in: visit.debtor.timeZone) else { return legal }
    return ServiceWindow.pinned(legal, to: minute, after: midnight)
  }

  /// What a person decided; an owner whom a person chose comes, too, unless the pin says otherwise.
  private func pin(_ visit: VisitCase) -> VisitPin? {
    guard var pin = visit.pin ?? (visit.debtor.isOwnerFixed ? VisitPin() : nil) else { return nil }
    if visit.debtor.isOwnerFixed, pin.collectorID == nil { pin.collectorID = visit.debtor.collectorID }
    return pin
  }

  /// The tasks that may be done in one visit, and when. The others are left out with their legal reason.
  private func legal(_ due: [VisitTask], _ visit: VisitCase, into result: inout Result) -> ([VisitTask], [ServiceWindow]) {
    var tasks: [VisitTask] = []
    var common: [ServiceWindow] = []
    // The most urgent task decides when tasks have no hour in common.
    for task in due.sorted(by: { ($1.priority, $0.taskID) < ($0.priority, $1.taskID) }) {
      let day = law.windows(for: visit, account: task.accountID, on: date)
      let own = day.windows.compactMap { ServiceWindow($0, service: policy.service) }
      let shared = tasks.isEmpty ? own : ServiceWindow.intersection(common, own)
      guard shared.isEmpty else {
        tasks.append(task)
        common = shared
        continue
      }
      result.leftOut.append(
        LeftOut(
          taskID: task.taskID, debtorID: visit.debtor.debtorID, code: .notLegal,
          contactReasons: day.windows.isEmpty ? day.reasons.map(\.code) : [.outsideHours], ruleIDs: day.ruleIDs, score: score([task], visit)
        ))
    }
    return (tasks.sorted { $0.taskID < $1.taskID }, common)
  }

  private func score(_ tasks: [VisitTask], _ visit: VisitCase) -> StopScore {
    let portfolio = policy.weightBook.portfolio(of: tasks)
    let weights = portfolio.flatMap { policy.weightBook.weights(of: $0) } ?? policy.weights
    return StopScore(tasks: tasks, visits: visit.visits, on: date, weights: weights, portfolio: portfolio)
  }
}
