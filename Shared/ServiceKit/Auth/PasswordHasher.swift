/// Hashes and checks passwords on threads of its own, a bounded number at a time.
public struct PasswordHasher: Sendable {
  private let threads: BlockingThreads
  public let cost: PasswordHash.Cost

  public init(threads: BlockingThreads, cost: PasswordHash.Cost = .ordinary) {
    self.threads = threads
    self.cost = cost
  }

  public func hash(_ password: String) async throws -> PasswordHash {
    try await threads.run { [cost] in try PasswordHash(of: password, cost: cost) }
  }

  /// Whether the password is the one that was hashed. Without a hash it works as long and says no, so that the time
  /// that an answer takes does not tell whether an account exists.
  public func matches(_ password: String, _ hash: PasswordHash?) async throws -> Bool {
    try await threads.run { [cost] in
      if let hash { return try hash.matches(password) }
      _ = try PasswordHash(of: password, cost: cost)
      return false
    }
  }
}
