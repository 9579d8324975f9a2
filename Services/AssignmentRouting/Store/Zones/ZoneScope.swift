package import Contracts
import Messaging
package import Postgres
package import ServiceKit

/// What a viewer may see, as conditions of a statement: all zones, or those named in the token and those that the viewer's team works, where a
/// group stands for every zone in it; and in them every debtor, or those with work for the creditors that the token names.
package struct ZoneScope: Sendable {
  private let isAll: Bool
  private let codes: [String]
  private let team: TeamID?
  /// Empty: every creditor.
  package let creditorIDs: [CreditorID]
  /// Set for a collector who is nothing else: only the collector's own routes.
  package let collectorID: StaffID?

  package init(_ viewer: Viewer) {
    isAll = viewer.seesEveryTeam
    codes = viewer.zoneCodes
    creditorIDs = viewer.creditorIDs
    team = viewer.has(.supervisor) ? viewer.teamID : nil
    collectorID = viewer.seesEveryTeam || viewer.has(.supervisor) ? nil : viewer.staffID
  }

  /// Whether the viewer sees everything, zones or not.
  package var allowsEverything: SQL { isAll ? "true" : "false" }

  /// - Parameter zone: how the statement calls the table of zones.
  package func condition(zone: String) -> SQL {
    if isAll { return "true" }
    return """
      (\(unsafeRaw: zone).path && \(codes) or exists (
        select from collectors sc where sc.team_id = \(team as TeamID?) and \(unsafeRaw: zone).path && sc.zone_codes))
      """
  }

  /// - Parameter debtor: the column with the debtor's id.
  package func condition(debtor: String) -> SQL {
    if creditorIDs.isEmpty { return "true" }
    return "exists (select from tasks sct where sct.debtor_id = \(unsafeRaw: debtor) and sct.creditor_id = any(\(creditorIDs)))"
  }

  /// - Parameter task: how the statement calls the table of tasks.
  package func condition(task: String) -> SQL {
    creditorIDs.isEmpty ? "true" : "\(unsafeRaw: task).creditor_id = any(\(creditorIDs))"
  }

  /// - Parameter stop: how the statement calls the table of stops.
  package func condition(stop: String) -> SQL {
    if creditorIDs.isEmpty { return "true" }
    return """
      exists (select from tasks sct where sct.task_id = any(\(unsafeRaw: stop).task_ids) and sct.creditor_id = any(\(creditorIDs)))
      """
  }

  /// Whether the debtor has work that the viewer may not see.
  ///
  /// - Parameter debtor: the column with the debtor's id.
  package func isShared(debtor: String) -> SQL {
    if creditorIDs.isEmpty { return "false" }
    return "exists (select from tasks sct where sct.debtor_id = \(unsafeRaw: debtor) and sct.creditor_id <> all(\(creditorIDs)))"
  }

  /// Debtors without a zone are nobody's: a supervisor sees those of the countries of the own zones.
  package func condition(country: String) -> SQL {
    if isAll { return "true" }
    return "\(unsafeRaw: country) in (select sz.country from zones sz where \(condition(zone: "sz")))"
  }
}
