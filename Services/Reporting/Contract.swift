import Contracts
import ServiceKit

/// What comes in and goes out.
///
/// In: states (account, debtor, treatment, task, assignment, route, promise, agreement, notification, staff), of which the newest version counts, and
/// facts (payment, visit, position), of which the first under its key counts. Out: a full row on a compacted topic for each account and
/// each visit, with a version that rises by one whenever the row changed and only then.
enum Contract {
  /// Of the rows on the topics for BI.
  static let schemaVersion = 1

  /// The zone of a code, as everybody names it.
  static func zoneID(_ code: String) throws -> ZoneID { try ZoneID(naming: "zone", code) }
}
