package import Contracts
import RoutePlanning

/// A number for everything that a plan is made from: equal inputs have equal numbers in every run (FNV-1a, 64 bits).
package struct Fingerprint: Sendable {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  package init() {}

  package var value: Int64 { Int64(bitPattern: state) }

  package mutating func add(_ number: some FixedWidthInteger) {
    var rest = UInt64(truncatingIfNeeded: number)
    for _ in 0..<8 {
      state = (state ^ rest & 0xff) &* 0x100_0000_01b3
      rest >>= 8
    }
  }

  package mutating func add(_ text: some CustomStringConvertible) {
    let bytes = text.description.utf8
    add(bytes.count)
    for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
  }

  package mutating func add(_ place: Coordinate) {
    add(place.latitudeE6)
    add(place.longitudeE6)
  }
}

extension DayProblem {
  /// What the routes follow from; the same number means the same routes.
  package func fingerprint(leftOut: [LeftOut]) -> Int64 {
    var print = Fingerprint()
    print.add(origin.milliseconds)
    for number in [policy.detourPermille, policy.metresPerHour, policy.ownerSeconds, policy.iterations] { print.add(number) }
    print.add(policy.seed)
    print.add(policy.travelName)
    for change in policy.speedChanges {
      print.add(change.from.value)
      print.add(change.metresPerHour)
    }
    for one in collectors {
      print.add(one.collector.collectorID)
      print.add(one.collector.teamID?.rawValue ?? "")
      print.add(one.shiftOpens.milliseconds)
      print.add(one.shiftCloses.milliseconds)
      print.add(one.start)
      print.add(one.end)
      print.add(one.maximumStops)
    }
    for stop in stops { stop.add(to: &print) }
    for (index, stop) in stops.enumerated() where !suitability.needed(by: index).isEmpty {
      print.add(stop.debtorID)
      for (number, one) in collectors.enumerated() where suitability.allows(collector: number, stop: index) {
        print.add(one.collector.collectorID)
      }
    }
    for one in leftOut.sorted(by: { $0.taskID < $1.taskID }) {
      print.add(one.taskID)
      print.add(one.code.rawValue)
      for rule in one.ruleIDs { print.add(rule) }
    }
    return print.value
  }
}

extension StopCandidate {
  fileprivate func add(to print: inout Fingerprint) {
    print.add(debtorID)
    print.add(addressID)
    print.add(location)
    print.add(service.value)
    print.add(score.total)
    print.add(ownerID?.description ?? "")
    if let pin { print.add("\(pin.collectorID?.description ?? "") \(pin.date?.description ?? "") \(pin.isFirst) \(pin.minute ?? -1)") }
    for task in tasks {
      print.add(task.taskID)
      print.add(task.amountMinor)
      print.add(task.priority)
    }
    for window in windows {
      print.add(window.opens.milliseconds)
      print.add(window.closes.milliseconds)
    }
  }
}
