package import Contracts
package import Messaging

extension RouteReviewer {
  /// Takes the places of debtors who have to be forgotten out of all routes, past ones too, and publishes these again: a stop is then
  /// somewhere in its zone, and what is planned of it leaves the route.
  package func forget(_ erasures: [DebtorErased], _ work: Work) async throws {
    let debtors = Set(erasures.map(\.debtorID))
    try await withdraw(debtors.sorted(), cause: .closed, work)
    try await ErasureStore.forget(debtors.sorted(), in: work.transaction)
    let routeIDs = try await ErasureStore.routes(to: debtors.sorted(), in: work.transaction)
    var changed: [StoredRoute] = []
    for var stored in try await RouteStore.lock(routeIDs, in: work.transaction) {
      let before = stored.route
      let anywhere = try await ZoneStore.find(stored.route.zoneID, in: work.transaction)?.interior ?? stored.route.start
      for index in stored.route.visits.indices where debtors.contains(stored.route.visits[index].debtorID) {
        stored.route.visits[index].location = anywhere
      }
      guard stored.route != before else { continue }
      stored.version += 1
      changed.append(stored)
    }
    try await RouteStore.save(changed, in: work.transaction)
    try work.publish(contentsOf: changed.map(\.event))
    try await work.writeOutgoing()
    try await RecordErasure.drop(Topics.route, naming: debtors.sorted(), in: work.transaction)
  }
}
