package import Messaging

/// Goes on with circuits as time passes. Any number may run: each takes accounts that no other is working on. Accounts that could not be
/// judged are due again in the next round.
package struct CircuitWorker: Sendable {
  private let database: ServiceDatabase
  private let engine: TreatmentEngine
  private let keeper: RestrictionKeeper
  private let settings: SegmentationSettings

  package init(database: ServiceDatabase, engine: TreatmentEngine, settings: SegmentationSettings) {
    self.database = database
    self.engine = engine
    keeper = RestrictionKeeper(engine: engine)
    self.settings = settings
  }

  /// Everything that is due by the service's clock, batch by batch.
  ///
  /// - Returns: how many accounts were looked at.
  @discardableResult
  package func runOnce() async throws -> Int {
    var total = 0
    while !Task.isCancelled {
      let count = try await database.work { work in try await engine.advance(limit: settings.workerBatch, in: work) }
      total += count
      if count < settings.workerBatch { break }
    }
    while !Task.isCancelled {
      let count = try await database.work { work in try await engine.calls.advance(limit: settings.workerBatch, in: work) }
      total += count
      if count < settings.workerBatch { break }
    }
    while !Task.isCancelled {
      guard try await database.work({ work in try await engine.sweep(limit: settings.sweepBatch, in: work) }) else { break }
    }
    while !Task.isCancelled {
      let count = try await database.work { work in try await keeper.advance(limit: settings.workerBatch, in: work) }
      total += count
      if count < settings.workerBatch { break }
    }
    return total
  }
}
