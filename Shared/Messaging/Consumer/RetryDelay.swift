/// Waits longer after each failure: 50 ms, doubled up to 5 s.
struct RetryDelay: Sendable {
  private(set) var attempts = 0

  mutating func wait() async throws {
    let milliseconds = min(5_000, 50 << min(attempts, 7))
    attempts += 1
    try await Task.sleep(for: .milliseconds(milliseconds))
  }
}
