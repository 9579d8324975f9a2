import Logging
import Messaging
import ServiceKit
import ServiceLifecycle

/// Judges promises as their time runs out. Any number may run: an account is judged by one at a time, and a judgement that is there
/// already changes nothing.
package struct CutOffWorker: Service {
  private let database: ServiceDatabase
  private let keeper: PromiseKeeper
  private let settings: VisitCaptureSettings
  private let logger: Logger

  init(database: ServiceDatabase, keeper: PromiseKeeper, settings: VisitCaptureSettings, logger: Logger) {
    self.database = database
    self.keeper = keeper
    self.settings = settings
    self.logger = logger
  }

  /// Everything that is due by the service's clock, batch by batch.
  package func runOnce() async throws {
    while !Task.isCancelled {
      let count = try await database.work { work in
        try await keeper.judgeDue(limit: settings.workerBatch, in: work)
          + AgreementKeeper().judgeDue(limit: settings.workerBatch, in: work)
      }
      if count == 0 { break }
    }
  }

  /// Looks again and again until the service shuts down. A failure is logged and the same promises are tried again.
  package func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          try await runOnce()
        } catch is CancellationError {
          return
        } catch {
          logger.record(.error, "promises could not be judged; they will be tried again", [.error: "\(error)"])
        }
        do { try await Task.sleep(for: settings.workerInterval) } catch { return }
      }
    }
  }
}
