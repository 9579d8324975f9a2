package import Contracts

/// What a judgement changed.
package struct Verdict: Sendable {
  package var treatment: Treatment
  /// Something that the rest of Ronda sees has changed: the version has grown.
  package var isTreatmentChanged: Bool
  /// Something at all has changed, if only when to look again.
  package var isRowChanged: Bool
  /// The tasks that were opened, closed or refreshed, in the order in which that happened.
  package var tasks: [StrategyTask]
  package var stageChange: StageChange?
}

/// Decides, from everything known about an account and the time, where it stands in its circuit and what is to be done.
///
/// Pure: the same dossier at the same time gives the same verdict, and judging again what a verdict left behind changes nothing.
package struct TreatmentJudge: Sendable {
  package let catalogue: Catalogue
  package let now: Instant
  private let identify: @Sendable (TaskKey) throws -> TaskID

  package init(catalogue: Catalogue, now: Instant, identify: @escaping @Sendable (TaskKey) throws -> TaskID) {
    self.catalogue = catalogue
    self.now = now
    self.identify = identify
  }

  /// - Returns: a verdict on each dossier, in their order.
  package func verdicts(on dossiers: [Dossier]) throws -> [Verdict] {
    let profiles = dossiers.map { Profile($0, policy: catalogue.policy, now: now) }
    let placements = catalogue.placements(in: FactTable(profiles, catalogue.attributes))
    return try zip(profiles, placements).map { profile, placement in
      var run = CircuitRun(profile, placement, catalogue: catalogue, now: now, identify: identify)
      return try verdict(of: &run)
    }
  }

  private func verdict(of run: inout CircuitRun) throws -> Verdict {
    run.classify()
    run.closeFinishedTasks()
    switch target(of: run.dossier) {
    case .active:
      try run.follow()
      run.refreshOpenTasks()
      run.noteBreaches()
    case .paused: run.pause()
    case .closed: run.close()
    }
    return run.verdict()
  }

  private func target(of dossier: Dossier) -> TreatmentState {
    if dossier.account.status == .paused { return .paused }
    guard dossier.account.status.isWorked else { return .closed }
    return dossier.flags.stopsTreatment || dossier.history.isLeftInPeace(at: now) ? .paused : .active
  }
}
