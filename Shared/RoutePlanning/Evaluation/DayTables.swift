import Contracts

/// What the times of a route depend on, in flat arrays: windows, breaks, and travel by the time of departure. Cheap to make.
final class DayTables {
  let problem: RoutingProblem
  let windows: WindowTable
  let legs: LegTable
  private let arena = Arena()

  init(_ problem: RoutingProblem) {
    self.problem = problem
    windows = WindowTable(problem: problem, arena: arena)
    legs = LegTable(problem: problem, arena: arena)
  }

  /// One leg as a collector travels it: `begin` is when she sets off, which may be later than she could.
  struct Leg {
    var begin: Int
    var travel: Int
    static let none = Leg(begin: Int(SearchModel.never), travel: Int(SearchModel.never))
    var end: Int { begin + travel }
  }

  /// The soonest arrival for someone who may leave at `departure`. `to` is `nil` behind the last stop of an open route.
  func leg(_ collector: Int, from: Int, to: Int?, departure: Int) -> Leg {
    guard departure < Int(SearchModel.never) else { return .none }
    guard let to else { return Leg(begin: departure, travel: 0) }
    let day = problem.collectors[collector]
    guard seconds(day.matrix, from, to) != nil else { return .none }
    var best = Leg.none
    var matrix = day.matrix
    var begins = 0
    for index in 0...day.matrixByTime.count {
      let ends = index < day.matrixByTime.count ? day.matrixByTime[index].from.value : Int.max
      if ends > departure, let travel = seconds(matrix, from, to) {
        let leg = Leg(begin: max(departure, begins), travel: travel)
        if leg.end < best.end { best = leg }
      }
      guard index < day.matrixByTime.count else { break }
      matrix = day.matrixByTime[index].matrix
      begins = ends
    }
    return best
  }

  /// The latest departure that still arrives by `arrival`; -1 when there is none.
  func latestDeparture(_ collector: Int, from: Int, to: Int?, arrivingBy arrival: Int) -> Int {
    guard let to else { return arrival }
    let day = problem.collectors[collector]
    guard seconds(day.matrix, from, to) != nil else { return -1 }
    var latest = -1
    var matrix = day.matrix
    var begins = 0
    for index in 0...day.matrixByTime.count {
      let ends = index < day.matrixByTime.count ? day.matrixByTime[index].from.value : Int.max
      if let travel = seconds(matrix, from, to), begins + travel <= arrival { latest = max(latest, min(ends - 1, arrival - travel)) }
      guard index < day.matrixByTime.count else { break }
      matrix = day.matrixByTime[index].matrix
      begins = ends
    }
    return latest
  }

  /// Metres by the collector's own matrix, the one that costs are measured by; `nil` where there is no way.
  func metres(_ collector: Int, from: Int, to: Int?) -> Int? {
    guard let to else { return 0 }
    let matrix = problem.matrices[problem.collectors[collector].matrix]
    let value = matrix.metres[from * matrix.size + to]
    return value == TravelMatrix.missing ? nil : Int(value)
  }

  func seconds(_ matrix: Int, _ from: Int, _ to: Int) -> Int? {
    let value = problem.matrices[matrix].seconds[from * problem.matrices[matrix].size + to]
    return value == TravelMatrix.missing ? nil : Int(value)
  }

  /// The place a route visits at `index`: 0 is the start, then the stops, then the end.
  func place(_ collector: Int, _ stops: [Int], _ index: Int) -> Int? {
    if index == 0 { return problem.collectors[collector].start }
    return index <= stops.count ? problem.stops[stops[index - 1]].place : problem.collectors[collector].end
  }
}
