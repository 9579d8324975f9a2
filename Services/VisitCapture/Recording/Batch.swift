package import Contracts

/// The records that a device has queued up.
package struct Batch: Sendable {
  package var visits: [Submitted<VisitReport>]
  package var positions: [Submitted<PositionReport>]
  package var promises: [Submitted<PromiseReport>]
  package var agreements: [Submitted<AgreementReport>]
  /// The time by the device's clock when it sent the batch.
  package var sentAt: Instant?

  package init(
    visits: [Submitted<VisitReport>] = [], positions: [Submitted<PositionReport>] = [], promises: [Submitted<PromiseReport>] = [],
    agreements: [Submitted<AgreementReport>] = [], sentAt: Instant? = nil
  ) {
    self.visits = visits
    self.positions = positions
    self.promises = promises
    self.agreements = agreements
    self.sentAt = sentAt
  }

  package var count: Int { visits.count + positions.count + promises.count + agreements.count }

  /// The answers of a batch that nobody has looked into.
  func keptAside() -> [RecordAnswer] {
    visits.enumerated().map { $1.keptAside(at: $0) } + positions.enumerated().map { $1.keptAside(at: $0) }
      + promises.enumerated().map { $1.keptAside(at: $0) } + agreements.enumerated().map { $1.keptAside(at: $0) }
  }

  /// The accounts about which something is promised.
  var promisedAccounts: [AccountID] {
    let atTheDoor = visits.compactMap { $0.value?.promise }.flatMap { [$0.accountID] + ($0.moreAccountIDs ?? []) }
    let apart = promises.compactMap(\.value).flatMap { [$0.accountID] + ($0.moreAccountIDs ?? []) }
    return Set(atTheDoor + apart).sorted()
  }
}
