import Contracts
import Logging
import Messaging
import Postgres
import ServiceKit
import ServiceLifecycle

/// Once an hour: new signing keys where due, and old sessions and throttles gone.
struct Housekeeping: ServiceLifecycle.Service {
  let database: ServiceDatabase
  let keys: SigningKeys
  let logger: Logger
  var interval = Duration.seconds(3_600)

  func run() async throws {
    try await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          try await tidy()
        } catch let error as PostgresError where error.isTransient {
          logger.record(.warning, "Housekeeping waits for the database", [.error: "\(error)"])
        }
        do { try await Task.sleep(for: interval) } catch { return }
      }
    }
  }

  func tidy() async throws {
    try await keys.rotate()
    try await database.work { work in
      try await SessionStore.forget(endedBefore: work.now.advanced(by: Seconds(-30 * 86_400)), in: work.transaction)
      try await CredentialStore.forgetFailures(before: work.now.advanced(by: Seconds(-2 * 86_400)), in: work.transaction)
    }
  }
}
