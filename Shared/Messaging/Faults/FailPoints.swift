import FoundationEssentials
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Places at which a process can be made to die at once, as by `kill -9`, so that tests can see what is left behind.
///
/// `RONDA_FAIL_POINT=before-commit:3` dies the third time that the place is reached. Without the variable, nothing happens.
public final class FailPoints: Sendable {
  public enum Place: String, CaseIterable, Sendable {
    /// A batch was taken from the broker, nothing is done yet.
    case afterPoll = "after-poll"
    /// All is written, the transaction has not committed.
    case beforeCommit = "before-commit"
    /// It has committed, Kafka's copy of the offset is old.
    case afterCommit = "after-commit"
    /// The broker has acknowledged the outbox's records, they are not marked.
    case relayAfterAcknowledgement = "relay-after-ack"
    /// A transaction outside the consumer has committed, its caller has no answer.
    case afterWork = "after-work"
  }

  public static let none = FailPoints(place: nil, hits: 0)

  private let place: Place?
  private let remaining: Mutex<Int>

  public init(place: Place?, hits: Int) {
    self.place = place
    remaining = Mutex(hits)
  }

  /// - Throws: `UnknownFailPoint` when `text` names no place.
  public convenience init(parsing text: String?) throws {
    guard let text, !text.isEmpty else {
      self.init(place: nil, hits: 0)
      return
    }
    let parts = text.split(separator: ":", maxSplits: 1)
    guard let name = parts.first, let place = Place(rawValue: String(name)), let hits = parts.count > 1 ? Int(parts[1]) : 1, hits > 0 else {
      throw UnknownFailPoint(text: text)
    }
    self.init(place: place, hits: hits)
  }

  func hit(_ place: Place) {
    guard place == self.place else { return }
    let isDue = remaining.withLock { remaining in
      remaining -= 1
      return remaining == 0
    }
    if isDue { kill(getpid(), SIGKILL) }
  }
}

public struct UnknownFailPoint: Error, CustomStringConvertible {
  public let text: String
  public var reason: String {
    "names no place; known are \(FailPoints.Place.allCases.map(\.rawValue).joined(separator: ", "))"
  }
  public var description: String { "the fail point \(reason)" }
}
