import Contracts
import RoutePlanning
import Testing

struct TravelTimesTests {
  @Test("V06: great-circle travel is symmetric, lengthened by the detour and timed at the speed")
  func greatCircle() throws {
    // Plaza Mayor of Lima and Miraflores' Parque Kennedy: 8,440 m apart on a sphere of 6,371,008.8 m.
    let lima = try #require(Coordinate(latitudeE6: -12_045_980, longitudeE6: -77_030_590))
    let miraflores = try #require(Coordinate(latitudeE6: -12_121_480, longitudeE6: -77_029_650))
    let straight = GreatCircleTravelTimes(detourPermille: 1_000, metresPerHour: 36_000).matrix(between: [lima, miraflores])
    #expect(abs(Int(straight.metres[1]) - 8_396) < 10)
    #expect(straight.metres[1] == straight.metres[2])
    #expect(straight.seconds[1] == (straight.metres[1] + 9) / 10)
    #expect(straight.metres[0] == 0 && straight.seconds[3] == 0)
    let road = GreatCircleTravelTimes(detourPermille: 1_300, metresPerHour: 18_000).matrix(between: [lima, miraflores])
    #expect(Int(road.metres[1]) == (Int(straight.metres[1]) * 1_300 + 500) / 1_000)
  }

  @Test("V06: a metre and half the globe are both measured")
  func extremes() throws {
    let origin = try #require(Coordinate(latitudeE6: 0, longitudeE6: 0))
    let close = try #require(Coordinate(latitudeE6: 9, longitudeE6: 0))
    let antipode = try #require(Coordinate(latitudeE6: 0, longitudeE6: 180_000_000))
    let matrix = GreatCircleTravelTimes(detourPermille: 1_000, metresPerHour: 3_600).matrix(between: [origin, close, antipode])
    #expect(matrix.metres[1] == 1)
    #expect(abs(Int(matrix.metres[2]) - 20_015_115) < 10)
    #expect(GreatCircleTravelTimes().matrix(between: []).size == 0)
  }

  @Test("V06: speeds by the hour change times, not distances, and nobody arrives later by setting off earlier")
  func hours() throws {
    let lima = try #require(Coordinate(latitudeE6: -12_045_980, longitudeE6: -77_030_590))
    let miraflores = try #require(Coordinate(latitudeE6: -12_121_480, longitudeE6: -77_029_650))
    let travel = GreatCircleTravelTimes(
      metresPerHour: 20_000,
      changes: [.init(from: Seconds(36_000), metresPerHour: 30_000), .init(from: Seconds(25_200), metresPerHour: 10_000)])
    let day = travel.day(between: [lima, miraflores])
    #expect(day.changes.map(\.from) == [Seconds(25_200), Seconds(36_000)])
    #expect(day.matrices.allSatisfy { $0.metres == day.matrix.metres })
    #expect(abs(day.changes[0].matrix.seconds[1] - 2 * day.matrix.seconds[1]) <= 1)
    #expect(day.matrixByTime == [TimedMatrix(from: Seconds(25_200), matrix: 1), TimedMatrix(from: Seconds(36_000), matrix: 2)])
    #expect(day.seconds(from: 0, to: 1, departure: Seconds(20_000)) == Seconds(Int(day.matrix.seconds[1])))
    var last = 0
    for departure in stride(from: 20_000, through: 40_000, by: 100) {
      let arrival = departure + day.seconds(from: 0, to: 1, departure: Seconds(departure)).value
      #expect(arrival >= last)
      last = arrival
    }
  }

  @Test("V06: the planner's own times by the hour are those of the travel that it was given")
  func plannedHours() throws {
    let corners: [(Int32, Int32)] = [(-12_045_980, -77_030_590), (-12_121_480, -77_029_650), (-12_080_000, -77_050_000)]
    let places = try corners.map { try #require(Coordinate(latitudeE6: $0.0, longitudeE6: $0.1)) }
    let day = GreatCircleTravelTimes(changes: [.init(from: Seconds(32_400), metresPerHour: 9_000)]).day(between: places)
    let shift = TimeWindow(opens: Seconds(28_800), closes: Seconds(64_800))
    let problem = try RoutingProblem(
      stops: [1, 2].map { RoutingStop(place: $0, service: Seconds(1_800), prize: 100_000) },
      collectors: [RoutingCollector(start: 0, end: 0, shift: shift, matrixByTime: day.matrixByTime)], matrices: day.matrices)
    let route = LocalSearchPlanner().plan(problem, budget: SearchBudget(iterations: 50)).routes[0]
    #expect(route.visits.count == 2)
    var (place, now) = (0, route.departure)
    for visit in route.visits {
      let next = problem.stops[visit.stop].place
      #expect(visit.arrival.value == now.value + day.seconds(from: place, to: next, departure: now).value)
      (place, now) = (next, visit.departure)
    }
  }
}
