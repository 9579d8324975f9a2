/// An HTTP request to somebody else's server.
public struct OutboundRequest: Sendable {
  public var method: String
  /// `http` or `https`.
  public var url: String
  public var headers: [(name: String, value: String)]
  public var body: [UInt8]?
  /// For the whole of one attempt.
  public var timeout: Duration
  public var maximumResponseBytes: Int
  public var retry: RetryPolicy

  public init(
    method: String = "GET", url: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil,
    timeout: Duration = .seconds(10), maximumResponseBytes: Int = 8 << 20, retry: RetryPolicy = .none
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeout = timeout
    self.maximumResponseBytes = maximumResponseBytes
    self.retry = retry
  }
}

/// What the other server answered, whatever its status.
public struct OutboundResponse: Sendable {
  public let status: Int
  /// In the order in which they came; a name may occur more than once.
  public let headers: [(name: String, value: String)]
  public let body: [UInt8]
}

/// How often to try, and how long to wait in between: doubling, with up to half of it at random so that clients spread.
public struct RetryPolicy: Sendable, Equatable {
  public let attempts: Int
  public let firstDelay: Duration
  public let longestDelay: Duration

  public init(attempts: Int, firstDelay: Duration, longestDelay: Duration) {
    self.attempts = max(1, attempts)
    self.firstDelay = firstDelay
    self.longestDelay = longestDelay
  }

  public static let none = RetryPolicy(attempts: 1, firstDelay: .zero, longestDelay: .zero)
  /// Three attempts within about a second.
  public static let brief = RetryPolicy(attempts: 3, firstDelay: .milliseconds(200), longestDelay: .seconds(1))

  /// How long to wait after the attempt of the number, counted from 1.
  public func delay(afterAttempt attempt: Int) -> Duration {
    let doubled = firstDelay * (1 << min(attempt - 1, 20))
    let capped = min(doubled, longestDelay)
    return capped / 2 + (capped / 2) * Double.random(in: 0...1)
  }

  /// The delays one after another.
  var delays: Delays { Delays(policy: self) }

  struct Delays {
    let policy: RetryPolicy
    private var attempt = 0

    init(policy: RetryPolicy) { self.policy = policy }

    mutating func next() -> Duration {
      attempt += 1
      return policy.delay(afterAttempt: attempt)
    }
  }
}
