import Contracts
import Messaging
import ServiceKit

/// New signing keys where due, and old sessions and throttles gone.
struct Housekeeping: Sendable {
  static let interval = Duration.seconds(3_600)

  let database: ServiceDatabase
  let keys: SigningKeys

  func tidy() async throws {
    try await keys.rotate()
    try await database.work { work in
      try await SessionStore.forget(endedBefore: work.now.advanced(by: Seconds(-30 * 86_400)), in: work.transaction)
      try await CredentialStore.forgetFailures(before: work.now.advanced(by: Seconds(-2 * 86_400)), in: work.transaction)
    }
  }
}
