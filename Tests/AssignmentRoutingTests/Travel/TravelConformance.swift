import Contracts
import RoutePlanning
import Testing

/// What every source of travel times must keep, whatever it knows of streets.
struct TravelConformance {
  let name: String
  let travel: any TravelTimes
  /// All within reach of the source, no two the same.
  let places: [Coordinate]
  /// A place that the source cannot reach, when it has such.
  var unreachable: Coordinate?

  func check() async throws {
    try await shape()
    try await order()
    try await repetition()
    try await holes()
  }

  private func shape() async throws {
    #expect(try await travel.matrix(between: []).size == 0, "\(name)")
    let one = try await travel.matrix(between: [places[0]])
    #expect(one.seconds == [0] && one.metres == [0], "\(name)")
    let all = try await travel.matrix(between: places)
    #expect(all.size == places.count && all.seconds.count == places.count * places.count, "\(name)")
    for (row, from) in places.enumerated() {
      for (column, to) in places.enumerated() {
        let cell = row * places.count + column
        #expect(row != column || all.seconds[cell] == 0 && all.metres[cell] == 0, "\(name)")
        #expect(row == column || all.seconds[cell] > 0 && all.metres[cell] > 0, "\(name): \(row) to \(column)")
        // No way is shorter than the straight one, up to the rounding of three sums.
        let straight = GreatCircleTravelTimes(detourPermille: 1_000).matrix(between: [from, to]).metres[1]
        #expect(all.metres[cell] + 3 >= straight, "\(name): \(row) to \(column)")
      }
    }
    // What the planner takes.
    _ = try RoutingProblem(stops: [], collectors: [], matrices: [all])
  }

  /// A cell belongs to its two places, wherever they stand in the list and whatever else is asked for.
  private func order() async throws {
    let all = try await travel.matrix(between: places)
    let reversed = try await travel.matrix(between: places.reversed())
    let size = places.count
    for row in 0..<size {
      for column in 0..<size {
        let mirrored = (size - 1 - row) * size + size - 1 - column
        #expect(all.seconds[row * size + column] == reversed.seconds[mirrored], "\(name)")
        #expect(all.metres[row * size + column] == reversed.metres[mirrored], "\(name)")
      }
    }
  }

  private func repetition() async throws {
    #expect(try await travel.matrix(between: places) == travel.matrix(between: places), "\(name)")
    let twice = try await travel.matrix(between: [places[0], places[1], places[0]])
    #expect(twice.seconds[1] == twice.seconds[2 * 3 + 1], "\(name)")
    #expect(twice.metres[2] <= 1, "\(name): the same place twice is no way apart")
  }

  /// Where there is no way, time and distance are both missing, and nothing else is.
  private func holes() async throws {
    guard let unreachable else { return }
    let matrix = try await travel.matrix(between: [places[0], unreachable, places[1]])
    for cell in [1, 3, 5, 7] {
      #expect(matrix.seconds[cell] == TravelMatrix.missing && matrix.metres[cell] == TravelMatrix.missing, "\(name)")
    }
    #expect(matrix.seconds[2] > 0 && matrix.seconds[4] == 0, "\(name)")
    _ = try RoutingProblem(stops: [], collectors: [], matrices: [matrix])
  }
}
