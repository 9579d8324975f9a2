package import Contracts
package import Messaging

extension RouteReviewer {
  /// Takes the places of debtors who have to be forgotten out of all routes, past ones too, and publishes these again: a stop is then
  /// somewhere in its zone, and what is planned of it leaves the route.
  package func forget(_ erasures: [DebtorErased], _ work: Work) async throws {
    let debtors = Set(erasures.map(\.debtorID))
    let ids = debtors.sorted()
    try await withdraw(ids, cause: .closed, work)
    try await ErasureStore.forget(ids, in: work.transaction)
    let routeIDs = try await ErasureStore.routes(to: ids, in: work.transaction)
    let interiors = Dictionary(uniqueKeysWithValues: try await ZoneStore.all(in: work.transaction).map { ($0.zoneID, $0.interior) })
    var changed: [StoredRoute] = []
    for var stored in try await RouteStore.lock(routeIDs, in: work.transaction) {
      let before = stored.route
      let anywhere = interiors[stored.route.zoneID] ?? stored.route.start
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
    try await RecordErasure.drop(Topics.route, naming: ids, in: work.transaction)
  }
}
