import Configuration
package import ServiceKit

/// What an operator can set.
package struct SegmentationSettings: Sendable {
  package static let interval = Setting<Duration>(
    "segmentation.worker.interval", default: .seconds(1), "How often circuits are looked at that go on as time passes.")
  package static let batch = Setting<Int>(
    "segmentation.worker.batch", default: 500, "Accounts that one transaction goes on with.")

  package static let documentation: [SettingDocumentation] = [interval.documentation, batch.documentation]

  package let workerInterval: Duration
  package let workerBatch: Int

  package init(workerInterval: Duration, workerBatch: Int) {
    self.workerInterval = workerInterval
    self.workerBatch = workerBatch
  }

  init(_ configuration: ConfigReader) throws {
    workerInterval = try configuration.value(of: Self.interval)
    workerBatch = try configuration.value(of: Self.batch)
    guard workerInterval > .zero else { throw ConfigurationError(key: Self.interval.key, "must be more than zero") }
    guard (1...10_000).contains(workerBatch) else { throw ConfigurationError(key: Self.batch.key, "must be from 1 to 10000") }
  }
}
