import Contracts
import HTTPTypes
import Postgres
import ServiceKit

/// Whose work requests are about.
struct People: Sendable {
  /// Who asks, and on whose behalf.
  struct Claim: Sendable {
    var viewer: Viewer
    var collectorID: StaffID?

    /// Whose work it is said to be.
    var staffID: StaffID { viewer.has(.gateway) ? collectorID ?? viewer.staffID : viewer.staffID }
  }

  struct Standing: Sendable {
    var recorder: Recorder
    /// Whether that person still works here. A token can be good for a while after its owner has left.
    var isActive: Bool

    /// - Throws: ``Problem`` 403 for somebody who has left.
    func active() throws -> Recorder {
      guard isActive else { throw People.hasLeft }
      return recorder
    }
  }

  static let hasLeft = Problem(.forbidden, code: "collector_revoked", detail: "The collector does not work here any more.")

  /// For each claim the viewer's own standing, or for a gateway that of the collector whom it names; or the ``Problem`` with it.
  func standings(_ claims: [Claim], in transaction: PostgresTransaction) async throws -> [Result<Standing, any Error>] {
    let members = try await StaffStore.members(Set(claims.map(\.staffID)).sorted(), in: transaction)
    return claims.map { claim in Result { try standing(claim, members) } }
  }

  /// - Throws: ``Problem`` 403 for somebody who has left.
  func recorder(_ viewer: Viewer, for collectorID: StaffID?, in transaction: PostgresTransaction) async throws -> Recorder {
    try await standings([Claim(viewer: viewer, collectorID: collectorID)], in: transaction)[0].get().active()
  }

  private func standing(_ claim: Claim, _ members: [StaffID: StaffStore.Member]) throws -> Standing {
    let viewer = claim.viewer
    let member = members[claim.staffID]
    if viewer.has(.gateway) {
      guard claim.collectorID != nil else { throw Problem.field("collector_id", code: "required", "A gateway says whose work it is.") }
      guard let member, member.collects else {
        throw Problem.field("collector_id", code: "unknown_collector", "There is no such collector.")
      }
      return Standing(recorder: member.recorder, isActive: member.isActive)
    }
    guard claim.collectorID == nil || claim.collectorID == viewer.staffID else {
      throw Problem(.forbidden, code: "other_collector", detail: "Only a gateway records on behalf of somebody else.")
    }
    let recorder = Recorder(
      collectorID: viewer.staffID, teamID: viewer.teamID, coversTeam: viewer.has(.supervisor), creditorIDs: viewer.creditorIDs)
    // Who is not known yet has not left.
    return Standing(recorder: recorder, isActive: member?.isActive ?? true)
  }
}
