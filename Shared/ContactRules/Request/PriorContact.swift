public import Contracts

/// A contact that counts towards the caps of one debtor: an attempt made, or one that is firmly scheduled.
public struct PriorContact: Sendable, Hashable {
  public var channel: ContactChannel
  public var instant: Instant
  /// Whether the debtor was reached in person, in a conversation.
  public var reached: Bool
  /// Whether it was about the debt of the request; only caps counted per debt ask for it.
  public var aboutThisDebt: Bool

  public init(_ channel: ContactChannel, at instant: Instant, reached: Bool = false, aboutThisDebt: Bool = true) {
    self.channel = channel
    self.instant = instant
    self.reached = reached
    self.aboutThisDebt = aboutThisDebt
  }
}
