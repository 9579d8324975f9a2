import Contracts
import Foundation
import RoutePlanning
import RoutingFormats
import Testing

@Suite("Files of the literature")
struct ClassicalTests {
  private func read(_ text: String, name: String = "sample", vehicles: Int? = nil) throws -> RoutingInstance {
    try ClassicalFile.read(Array(text.utf8), name: name, vehicles: vehicles)
  }

  @Test("V06: a Solomon file becomes required stops with windows, loads and ten times its distances, truncated")
  func solomon() throws {
    let instance = try read(SampleFiles.solomon)
    #expect(instance.kind == .vrptw)
    #expect(instance.problem.collectors.count == 2)
    #expect(instance.problem.collectors[0].maximumLoad == 20)
    #expect(instance.problem.collectors[0].shift == TimeWindow(opens: Seconds(0), closes: Seconds(12_360)))
    #expect(instance.problem.stops[2].windows == [TimeWindow(opens: Seconds(650), closes: Seconds(1_460))])
    #expect(instance.problem.stops.allSatisfy { $0.service == Seconds(900) && $0.load == 10 })
    // From (40, 50) to (45, 68): the root of 349 is 18.68…
    #expect(instance.problem.matrices[0].seconds[1] == 186)
    #expect(instance.stopNames == [1, 2, 3, 4])
  }

  @Test("V06: the price of routes is the published objective: distance, distance and missed prizes, score, tour length")
  func objectives() throws {
    let routed = try RouteAudit(read(SampleFiles.solomon)).price([[2, 1], [3, 0]])
    #expect(routed.objective == Double(162 + 50 + 206 + 181 + 30 + 186) / 10 || routed.vehicles == 2)
    let prizes = try RouteAudit(read(SampleFiles.prizes)).price([[0, 1]])
    #expect(prizes.objective == 20 + 7)
    let score = try RouteAudit(read(SampleFiles.orienteering)).price([[0, 2]])
    #expect(score.objective == 23)
    let tour = try RouteAudit(read(SampleFiles.tour)).price([[0, 1, 2]])
    #expect(tour.objective == 40)
    let triangle = try RouteAudit(read(SampleFiles.explicit)).price([[0, 1]])
    #expect(triangle.objective == 27)
  }

  @Test("V06: routes that are late, too heavy, incomplete or that repeat a stop are told from legal ones")
  func faults() throws {
    let audit = RouteAudit(try read(SampleFiles.solomon))
    for (routes, word) in [
      ([[0, 1, 2, 3], []], "late"), ([[2, 0, 1], [3]], "load"), ([[2], [3]], "missing"), ([[2, 2], []], "again"),
    ] {
      let fault = #expect(throws: RouteAudit.Fault.self) { try audit.price(routes) }
      #expect(fault?.description.contains(word) == true, "\(routes)")
    }
  }

  @Test("V06: TSPLIB's distances: EUC_2D to the nearest, CEIL_2D upwards, GEO and ATT by their formulas")
  func rounding() throws {
    func length(_ type: String, _ points: String) throws -> Int32 {
      let text = "TYPE: TSP\nDIMENSION: 2\nEDGE_WEIGHT_TYPE: \(type)\nNODE_COORD_SECTION\n\(points)\nEOF"
      return try read(text).problem.matrices[0].seconds[1]
    }
    #expect(try length("EUC_2D", "1 0 0\n2 1 1") == 1)
    #expect(try length("CEIL_2D", "1 0 0\n2 1 1") == 2)
    #expect(try length("MAN_2D", "1 0 0\n2 1 1") == 2)
    #expect(try length("MAX_2D", "1 0 0\n2 1 3") == 3)
    // The first two cities of ulysses16 and of att48.
    #expect(try length("GEO", "1 38.24 20.42\n2 39.57 26.15") == 509)
    #expect(try length("ATT", "1 6734 1453\n2 2233 10") == 1_495)
  }

