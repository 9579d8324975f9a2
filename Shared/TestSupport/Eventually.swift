/// A condition that did not come true in time.
public struct ConditionNotMet: Error, CustomStringConvertible {
  public let description: String
}

/// Waits until the condition holds, asking again every 10 ms; throws `ConditionNotMet` naming it after `limit`.
///
/// The limit says when to give the test up, not how fast something must be: it is generous. An error from the condition
/// counts as not yet, for a server that restarts refuses for a while; the last one is reported. `interval` is for questions that cost
/// more than a look into memory.
public func eventually(
  _ what: String = "the condition", within limit: Duration = .seconds(120), every interval: Duration = .milliseconds(10),
  _ condition: () async throws -> Bool
) async throws {
  try await eventually(what, within: limit, every: interval, condition, satisfies: { $0 })
}

/// Reads a value again and again until it satisfies the predicate, and returns it; throws `ConditionNotMet` with the last
/// value or error after `limit`.
@discardableResult
public func eventually<Value>(
  _ what: String = "the value", within limit: Duration = .seconds(120), every interval: Duration = .milliseconds(10),
  _ value: () async throws -> Value,
  satisfies predicate: (Value) throws -> Bool
) async throws -> Value {
  let deadline = ContinuousClock.now + limit
  while true {
    var last: String
    do {
      let current = try await value()
      if try predicate(current) { return current }
      last = "last value \(current)"
    } catch let error as CancellationError {
      throw error
    } catch {
      last = "last error \(error)"
    }
    guard ContinuousClock.now < deadline else { throw ConditionNotMet(description: "not within \(limit): \(what); \(last)") }
    try await Task.sleep(for: interval)
  }
}
