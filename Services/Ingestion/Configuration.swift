import ServiceKit

/// What an operator can set for this service.
enum IngestionSettings {
  static let importBatch = Setting<Int>(
    "ingestion.import.batch", default: 500, "Rows of a file that are applied in one transaction.")
  static let importErrors = Setting<Int>(
    "ingestion.import.errors", default: 100_000, "Lines that the errors file of one import keeps; more are counted only.")
  static let trustedAccuracy = Setting<Int>(
    "ingestion.proposals.trusted_accuracy", default: 50,
    "Metres: a coordinate that a collector proposes counts at once when it is this accurate or better; others wait for approval.")
}
