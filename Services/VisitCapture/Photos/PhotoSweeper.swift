import Contracts
import Logging
import Messaging
import ServiceKit
import ServiceLifecycle

/// Removes photographs that were begun and never finished, with what had arrived of them.
///
/// The file goes first and the row in the same transaction: after a crash in between the row is swept again. A device that comes back
/// after all is told that there is no such photograph, and declares it anew.
package struct PhotoSweeper: Service {
  private static let batch = 100
  private static let interval = Duration.seconds(3_600)

  private let database: ServiceDatabase
  private let vault: PhotoVault
  private let abandonedAfter: Seconds
  private let logger: Logger

  init(database: ServiceDatabase, vault: PhotoVault, abandonedAfter: Seconds, logger: Logger) {
    self.database = database
    self.vault = vault
    self.abandonedAfter = abandonedAfter
    self.logger = logger
  }

  /// Everything that is abandoned by the service's clock.
  ///
  /// - Returns: how many photographs were removed.
  @discardableResult
  package func runOnce() async throws -> Int {
    var removed = 0
    while !Task.isCancelled {
      let count = try await database.work { try await sweep($0) }
      removed += count
      if count < Self.batch { break }
    }
    return removed
  }

  private func sweep(_ work: Work) async throws -> Int {
    let limit = work.now.advanced(by: Seconds(-abandonedAfter.value))
    let photos = try await PhotoStore.takeAbandoned(since: limit, limit: Self.batch, in: work.transaction)
    for photo in photos { try await vault.remove(photo) }
    try await PhotoStore.remove(photos, in: work.transaction)
    return photos.count
  }

  /// Looks once an hour until the service shuts down. A failure is logged and the same photographs are tried again.
  package func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          try await runOnce()
        } catch is CancellationError {
          return
        } catch {
          logger.record(.error, "abandoned photographs could not be removed; they will be tried again", [.error: "\(error)"])
        }
        do { try await Task.sleep(for: Self.interval) } catch { return }
      }
    }
  }
}
