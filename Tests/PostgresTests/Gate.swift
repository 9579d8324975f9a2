import Logging
import Postgres

/// Lets all go on when the last of a number of tasks has arrived.
actor Gate {
  private var missing: Int
  private var waiters: [CheckedContinuation<Void, Never>] = []

  init(_ count: Int) { missing = count }

  func arriveAndWait() async {
    missing -= 1
    if missing > 0 {
      await withCheckedContinuation { waiters.append($0) }
      return
    }
    for waiter in waiters { waiter.resume() }
    waiters = []
  }
}

/// Runs `body`, which must fail, and returns its error.
func failure<T>(_ body: () async throws -> T) async throws -> PostgresError {
  do {
    _ = try await body()
  } catch let error as PostgresError {
    return error
  }
  throw NoFailure()
}

struct NoFailure: Error {}

let quiet: Logger = {
  var logger = Logger(label: "test.postgres")
  logger.logLevel = .error
  return logger
}()
