import Logging
import ServiceKit
import ServiceLifecycle

/// Runs the dispatcher again and again. Any number may run: each takes messages and debtors that no other holds.
package struct DispatchWorker: Service {
  private let dispatcher: Dispatcher
  private let interval: Duration
  private let logger: Logger

  init(dispatcher: Dispatcher, interval: Duration, logger: Logger) {
    self.dispatcher = dispatcher
    self.interval = interval
    self.logger = logger
  }

  /// A batch under way at shutdown is finished, so that no message is left in doubt. A failure is logged and what is due is tried again.
  package func run() async throws {
    while !Task.isCancelled, !Task.isShuttingDownGracefully {
      do {
        try await dispatcher.runOnce()
      } catch is CancellationError {
        return
      } catch {
        logger.record(.error, "messages could not be dispatched; they will be tried again", [.error: "\(error)"])
      }
      await pause()
    }
  }

  private func pause() async {
    await cancelWhenGracefulShutdown {
      // Ends early when the service stops, which the loop sees.
      do { try await Task.sleep(for: interval) } catch {}
    }
  }
}
