/// Lets `aside` compute on the common threads while `body` keeps its connection busy, and answers what both found.
///
/// What a transaction's task starts with `async let` waits for the connection's own thread, which stands still while the server works. Here
/// it does not: what the next statements need can be made ready while the server is at the one before.
///
/// Throws what either throws; both have ended then.
public func withWorkAside<Aside: Sendable, Value>(
  _ aside: @escaping @Sendable () throws -> Aside, while body: () async throws -> Value
) async throws -> (Value, Aside) {
  try await withThrowingTaskGroup(of: Aside.self) { group in
    group.addTask(executorPreference: globalConcurrentExecutor) { try aside() }
    let value = try await body()
    guard let made = try await group.next() else { throw CancellationError() }
    return (value, made)
  }
}
