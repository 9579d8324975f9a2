import Contracts
package import RoutePlanning

/// Which collectors of a day may make which stops, in the planner's words.
///
/// The planner knows skills that a stop needs and a collector has. Whom a segment was given to is no skill, so each collector is given all
/// but one: "is not I". A stop then needs "is not X" for each X who may not make it. Collectors between whom no stop tells any difference
/// share one.
package struct Suitability: Sendable {
  /// The class of each collector.
  private let classes: [Int]
  /// By stop, the collectors who may not be told of it.
  private let strangers: [Set<Int>]
  /// By stop, the classes that may not make it.
  private let barred: [Skills]

  /// Classes beyond it are one: of them nobody makes a stop that any of them may not make. Nothing unsuited is planned for that.
  private static let maximumClasses = 64

  package init(_ collectors: [Collector], _ stops: [StopCandidate], _ book: SegmentBook) {
    let demands = stops.map { book.demand(of: $0.tasks) }
    var allowed: [[Bool]] = []
    var numbers: [Question: Int] = [:]
    let questions = zip(demands, stops).map { demand, stop in
      let question = Question(demand: demand, chosen: stop.pin?.collectorID)
      if let number = numbers[question] { return number }
      numbers[question] = allowed.count
      allowed.append(collectors.map { demand.admits($0, chosen: stop.pin?.collectorID) })
      return allowed.count - 1
    }
    var signatures: [[Bool]: Int] = [:]
    classes = collectors.indices.map { collector in
      let signature = allowed.map { $0[collector] }
      if let known = signatures[signature] { return known }
      let number = min(signatures.count, Self.maximumClasses - 1)
      signatures[signature] = number
      return number
    }
    let classes = classes
    let barredByQuestion = allowed.map { answers in
      zip(classes, answers).reduce(into: Skills()) { if !$1.1 { $0.formUnion(Self.skill($1.0)) } }
    }
    barred = questions.map { barredByQuestion[$0] }
    strangers = demands.map { demand in Set(collectors.indices.filter { !demand.admitsCreditors(of: collectors[$0]) }) }
  }

  private struct Question: Hashable {
    let demand: WorkDemand
    let chosen: StaffID?
  }

  private static func skill(_ number: Int) -> Skills { Skills(rawValue: 1 << UInt64(number)) }

  package func allows(collector: Int, stop: Int) -> Bool { barred[stop].isDisjoint(with: Self.skill(classes[collector])) }

  /// Whether the collector may be told of the creditors that the stop is made for.
  package func admitsCreditors(collector: Int, stop: Int) -> Bool { !strangers[stop].contains(collector) }

  package func needed(by stop: Int) -> Skills { barred[stop] }

  package func skills(of collector: Int) -> Skills { Skills(rawValue: ~Self.skill(classes[collector]).rawValue) }
}
