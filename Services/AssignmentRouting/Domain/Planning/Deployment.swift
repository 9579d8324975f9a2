package import Contracts

/// Debtors of a zone who wait for a visit: as many as owe the same creditors.
package struct WaitingDebtors: Sendable, Equatable {
  package let zoneCode: String
  package let count: Int
  private let work: WorkDemand

  package init(zoneCode: String, creditorIDs: Set<CreditorID>, count: Int) {
    self.zoneCode = zoneCode
    self.count = count
    var work = WorkDemand()
    work.creditorIDs = creditorIDs
    self.work = work
  }

  /// Whether the collector may be told of all that they owe.
  func admit(_ collector: Collector) -> Bool { work.admitsCreditors(of: collector) }
}

/// In which of their zones collectors work on a day. Each works in one, so that each zone is planned by itself.
package enum Deployment {
  /// - Parameters:
  ///   - demand: who waits in the ``openZones(of:present:)``.
  ///   - present: the zone of each collector's route of that day that has stops.
  /// - Returns: the collectors of each zone, in the order of their ids.
  package static func make(
    _ collectors: [Collector], demand: [WaitingDebtors], present: [StaffID: String]
  ) -> [String: [Collector]] {
    var result: [String: [Collector]] = [:]
    var flexible: [Collector] = []
    for collector in collectors.sorted(by: { $0.collectorID < $1.collectorID }) where collector.canWork {
      if let code = settledZone(of: collector, present) {
        result[code, default: []].append(collector)
      } else {
        flexible.append(collector)
      }
    }
    for collector in flexible {
      let code = collector.zoneCodes.sorted().max { need(of: $0, collector, demand, result) < need(of: $1, collector, demand, result) }
      if let code { result[code, default: []].append(collector) }
    }
    return result.mapValues { $0.sorted { $0.collectorID < $1.collectorID } }
  }

  /// The codes of the zones of collectors for whom it depends on the debtors who wait where they work.
  package static func openZones(of collectors: [Collector], present: [StaffID: String]) -> Set<String> {
    Set(collectors.filter { $0.canWork && settledZone(of: $0, present) == nil }.flatMap(\.zoneCodes))
  }

  /// The zone in which a collector works whoever waits: where a route already is, or the only one.
  private static func settledZone(of collector: Collector, _ present: [StaffID: String]) -> String? {
    if let code = present[collector.collectorID], collector.zoneCodes.contains(code) { return code }
    return collector.zoneCodes.count == 1 ? collector.zoneCodes[0] : nil
  }

  /// How many of the debtors whom the collector may be told of wait beyond what those who are in the zone, and may be told of some of them,
  /// can visit in a day. A zone without any such debtor comes after every other.
  private static func need(
    of code: String, _ collector: Collector, _ demand: [WaitingDebtors], _ deployed: [String: [Collector]]
  ) -> (isAny: Int, debtors: Int) {
    let own = demand.filter { $0.zoneCode == code && $0.admit(collector) }
    let others = (deployed[code] ?? []).filter { other in own.contains { $0.admit(other) } }
    return (own.isEmpty ? 0 : 1, own.reduce(0) { $0 + $1.count } - others.reduce(0) { $0 + $1.maximumStops })
  }
}
