package import Contracts
package import Messaging

/// Follows agreements: instalments against payments until all are paid or the debtor has defaulted, proposals until they expire.
package struct AgreementKeeper: Sendable {
  package init() {}

  /// Holds the active agreements of the accounts against their payments, and publishes what happened.
  package func follow(_ accounts: [AccountID], in work: Work) async throws {
    let accounts = Set(accounts).sorted()
    guard !accounts.isEmpty else { return }
    try await PromiseStore.hold(accounts, in: work.transaction)
    let agreements = try await AgreementStore.active(of: accounts, in: work.transaction)
    guard !agreements.isEmpty else { return }
    let payments = Dictionary(
      grouping: try await PaymentStore.net(of: agreements.map(\.event.accountID), in: work.transaction), by: \.accountID)
    for var agreement in agreements {
      let today = LocalClock.date(of: work.now, in: agreement.timeZone)
      let progress = AgreementProgress(agreement, payments[agreement.event.accountID] ?? [], on: today)
      let events = try agreement.follow(progress, at: work.now)
      for event in events {
        try work.publish(event)
        try await AgreementStore.addStep(event, by: nil, note: nil, in: work.transaction)
      }
      let lookOn = agreement.state == .active ? progress.nextLookOn : nil
      try await AgreementStore.save(agreement, lookOn: lookOn, in: work.transaction)
    }
  }

  /// Agreements of which an instalment's time is up, and proposals that nobody has decided in time.
  ///
  /// - Returns: how many were looked at.
  package func judgeDue(limit: Int, in work: Work) async throws -> Int {
    let accounts = try await AgreementStore.accountsToFollow(at: work.now, limit: limit, in: work.transaction)
    try await follow(accounts, in: work)
    let expired = try await AgreementStore.expired(at: work.now, limit: limit, in: work.transaction)
    for var agreement in expired {
      try agreement.reject(.approvalExpired, at: work.now)
      try work.publish(agreement.event)
      try await AgreementStore.addStep(agreement.event, by: nil, note: nil, in: work.transaction)
      try await AgreementStore.save(agreement, in: work.transaction)
    }
    return accounts.count + expired.count
  }
}
