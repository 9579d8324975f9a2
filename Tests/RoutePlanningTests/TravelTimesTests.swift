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
}
