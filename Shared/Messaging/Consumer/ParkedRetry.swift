import Contracts
public import Logging
import Postgres

/// Tries parked records again, a subject at a time and in order: what a mended handler takes is off the list.
public struct ParkedRetry: Sendable {
  private let database: ServiceDatabase
  private let subscriptions: [String: Subscription]
  private let logger: Logger

  public init(database: ServiceDatabase, subscriptions: [Subscription], configuration: MessagingConfiguration, logger: Logger) {
    self.database = database
    self.subscriptions = Dictionary(subscriptions.map { (configuration.name(of: $0.topic), $0) }) { first, _ in first }
    self.logger = logger
  }

  /// Tries each parked subject once. Returns how many records were applied.
  @discardableResult
  public func retryAll() async throws -> Int {
    var applied = 0
    for subject in try await database.read({ try await ParkedStore.subjects(in: $0) }) {
      applied += try await retry(subject)
    }
    return applied
  }

  private func retry(_ subject: ParkedSubject) async throws -> Int {
    guard let subscription = subscriptions[subject.topic] else { return 0 }
    do {
      return try await database.perform { work in
        let records = try await ParkedStore.take(subject, in: work.transaction)
        let decoded = subscription.decode(records)
        for rejection in decoded.rejections {
          work.deadLetter(RecordOrigin(record: rejection.record), code: rejection.error.code, message: rejection.error.message)
        }
        try await decoded.apply(work)
        return records.count
      }
    } catch let error as PostgresError where error.isTransient {
      throw error
    } catch {
      let reason = "\(error)"
      logger.error("A parked subject still fails", metadata: ["topic": "\(subject.topic)", "error": "\(reason)"])
      try await database.pool.withTransaction { try await ParkedStore.noteFailure(of: subject, error: reason, in: $0) }
      return 0
    }
  }
}
