public import Contracts

/// Travel between places in the course of a day: a matrix, and others from certain times of departure on.
public struct DayTravel: Hashable, Sendable {
  /// From `from` (seconds since the plan's origin) on, departures travel by `matrix`.
  public struct Change: Hashable, Sendable {
    public let from: Seconds
    public let matrix: TravelMatrix

    public init(from: Seconds, matrix: TravelMatrix) {
      self.from = from
      self.matrix = matrix
    }
  }

  /// Until the first change. It decides where there is a way, and how far it is, all day.
  public let matrix: TravelMatrix
  /// Ascending, of the same places.
  public let changes: [Change]

  public init(_ matrix: TravelMatrix, changes: [Change] = []) {
    self.matrix = matrix
    self.changes = changes
  }

  /// All matrices, as a problem takes them.
  public var matrices: [TravelMatrix] { [matrix] + changes.map(\.matrix) }

  /// What a collector's `matrixByTime` is when `matrices` are the problem's.
  public var matrixByTime: [TimedMatrix] {
    changes.enumerated().map { TimedMatrix(from: $1.from, matrix: $0 + 1) }
  }

  /// From leaving one place, at `departure` or when it is wiser a little later, to arriving at the other; 0 where there is no way.
  public func seconds(from: Int, to: Int, departure: Seconds) -> Seconds {
    let cell = from * matrix.size + to
    guard matrix.seconds[cell] != TravelMatrix.missing else { return Seconds(0) }
    var best = Int.max
    for index in 0...changes.count {
      let begins = index == 0 ? departure.value : max(departure.value, changes[index - 1].from.value)
      guard index == changes.count || changes[index].from.value > departure.value else { continue }
      let seconds = index == 0 ? matrix.seconds[cell] : changes[index - 1].matrix.seconds[cell]
      if seconds != TravelMatrix.missing { best = min(best, begins + Int(seconds) - departure.value) }
    }
    return Seconds(best == Int.max ? Int(matrix.seconds[cell]) : best)
  }
}
