import Contracts
import Reporting
import Testing

@Suite("Indicators, trails and roll rates worked out")
struct IndicatorDomainTests {
  @Test("an indicator is rounded half away from zero, is exact at 64 bits, and is nothing of nothing")
  func value() throws {
    let rate = try #require(Indicator.all.first { $0.id == "contact_rate" })
    #expect(rate.value(1, of: 3) == 3_333)
    #expect(rate.value(2, of: 3) == 6_667)
    #expect(rate.value(1, of: 20_000) == 1)
    #expect(rate.value(-1, of: 20_000) == -1)
    #expect(rate.value(-2, of: 3) == -6_667)
    #expect(rate.value(0, of: 5) == 0)
    #expect(rate.value(5, of: 0) == nil)
    #expect(rate.value(.max, of: .max) == 10_000)
    #expect(rate.value(.max, of: 1) == nil)
    #expect(rate.value(.min, of: .max) == -10_000)
  }

  @Test("every indicator states its denominator and has a name of its own")
  func definitions() {
    #expect(Set(Indicator.all.map(\.id)).count == Indicator.all.count)
    #expect(Indicator.all.allSatisfy { !$0.denominator.isEmpty && $0.numerator != $0.denominator })
    #expect(Indicator.all.allSatisfy { $0.hasCurrency == $0.numerator.hasSuffix("_minor") })
  }

  private static func stop(_ number: Int, visited minute: Int?, stands: Bool = true) -> PlanComparison.Planned {
    PlanComparison.Planned(
      stopID: Samples.identifier(4_000 + number), sequence: number, stands: stands,
      visitedAt: minute.map { Samples.now.advanced(by: Seconds($0 * 60)) })
  }

  @Test("V39: skipped and out-of-order stops are listed, and adherence equals the count by hand")
  func comparison() {
    // Planned 1 2 3 4 5 6; visited 1, 3, 2, 5; 4 was paid and left the route; 6 was not reached.
    let comparison = PlanComparison([
      Self.stop(1, visited: 10), Self.stop(2, visited: 30), Self.stop(3, visited: 20), Self.stop(4, visited: nil, stands: false),
      Self.stop(5, visited: 40), Self.stop(6, visited: nil),
    ])
    #expect(comparison.due == 5)
    #expect(comparison.done == 4)
    #expect(comparison.skipped == [Samples.identifier(4_006)])
    #expect(comparison.visited.map(\.sequence) == [1, 3, 2, 5])
    #expect(comparison.pairs.all == 6)
    #expect(comparison.pairs.inverted == 1)
    #expect(comparison.outOfOrder.count == 1)
    let reversed = PlanComparison((1...4).map { Self.stop($0, visited: 10 - $0) })
    #expect(reversed.pairs.inverted == 6)
    #expect(reversed.outOfOrder.count == 3)
    let nothing = PlanComparison([])
    #expect(nothing.pairs.all == 0)
    #expect(nothing.outOfOrder.isEmpty)
  }

  @Test("V39: a trail counts the way between exact points, no jitter and no mocked point, and shows silence as a gap")
  func trail() throws {
    func point(_ east: Int32, minute: Int, accuracy: Int? = 8, mock: Bool = false) throws -> Trail.Point {
      Trail.Point(
        location: try #require(Coordinate(latitudeE6: 0, longitudeE6: east)), accuracy: accuracy.map { Metres($0) }, mock: mock,
        capturedAt: Samples.now.advanced(by: Seconds(minute * 60)))
    }
    // At the equator a millionth of a degree is 11.12 cm: 9,000 of them are 1,000.75 m.
    let trail = Trail([
      try point(0, minute: 0), try point(100, minute: 1), try point(9_000, minute: 2), try point(500_000, minute: 3, accuracy: 800),
      try point(900_000, minute: 4, mock: true), try point(18_000, minute: 30, accuracy: nil),
    ])
    #expect(trail.metres == Metres(2_002))
    #expect(trail.gaps.map { $0.to.seconds(since: $0.from) } == [Seconds(26 * 60)])
    #expect(Trail([]).metres == Metres(0))
  }

  @Test("the rows of a roll matrix sum to their opening and their shares to one")
  func roll() {
    func cell(_ from: Int, _ to: String, _ toSequence: Int, _ amount: Int64) -> RollMatrix.Cell {
      RollMatrix.Cell(
        from: "b\(from)", fromSequence: from, to: to, toSequence: toSequence, accounts: 1, amountMinor: amount)
    }
    let matrix = RollMatrix(
      currency: .pen,
      cells: [
        cell(1, "paid", 1_000, 1), cell(1, "b1", 1, 1), cell(1, "b2", 2, 1), cell(2, "current", 0, 50), cell(2, "closed", 1_001, 25),
        cell(2, "b3", 3, 25), cell(0, "b1", 1, 10),
      ])
    #expect(matrix.rows.map(\.bucket) == ["b0", "b1", "b2"])
    #expect(matrix.rows.map(\.openingMinor) == [10, 3, 100])
    #expect(matrix.rows.allSatisfy { row in row.cells.reduce(0) { $0 + $1.share } == 10_000 })
    #expect(matrix.rows[1].cells.map(\.share).sorted() == [3_333, 3_333, 3_334])
    #expect((matrix.overdueMinor, matrix.curedMinor) == (103, 51))
    #expect((matrix.openingMinor, matrix.containedMinor) == (113, 77))
  }
}
