import Configuration
import ServiceKit

/// What an operator can set for this service.
enum IngestionSettings {
  static let importBatch = Setting<Int>(
    "ingestion.import.batch", default: 500, in: 1...10_000, "Rows of a file that are applied in one transaction.")
  static let importErrors = Setting<Int>(
    "ingestion.import.errors", default: 100_000, in: 0...10_000_000,
    "Lines that the errors file of one import keeps; more are counted only.")
  static let allocationOrders = Setting<String>(
    "ingestion.allocation.orders", default: "",
    "In which order payments are used up, by the account's state: charged_off=principal,interest,late_interest,insurance,fees; …")
  static let trustedAccuracy = Setting<Int>(
    "ingestion.proposals.trusted_accuracy", default: 50, in: 0...10_000,
    "Metres: a coordinate that a collector proposes counts at once when it is this accurate or better; others wait for approval.")

  /// - Throws: `ConfigurationError` that names the key.
  static func allocation(_ configuration: ConfigReader) throws -> AllocationPolicy {
    guard let policy = AllocationPolicy(parsing: try configuration.value(of: allocationOrders)) else {
      throw ConfigurationError(
        key: allocationOrders.key, "must be states with each of fees, insurance, late_interest, interest and principal once")
    }
    return policy
  }
}
