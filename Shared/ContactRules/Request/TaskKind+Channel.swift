public import Contracts

extension TaskKind {
  /// The channel by which such work contacts the debtor; `nil` where it does not.
  public var contactChannel: ContactChannel? {
    switch self {
    case .visit: .visit
    case .call: .call
    case .email: .email
    case .sms: .sms
    case .whatsapp: .whatsapp
    case .letter: .letter
    case .fax: .fax
    case .legal, .agency: nil
    }
  }

  /// The channel of a contact that somebody makes by hand: a call, or a message whose queue is one of people. Visits are planned.
  public func channelByHand(in queue: TaskQueue?) -> ContactChannel? {
    self == .call || (self != .visit && queue.map { $0 != .automatic } ?? false) ? contactChannel : nil
  }
}
