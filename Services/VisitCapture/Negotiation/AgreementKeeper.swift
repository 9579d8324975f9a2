package import Contracts
package import Messaging

/// Follows agreements: instalments against payments until all are paid or the debtor has defaulted, and again when a payment is taken back
/// afterwards; proposals and what waits to be signed until they expire.
package struct AgreementKeeper: Sendable {
  package init() {}

  /// Holds the agreements of the accounts' debtors against their payments, and publishes what happened.
  package func follow(_ accounts: [AccountID], in work: Work) async throws {
    let accounts = Set(accounts).sorted()
    guard !accounts.isEmpty else { return }
    try await PromiseStore.hold(accounts, in: work.transaction)
    let ledger = try await PaymentLedger.load(of: accounts, in: work.transaction)
    for (debtorID, agreements) in ledger.agreements.sorted(by: { $0.key < $1.key }) {
      let progress = ledger.allocation(of: debtorID, at: work.now).progress
      for agreement in agreements {
        if let reached = progress[agreement.event.agreementID] { try await follow(agreement, reached, in: work) }
      }
    }
  }

  private func follow(_ agreement: Agreement, _ progress: AgreementProgress, in work: Work) async throws {
    var agreement = agreement
    let events = try agreement.follow(progress, at: work.now)
    for event in events {
      try work.publish(event)
      try await AgreementStore.addStep(event, by: nil, note: nil, in: work.transaction)
    }
    guard agreement.state == .active || !events.isEmpty else { return }
    let lookOn = agreement.state == .active ? progress.nextLookOn : nil
    try await AgreementStore.save(agreement, lookOn: lookOn, in: work.transaction)
  }

  /// Agreements of which an instalment's time is up, proposals that nobody has decided and deals that nobody has signed in time.
  ///
  /// - Returns: how many were looked at.
  package func judgeDue(limit: Int, in work: Work) async throws -> Int {
    let accounts = try await AgreementStore.accountsToFollow(at: work.now, limit: limit, in: work.transaction)
    try await follow(accounts, in: work)
    let expired = try await AgreementStore.expired(at: work.now, limit: limit, in: work.transaction)
    for var agreement in expired {
      try agreement.expire(at: work.now)
      try work.publish(agreement.event)
      try await AgreementStore.addStep(agreement.event, by: nil, note: nil, in: work.transaction)
      try await AgreementStore.save(agreement, in: work.transaction)
    }
    return accounts.count + expired.count
  }
}
