import Contracts

/// A message that somebody has sent to many debtors at once. It belongs to no circuit.
struct MessageOrder: Sendable {
  /// Days on which it may still be sent.
  private static let patience = 3

  let kind: TaskKind
  let template: String

  /// `nil` while the account is on no strategy.
  func task(_ taskID: TaskID, id: String, for profile: Profile, policy: TreatmentPolicy, at now: Instant) -> StrategyTask? {
    guard let treatment = profile.dossier.treatment, let strategyID = treatment.strategyID, let version = treatment.strategyVersion else {
      return nil
    }
    let dueOn = profile.calendar.date(of: now)
    return StrategyTask(
      taskID: taskID, debtorID: treatment.debtorID, accountID: treatment.accountID, creditorID: treatment.creditorID, kind: kind,
      state: .open, closeReason: nil, strategyID: strategyID, strategyVersion: version, step: "job \(id)", cycle: TaskKey.outsideCycles,
      template: template, dueOn: dueOn, expiresOn: dueOn.advanced(byDays: Self.patience), priority: policy.priority.score(of: profile),
      amountMinor: profile.standing.overdueMinor, currency: profile.dossier.account.currency, daysPastDue: profile.standing.daysPastDue,
      segmentIDs: treatment.segmentIDs, queue: .automatic, version: 1, openedAt: now, changedAt: now)
  }
}
