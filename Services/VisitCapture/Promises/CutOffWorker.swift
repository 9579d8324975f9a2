import Messaging

/// Judges promises as their time runs out. Any number may run: an account is judged by one at a time, and a judgement that is there
/// already changes nothing.
struct CutOffWorker: Sendable {
  let database: ServiceDatabase
  let keeper: PromiseKeeper
  let batch: Int

  /// Everything that is due by the service's clock, batch by batch.
  func runOnce() async throws {
    while !Task.isCancelled {
      let count = try await database.work { work in
        try await keeper.judgeDue(limit: batch, in: work)
          + AgreementKeeper().judgeDue(limit: batch, in: work)
      }
      if count == 0 { break }
    }
  }
}
