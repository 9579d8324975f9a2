import Contracts

/// A call that was agreed with the debtor. It belongs to no circuit and outlives a change of strategy.
struct Callback {
  /// Days after the agreed one on which it may still be made.
  private static let patience = 5

  private let profile: Profile
  private let policy: TreatmentPolicy
  private let now: Instant

  init(_ dossier: Dossier, policy: TreatmentPolicy, now: Instant) {
    profile = Profile(dossier, policy: policy, now: now)
    self.policy = policy
    self.now = now
  }

  /// `nil` while the account is on no strategy.
  func task(_ taskID: TaskID, id: String, dueAt: Instant) -> StrategyTask? {
    guard let treatment = profile.dossier.treatment, let strategyID = treatment.strategyID, let version = treatment.strategyVersion else {
      return nil
    }
    let dueOn = profile.calendar.date(of: dueAt)
    return StrategyTask(
      taskID: taskID, debtorID: treatment.debtorID, accountID: treatment.accountID, creditorID: treatment.creditorID, kind: .call,
      state: .open, closeReason: nil, strategyID: strategyID, strategyVersion: version, step: "callback \(id)",
      cycle: TaskKey.outsideCycles, template: nil, dueOn: dueOn, expiresOn: dueOn.advanced(byDays: Self.patience),
      priority: policy.priority.score(of: profile), amountMinor: profile.standing.overdueMinor,
      currency: profile.dossier.account.currency, daysPastDue: profile.standing.daysPastDue, segmentIDs: treatment.segmentIDs,
      queue: .phone, dueAt: dueAt, version: 1, openedAt: now, changedAt: now)
  }
}

extension PriorityPolicy {
  func score(of profile: Profile) -> Int {
    let (account, history) = (profile.dossier.account, profile.dossier.history)
    return Self.score(
      of: terms(
        overdue: Money(minor: profile.standing.overdueMinor, currency: account.currency), daysPastDue: profile.standing.daysPastDue,
        riskScore: account.riskScore, brokenPromises: history.brokenPromises))
  }
}
