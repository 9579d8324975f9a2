import Configuration
package import ServiceKit

/// What an operator can set.
package struct SegmentationSettings: Sendable {
  package static let interval = Setting<Duration>(
    "segmentation.worker.interval", default: .seconds(1), in: .milliseconds(1) ... .seconds(3_600),
    "How often circuits are looked at that go on as time passes.")
  package static let batch = Setting<Int>(
    "segmentation.worker.batch", default: 500, in: 1...10_000, "Accounts that one transaction goes on with.")

  package static let sweep = Setting<Int>(
    "segmentation.worker.sweep_batch", default: 5_000, in: 1...100_000,
    "Accounts that one transaction places anew after segments or strategies have changed.")

  package static let documentation: [SettingDocumentation] = [interval.documentation, batch.documentation, sweep.documentation]

  package let workerInterval: Duration
  package let workerBatch: Int
  package let sweepBatch: Int

  package init(workerInterval: Duration, workerBatch: Int, sweepBatch: Int = 5_000) {
    self.workerInterval = workerInterval
    self.workerBatch = workerBatch
    self.sweepBatch = sweepBatch
  }

  init(_ configuration: ConfigReader) throws {
    workerInterval = try configuration.value(of: Self.interval)
    workerBatch = try configuration.value(of: Self.batch)
    sweepBatch = try configuration.value(of: Self.sweep)
  }
}
