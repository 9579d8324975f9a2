import RoutePlanning
import RoutingFormats
import Testing

/// Thousands of damaged files of every format: each is read or refused with an error that says where, none crashes.
@Suite("Damaged files")
struct FuzzTests {
  private static let files: [(name: String, text: String)] = [
    ("solomon", SampleFiles.solomon), ("prizes", SampleFiles.prizes), ("pr01", SampleFiles.orienteering), ("tour", SampleFiles.tour),
    ("explicit", SampleFiles.explicit),
  ]
  /// What damage likes to put in.
  private static let words = [
    "-1", "0", "1e9", "1e308", "-0.0", "nan", "inf", "99999999999999999999", "4294967296", ".", "-", "\n", "\t", ":", "EOF", "_SECTION",
    "{", "]",
    "\"", "\\u12", "null", "[[", "é", "DIMENSION : 3",
  ]

  static func damaged(_ text: String, seed: UInt64) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    var bytes = Array(text.utf8)
    for _ in 0...generator.next(below: 5) where !bytes.isEmpty {
      let place = generator.next(below: bytes.count)
      switch generator.next(below: 6) {
      case 0: bytes[place] = UInt8(generator.next(below: 256))
      case 1: bytes.removeSubrange(place..<min(bytes.count, place + 1 + generator.next(below: 12)))
      case 2: bytes.insert(contentsOf: words[generator.next(below: words.count)].utf8, at: place)
      case 3:
        let length = min(bytes.count - place, 1 + generator.next(below: 40))
        bytes.insert(contentsOf: Array(bytes[place..<(place + length)]), at: generator.next(below: bytes.count))
      case 4:
        // A number changed in its place: most other damage is refused early.
        let digits = bytes.indices.filter { (0x30...0x39).contains(bytes[$0]) }
        if !digits.isEmpty { bytes[digits[generator.next(below: digits.count)]] = UInt8(0x30 + generator.next(below: 10)) }
      default: bytes.removeLast(generator.next(below: min(bytes.count, 60)))
      }
    }
    return bytes
  }

  @Test("V06: the literature's formats, 2,000 damaged files each", arguments: [0, 1, 2, 3, 4])
  func classical(file: Int) throws {
    let (name, text) = Self.files[file]
    var outcomes = (read: 0, refused: 0)
    for seed in 0..<2_000 {
      do {
        let instance = try ClassicalFile.read(Self.damaged(text, seed: UInt64(seed)), name: name, vehicles: seed % 7 == 0 ? 2 : nil)
        outcomes.read += 1
        if seed % 20 == 0 { try check(instance) }
      } catch let error as RoutingFileError {
        outcomes.refused += 1
        #expect(!error.field.isEmpty && !error.message.isEmpty)
      }
    }
    #expect(outcomes.read > 20 && outcomes.refused > 200, "\(outcomes)")
  }

  /// What was read can be planned, and the plan is legal.
  private func check(_ instance: RoutingInstance) throws {
    let plan = LocalSearchPlanner().plan(instance.problem, budget: SearchBudget(iterations: 20))
    let evaluator = RouteEvaluator(instance.problem)
    for route in plan.routes { #expect(evaluator.evaluate(route.visits.map(\.stop), by: route.collector).isLegal) }
    #expect(plan.unassigned.count + plan.routes.reduce(0) { $0 + $1.visits.count } == instance.problem.stops.count)
  }

  @Test("V06: VROOM's JSON, 6,000 damaged files")
  func vroom() async throws {
    var outcomes = (read: 0, refused: 0)
    for seed in 0..<6_000 {
      do {
        let document = try VROOMReader.read(Self.damaged(SampleFiles.vroom, seed: UInt64(seed)), ignoresUnknown: seed % 2 == 0)
        let vroom = try await VROOMProblem.make(document, name: "damaged") { _, places in
          GreatCircleTravelTimes().matrix(between: places)
        }
        outcomes.read += 1
        let plan = LocalSearchPlanner().plan(vroom.instance.problem, budget: SearchBudget(iterations: 5))
        #expect(JSONValueReader.read(VROOMAnswer(vroom, plan).make(VROOMAnswer.Times(loading: 0, solving: 0)).text) != nil)
      } catch let error as RoutingFileError {
        outcomes.refused += 1
        #expect(!error.field.isEmpty && !error.message.isEmpty)
      }
    }
    #expect(outcomes.read > 200 && outcomes.refused > 1_000, "\(outcomes)")
  }

  @Test("V06: deep nesting ends in an error, not on the stack")
  func nesting() {
    let deep = Array(String(repeating: "[", count: 1_000_000).utf8)
    #expect(throws: RoutingFileError.self) { try VROOMReader.read(deep) }
  }
}
