import Contracts
import Messaging
import Metrics

/// Tells supervisors of terms before they end. Any number may run: an alarm has an id of its own, and raising it again changes nothing.
package struct AlarmClock: Sendable {
  private let database: ServiceDatabase
  private let lead: AlarmLead

  init(database: ServiceDatabase, lead: AlarmLead) {
    self.database = database
    self.lead = lead
  }

  /// What is to be told by the service's clock.
  ///
  /// - Returns: how many alarms were raised.
  @discardableResult
  package func runOnce() async throws -> Int {
    let (raised, unseen) = try await database.work { work in
      let raised = try await AlarmStore.refresh(lead, at: work.now, in: work.transaction)
      return (raised, try await AlarmStore.unseen(in: work.transaction))
    }
    for kind in AlarmKind.allCases {
      Gauge(label: "ronda_alarms_unseen", dimensions: [("kind", kind.rawValue)]).record(unseen[kind] ?? 0)
    }
    return raised
  }
}
