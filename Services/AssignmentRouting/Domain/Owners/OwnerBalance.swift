package import Contracts

/// Who works which debtor of a zone: somebody of the zone, the same as before while that is not too much for one, close to home.
///
/// Segments that were given to people or ask for skills narrow the choice.
/// A collector's fair share of a zone's debtors is by daily capacity. Nobody owns more than a fifth above the fair share (and two more).
package struct OwnerBalance: Sendable {
  package static let tolerancePermille = 1_200
  package static let toleranceDebtors = 2

  private struct Place: Sendable {
    let collector: Collector
    let cap: Int
    var load: Int
  }

  private var places: [String: [Place]]

  /// - Parameters:
  ///   - collectors: who works at present.
  ///   - loads: by zone code, how many debtors each collector owns, without those that are about to be assigned.
  ///   - waiting: by zone code, how many debtors are about to be assigned.
  package init(collectors: [Collector], loads: [String: [StaffID: Int]], waiting: [String: Int]) {
    places = [:]
    for code in Set(waiting.keys) {
      let team = collectors.filter { $0.canWork && $0.zoneCodes.contains(code) }.sorted { $0.collectorID < $1.collectorID }
      let owned = loads[code] ?? [:]
      let total = team.reduce(waiting[code] ?? 0) { $0 + (owned[$1.collectorID] ?? 0) }
      let capacity = max(1, team.reduce(0) { $0 + $1.maximumStops })
      places[code] = team.map { one in
        let cap = (total * one.maximumStops * Self.tolerancePermille / 1_000 + capacity - 1) / capacity + Self.toleranceDebtors
        return Place(collector: one, cap: cap, load: owned[one.collectorID] ?? 0)
      }
    }
  }

  /// The owner of one more debtor of the zone; `nil` when nobody works there who may do the work.
  ///
  /// - Parameter chosen: whom a person chose, who stays whatever the load while working in the zone and able to do the work.
  package mutating func assign(
    in code: String, at location: Coordinate, current: StaffID?, chosen: StaffID? = nil, demand: WorkDemand = WorkDemand()
  ) -> Collector? {
    guard let team = places[code], !team.isEmpty else { return nil }
    if let chosen, let index = team.firstIndex(where: { $0.collector.collectorID == chosen }),
      demand.admits(team[index].collector, chosen: chosen)
    {
      places[code]?[index].load += 1
      return team[index].collector
    }
    let suited = team.indices.filter { demand.admits(team[$0].collector) }
    let free = suited.filter { team[$0].load < team[$0].cap }
    let chosen =
      free.first { team[$0].collector.collectorID == current }
      ?? free.min { distance(team[$0].collector, location) < distance(team[$1].collector, location) }
      ?? suited.min { team[$0].load * team[$1].collector.maximumStops < team[$1].load * team[$0].collector.maximumStops }
    guard let chosen else { return nil }
    places[code]?[chosen].load += 1
    return team[chosen].collector
  }

  /// Why nobody of the zone can be the owner.
  package func reason(in code: String, against demand: WorkDemand) -> LeftOutCode {
    guard let team = places[code], !team.isEmpty else { return .noCollector }
    return team.contains { demand.admitsCreditors(of: $0.collector) } ? .noneSuited : .creditorNotAllowed
  }

  /// Squared, in a plane that is good enough to compare within a city; without a home everybody is equally far.
  private func distance(_ collector: Collector, _ location: Coordinate) -> Int {
    guard let home = collector.home else { return Int.max }
    let latitude = Int(home.latitudeE6) - Int(location.latitudeE6)
    let longitude = Int(home.longitudeE6) - Int(location.longitudeE6)
    return latitude * latitude + longitude * longitude
  }
}
