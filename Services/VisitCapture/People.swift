import Contracts
import HTTPTypes
import Postgres
import ServiceKit

/// Whose work a request is about.
struct People: Sendable {
  /// The viewer's own, or for a gateway that of the collector whom it names; and whether that person still works here. A token can be
  /// good for a while after its owner has left.
  func standing(
    _ viewer: Viewer, for collectorID: StaffID?, in transaction: PostgresTransaction
  ) async throws -> (recorder: Recorder, isActive: Bool) {
    if viewer.has(.gateway) {
      guard let collectorID else { throw Problem.field("collector_id", code: "required", "A gateway says whose work it is.") }
      guard let known = try await StaffStore.recorder(collectorID, in: transaction) else {
        throw Problem.field("collector_id", code: "unknown_collector", "There is no such collector.")
      }
      return known
    }
    guard collectorID == nil || collectorID == viewer.staffID else {
      throw Problem(.forbidden, code: "other_collector", detail: "Only a gateway records on behalf of somebody else.")
    }
    let recorder = Recorder(
      collectorID: viewer.staffID, teamID: viewer.teamID, coversTeam: viewer.has(.supervisor), creditorIDs: viewer.creditorIDs)
    return (recorder, try await !StaffStore.hasLeft(viewer.staffID, in: transaction))
  }

  /// - Throws: ``Problem`` 403 for somebody who has left.
  func recorder(_ viewer: Viewer, for collectorID: StaffID?, in transaction: PostgresTransaction) async throws -> Recorder {
    let standing = try await standing(viewer, for: collectorID, in: transaction)
    guard standing.isActive else {
      throw Problem(.forbidden, code: "collector_revoked", detail: "The collector does not work here any more.")
    }
    return standing.recorder
  }
}
