package import Contracts

/// To whom segments were given, and what their work asks for.
package struct SegmentBook: Sendable, Equatable {
  /// Of one segment that is in use.
  package struct Entry: Sendable, Equatable {
    package let staffIDs: Set<StaffID>
    package let teamIDs: Set<TeamID>
    package let skills: Set<String>

    package init(staffIDs: Set<StaffID> = [], teamIDs: Set<TeamID> = [], skills: Set<String> = []) {
      self.staffIDs = staffIDs
      self.teamIDs = teamIDs
      self.skills = skills
    }
  }

  private let entries: [SegmentID: Entry]

  package init(_ entries: [SegmentID: Entry] = [:]) {
    self.entries = entries
  }

  /// What all of the segments ask for together.
  ///
  /// - Parameter creditorIDs: for whom the work is done.
  package func demand(of segments: some Sequence<SegmentID>, for creditorIDs: some Sequence<CreditorID>) -> WorkDemand {
    var demand = WorkDemand()
    demand.creditorIDs = Set(creditorIDs)
    for segment in segments {
      guard let entry = entries[segment] else { continue }
      demand.staffIDs.formUnion(entry.staffIDs)
      demand.teamIDs.formUnion(entry.teamIDs)
      demand.skills.formUnion(entry.skills)
    }
    return demand
  }

  package func demand(of tasks: [VisitTask]) -> WorkDemand {
    demand(of: tasks.flatMap(\.segmentIDs), for: tasks.compactMap(\.creditorID))
  }
}

/// Who may do a debtor's work: one of those to whom any of its segments was given, able to do what all of them ask for, who may be told
/// of every creditor that it is done for: a stop shows all that the debtor owes.
package struct WorkDemand: Sendable, Hashable {
  package var staffIDs: Set<StaffID> = []
  package var teamIDs: Set<TeamID> = []
  package var skills: Set<String> = []
  package var creditorIDs: Set<CreditorID> = []

  package init() {}

  /// Whether a collector of the zone may do it.
  ///
  /// - Parameter chosen: whom a person chose: that needs no link, but the skills and the creditors.
  package func admits(_ collector: Collector, chosen: StaffID? = nil) -> Bool {
    guard admitsCreditors(of: collector), skills.isSubset(of: collector.skills) else { return false }
    if staffIDs.isEmpty, teamIDs.isEmpty { return true }
    return collector.collectorID == chosen || staffIDs.contains(collector.collectorID)
      || collector.teamID.map { teamIDs.contains($0) } ?? false
  }

  /// Whether the collector may be told of every creditor that the work is done for.
  package func admitsCreditors(of collector: Collector) -> Bool {
    collector.creditorIDs.isEmpty || creditorIDs.isSubset(of: collector.creditorIDs)
  }
}
