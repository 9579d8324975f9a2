import Contracts

/// What to do with a refresh token that is presented.
///
/// Each token is used once and replaced. An old one that comes again means that two parties hold the session, and ends
/// it. The exception is a client whose answer was lost: for a short while it may send the token it used last again, and
/// the successor that it never saw is withdrawn.
enum RefreshRotation {
  struct Presented: Equatable {
    let generation: Int
    let usedAt: Instant?
    let isSuperseded: Bool
  }

  enum Verdict: Equatable {
    /// Use it up and give out its successor.
    case rotate
    /// Withdraw the successor that was never used and give out another.
    case replaceSuccessor
    /// The session is not secret any more.
    case endSession
  }

  static func judge(_ token: Presented, sessionGeneration: Int, leeway: Seconds, at now: Instant) -> Verdict {
    if token.isSuperseded { return .endSession }
    if token.generation == sessionGeneration { return token.usedAt == nil ? .rotate : .endSession }
    guard token.generation == sessionGeneration - 1, let usedAt = token.usedAt, now <= usedAt.advanced(by: leeway) else {
      return .endSession
    }
    return .replaceSuccessor
  }
}
