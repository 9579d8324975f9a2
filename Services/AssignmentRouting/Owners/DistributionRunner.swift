package import Contracts
import Messaging
import Postgres
import ServiceKit

package enum DistributionSubject {}
package typealias DistributionID = Identifier<DistributionSubject>

/// A debtor who gets another owner.
struct DistributionMove: Encodable, Sendable, Equatable {
  let debtorID: DebtorID
  let from: StaffID?
  let to: StaffID

  private enum CodingKeys: String, CodingKey {
    case debtorID = "debtor_id"
    case from = "from_collector_id"
    case to = "to_collector_id"
  }
}

/// Works a distribution out, runs it and takes it back.
struct DistributionRunner: Sendable {
  let policy: PlanningPolicy
  let changer: OwnerChanger

  struct Request: Decodable, Sendable {
    let distributionID: DistributionID
    let measure: Distribution.Measure
    /// In percent of the fair share.
    let tolerance: Int?
    /// Empty or left out: every zone of the viewer.
    let zoneCodes: [String]?
    let dryRun: Bool?

    private enum CodingKeys: String, CodingKey {
      case distributionID = "distribution_id"
      case measure
      case tolerance = "tolerance_percent"
      case zoneCodes = "zone_codes"
      case dryRun = "dry_run"
    }
  }

  struct Report: Encodable, Sendable {
    struct Share: Encodable, Sendable {
      let zoneCode: String
      let collectorID: StaffID
      let before: Int
      let after: Int

      private enum CodingKeys: String, CodingKey {
        case zoneCode = "zone_code"
        case collectorID = "collector_id"
        case before, after
      }
    }

    let distributionID: DistributionID
    let dryRun: Bool
    let shares: [Share]
    let moves: [DistributionMove]

    private enum CodingKeys: String, CodingKey {
      case distributionID = "distribution_id"
      case dryRun = "dry_run"
      case shares, moves
    }
  }

  /// What the request leads to; nothing is written for a dry run.
  func run(_ request: Request, by viewer: Viewer, _ work: Work) async throws -> Report {
    let tolerance = request.tolerance ?? 5
    guard (0...100).contains(tolerance) else {
      throw Problem.field("tolerance_percent", code: "out_of_range", "Expected a number from 0 to 100.")
    }
    let isDry = request.dryRun ?? false
    if !isDry, try await DistributionStore.exists(request.distributionID, in: work.transaction) {
      throw Problem.conflict(code: "distribution_exists", "A distribution of that id was run before.")
    }
    let scope = ZoneScope(viewer)
    let (shares, moves) = try await plan(request, tolerance, scope, work)
    if !isDry {
      try await DistributionStore.save(
        request.distributionID, request.measure, moves: moves, by: viewer.staffID, at: work.now, in: work.transaction)
      try await changer.assign(
        moves.enumerated().map { .init(position: $0, debtorID: $1.debtorID, collectorID: $1.to) }, scope,
        .distribution(request.distributionID, by: viewer.staffID), work)
    }
    return Report(distributionID: request.distributionID, dryRun: isDry, shares: shares, moves: moves)
  }

  private func plan(
    _ request: Request, _ tolerance: Int, _ scope: ZoneScope, _ work: Work
  ) async throws -> (shares: [Report.Share], moves: [DistributionMove]) {
    let debtors = try await DistributionStore.debtors(
      zones: request.zoneCodes ?? [], request.measure, policy, scope, in: work.transaction)
    let away = try await AbsenceStore.away(on: work.now.dateInUTC, in: work.transaction)
    let collectors = try await CollectorStore.all(in: work.transaction).filter { $0.canWork && !away.contains($0.collectorID) }
    var shares: [Report.Share] = []
    var moves: [DistributionMove] = []
    for (code, debtors) in debtors.sorted(by: { $0.key < $1.key }) {
      let team = collectors.filter { $0.zoneCodes.contains(code) }
      let owners = Distribution(team: team, tolerancePermille: tolerance * 10).owners(of: debtors)
      for debtor in debtors {
        guard let owner = owners[debtor.debtorID], owner != debtor.ownerID else { continue }
        moves.append(DistributionMove(debtorID: debtor.debtorID, from: debtor.ownerID, to: owner))
      }
      for collector in team {
        shares.append(
          Report.Share(
            zoneCode: code, collectorID: collector.collectorID,
            before: debtors.reduce(0) { $0 + ($1.ownerID == collector.collectorID ? $1.load : 0) },
            after: debtors.reduce(0) { $0 + (owners[$1.debtorID] == collector.collectorID ? $1.load : 0) }))
      }
    }
    return (shares, moves)
  }

  /// Gives the owners back that the distribution took debtors from, as far as nobody has decided anew since.
  func undo(_ id: DistributionID, by viewer: Viewer, _ work: Work) async throws -> [JobItem] {
    guard let isUndone = try await DistributionStore.isUndone(id, for: viewer, in: work.transaction) else {
      throw Problem.notFound("distribution")
    }
    guard !isUndone else { throw Problem.conflict(code: "distribution_undone", "The distribution was undone before.") }
    let moves = try await DistributionStore.undoable(id, in: work.transaction)
    let items = try await changer.assign(
      moves.enumerated().compactMap { position, move in
        move.from.map { OwnerChanger.Wish(position: position, debtorID: move.debtorID, collectorID: $0) }
      }, ZoneScope(viewer), .distribution(id, .undo, by: viewer.staffID), work)
    try await DistributionStore.markUndone(id, by: viewer.staffID, at: work.now, in: work.transaction)
    return items
  }
}
