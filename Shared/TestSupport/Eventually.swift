/// A condition that did not come true in time.
public struct ConditionNotMet: Error, CustomStringConvertible {
  public let description: String
}

/// Waits until the condition holds, asking again every few milliseconds; throws `ConditionNotMet` naming it after `limit`.
///
/// The limit says when to give the test up, not how fast something must be: it is generous.
public func eventually(
  _ what: String, within limit: Duration = .seconds(60), _ condition: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + limit
  while try await !condition() {
    guard ContinuousClock.now < deadline else { throw ConditionNotMet(description: "not within \(limit): \(what)") }
    try await Task.sleep(for: .milliseconds(10))
  }
}
