import Contracts
package import Messaging
import Postgres
import Synchronization

/// Keeps the rows of collectors' and segments' days on the topics for BI in step with the facts, and forgets trails that are too old.
///
/// Facts mark the days that they change; every instance looks for marks, and one at a time counts. A late visit, a correction, a payment
/// with an earlier value date or a reversal so restates the day that it belongs to, once however much came at the same time.
package final class DayPublisher: Sendable {
  /// Days that one transaction counts; the rest follow at once.
  private static let batch = 500

  private let database: ServiceDatabase
  private let settings: ReportingSettings
  private let nextSegments = Mutex(ContinuousClock.now)

  package init(database: ServiceDatabase, settings: ReportingSettings) {
    self.database = database
    self.settings = settings
  }

  /// Whatever is due. What fails leaves its marks for the next time.
  func publishDue() async throws {
    try await publishCollectorDays()
    guard ContinuousClock.now >= nextSegments.withLock({ $0 }) else { return }
    nextSegments.withLock { $0 = .now.advanced(by: settings.segmentInterval) }
    try await publishSegmentDays()
    try await trimTrails()
  }

  /// Every collector's day that is marked.
  package func publishCollectorDays() async throws {
    while !Task.isCancelled {
      let count = try await database.work { work in
        guard try await DayStore.lock(in: work.transaction) else { return 0 }
        let days = try await MarkStore.takeCollectors(limit: Self.batch, in: work.transaction)
        try await DayStore.publish(collectorDays: days, in: work)
        return days.count
      }
      if count == 0 { break }
    }
  }

  /// Every day of segments that is marked.
  package func publishSegmentDays() async throws {
    try await database.work { work in
      guard try await DayStore.lock(in: work.transaction) else { return }
      let days = try await MarkStore.takeSegmentDays(in: work.transaction)
      guard !days.isEmpty else { return }
      let today = try await InstallationStore.today(at: work.now, in: work.transaction)
      for (date, cause) in days.sorted(by: { $0.key < $1.key }) {
        try await DayStore.publish(segmentsOn: date, today: today, cause: cause, in: work)
      }
    }
  }

  private func trimTrails() async throws {
    try await database.work { work in
      let today = try await InstallationStore.today(at: work.now, in: work.transaction)
      try await TrailStore.trim(before: today.advanced(byDays: -settings.trailDays), in: work.transaction)
    }
  }
}
