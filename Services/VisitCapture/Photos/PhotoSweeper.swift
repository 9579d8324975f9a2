import Contracts
import Messaging

/// Removes photographs that were begun and never finished, with what had arrived of them.
///
/// The file goes first and the row in the same transaction: after a crash in between the row is swept again. A device that comes back
/// after all is told that there is no such photograph, and declares it anew.
package struct PhotoSweeper: Sendable {
  static let interval = Duration.seconds(3_600)
  private static let batch = 100

  private let database: ServiceDatabase
  private let vault: PhotoVault
  private let abandonedAfter: Seconds

  init(database: ServiceDatabase, vault: PhotoVault, abandonedAfter: Seconds) {
    self.database = database
    self.vault = vault
    self.abandonedAfter = abandonedAfter
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
}