  @Test(
    "V06: an explicit matrix is the same in every format",
    arguments: [
      ("FULL_MATRIX", "0 7 9 7 0 11 9 11 0"), ("UPPER_ROW", "7 9 11"), ("LOWER_ROW", "7 9 11"), ("UPPER_DIAG_ROW", "0 7 9 0 11 0"),
      ("LOWER_DIAG_ROW", "0 7 0 9 11 0"), ("UPPER_COL", "7 9 11"),
    ])
  func explicit(format: String, weights: String) throws {
    let text = "TYPE: TSP\nDIMENSION: 3\nEDGE_WEIGHT_TYPE: EXPLICIT\nEDGE_WEIGHT_FORMAT: \(format)\nEDGE_WEIGHT_SECTION\n\(weights)\nEOF"
    #expect(try read(text).problem.matrices[0].seconds == [0, 7, 9, 7, 0, 11, 9, 11, 0])
  }

  @Test(
    "V06: bad input is an error that names the line and the field",
    arguments: [
      (SampleFiles.solomon, "     146         90", "      10         90", "line 13", "window of node 3: ends"),
      (SampleFiles.solomon, "  65        146", " -65        146", "line 13", "ready time of node 3: -65.0 is negative"),
      (SampleFiles.solomon, "  2         20", "  0         20", "vehicles", "the fleet is empty"),
      (SampleFiles.solomon, "    2      45", "    3      45", "line 12", "CUST NO.: 3 where 2 is expected"),
      (SampleFiles.solomon, "  45         68", "  45         x8", "line 11", "y of node 1: 'x8' is not a number"),
      (SampleFiles.prizes, "4 0 400", "4 500 400", "line 17", "window of node 3: ends"),
      (SampleFiles.prizes, "3 50\n", "", "PRIZE_SECTION", "node 3 is missing"),
      (SampleFiles.prizes, "DIMENSION : 4", "DIMENSION : 4000000000", "line 3", "at most"),
      (SampleFiles.orienteering, "50 60", "60 50", "line 5", "window of node 2: ends"),
      (SampleFiles.orienteering, "1 0 3 1", "1 0 9 1", "line 1", "9 and the depot are announced, 4 rows follow"),
      (SampleFiles.tour, "EUC_2D", "XRAY1", "line 5", "XRAY1 is not read"),
      (SampleFiles.explicit, "0 7 0 9", "0 -7 0 9", "line 7", "weight from node 1 to 0: -7.0"),
      (SampleFiles.explicit, "11 0", "11", "line 7", "5 weights; LOWER_DIAG_ROW of 3 nodes has 6"),
    ])
  func badInput(text: String, old: String, new: String, place: String, complaint: String) throws {
    let changed = text.replacing(old, with: new, maxReplacements: 1)
    #expect(changed != text)
    let error = #expect(throws: RoutingFileError.self) { try read(changed) }
    #expect(error?.description.contains(place) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains(complaint) == true, "\(error?.description ?? "")")
  }

  @Test("V06: published solutions, where they are here, cost what they say by our reading of their instances")
  func publishedSolutions() throws {
    var checked = 0
    for (set, suffix, count) in [("solomon", "txt", 12)] {
      for file in try SampleFiles.files(in: set, withExtension: suffix).prefix(count) {
        let solution = file.deletingPathExtension().appendingPathExtension("sol")
        guard FileManager.default.fileExists(atPath: solution.path) else { continue }
        let name = file.deletingPathExtension().lastPathComponent
        let instance = try ClassicalFile.read(Array(Data(contentsOf: file)), name: name)
        let published = try SolutionFile(Array(Data(contentsOf: solution)))
        let price = try RouteAudit(instance).price(try published.stops(of: instance))
        #expect(abs(price.objective - (try #require(published.cost))) < 0.05, "\(name)")
        checked += 1
      }
    }
    #expect(SampleFiles.instances == nil || checked > 0)
  }
}
