package import Contracts

/// In which of their zones collectors work on a day. Each works in one, so that each zone is planned by itself.
package enum Deployment {
  /// - Parameters:
  ///   - demand: how many debtors wait in each zone, by code.
  ///   - present: the zone of each collector's route of that day that has stops.
  /// - Returns: the collectors of each zone, in the order of their ids.
  package static func make(_ collectors: [Collector], demand: [String: Int], present: [StaffID: String]) -> [String: [Collector]] {
    var result: [String: [Collector]] = [:]
    var flexible: [Collector] = []
    for collector in collectors.sorted(by: { $0.collectorID < $1.collectorID }) where collector.canWork {
      if let code = present[collector.collectorID], collector.zoneCodes.contains(code) {
        result[code, default: []].append(collector)
      } else if collector.zoneCodes.count == 1 {
        result[collector.zoneCodes[0], default: []].append(collector)
      } else if !collector.zoneCodes.isEmpty {
        flexible.append(collector)
      }
    }
    for collector in flexible {
      let code = collector.zoneCodes.sorted().max { need(of: $0, demand, result) < need(of: $1, demand, result) }
      if let code { result[code, default: []].append(collector) }
    }
    return result.mapValues { $0.sorted { $0.collectorID < $1.collectorID } }
  }

  /// Debtors who wait beyond what the zone's collectors can visit in a day.
  private static func need(of code: String, _ demand: [String: Int], _ deployed: [String: [Collector]]) -> Int {
    (demand[code] ?? 0) - (deployed[code] ?? []).reduce(0) { $0 + $1.maximumStops }
  }
}
