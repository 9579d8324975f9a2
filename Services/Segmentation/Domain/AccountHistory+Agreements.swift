import Contracts

extension AccountHistory {
  /// What a bank may take to write off what a completed agreement lets go.
  private static let writeOffTime = Seconds(7 * 86_400)

  /// Until when nobody goes to see the debtor who has paid all that was agreed, although the bank's books may still say otherwise.
  var peaceEndsAt: Instant? { agreementCompletedAt.map { $0.advanced(by: Self.writeOffTime) } }

  /// Whoever keeps to an agreement is not worked, nor whoever has just completed one.
  func isLeftInPeace(at now: Instant) -> Bool { keepsAgreement || peaceEndsAt.map { now < $0 } ?? false }
}
