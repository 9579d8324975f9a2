import Contracts
package import Logging
package import Messaging
import Postgres
import ServiceKit
import ServiceLifecycle

/// Goes on with circuits as time passes. Any number may run: each takes accounts that no other is working on.
package struct CircuitWorker: Service {
  private let database: ServiceDatabase
  private let engine: TreatmentEngine
  private let keeper: RestrictionKeeper
  private let settings: SegmentationSettings
  private let logger: Logger

  package init(database: ServiceDatabase, engine: TreatmentEngine, settings: SegmentationSettings, logger: Logger) {
    self.database = database
    self.engine = engine
    keeper = RestrictionKeeper(engine: engine)
    self.settings = settings
    self.logger = logger
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
      guard try await database.work({ work in try await engine.sweep(limit: settings.sweepBatch, in: work) }) else { break }
    }
    while !Task.isCancelled {
      let count = try await database.work { work in try await keeper.advance(limit: settings.workerBatch, in: work) }
      total += count
      if count < settings.workerBatch { break }
    }
    return total
  }

  /// Looks again and again until the service shuts down. A failure is logged and the same accounts are tried again.
  package func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          try await runOnce()
        } catch is CancellationError {
          return
        } catch {
          logger.record(.error, "circuits could not go on; they will be tried again", [.error: "\(error)"])
        }
        do { try await Task.sleep(for: settings.workerInterval) } catch { return }
      }
    }
  }
}
