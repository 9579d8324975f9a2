import Contracts
import RoutePlanning
import RoutingFormats
import Testing

@Suite("VROOM's problem and answer")
struct VROOMTests {
  private func problem(_ text: String, ignoresUnknown: Bool = false) async throws -> VROOMProblem {
    let document = try VROOMReader.read(Array(text.utf8), ignoresUnknown: ignoresUnknown)
    return try await VROOMProblem.make(document, name: "sample") { _, places in
      GreatCircleTravelTimes().matrix(between: places)
    }
  }

  private func solve(_ text: String) async throws -> (VROOMProblem, RoutePlan, JSONValue) {
    let vroom = try await problem(text)
    let plan = LocalSearchPlanner().plan(vroom.instance.problem, budget: SearchBudget(iterations: 200))
    return (vroom, plan, VROOMAnswer(vroom, plan).make(VROOMAnswer.Times(loading: 1, solving: 2)))
  }

  @Test("V06: jobs, vehicles, matrices, skills, breaks and limits become the planner's own")
  func mapping() async throws {
    let vroom = try await problem(SampleFiles.vroom)
    let day = vroom.instance.problem.collectors[0]
    #expect(day.shift == TimeWindow(opens: Seconds(28_800), closes: Seconds(43_200)))
    #expect(day.breaks == [CollectorBreak(earliest: Seconds(36_000), latest: Seconds(37_800), duration: Seconds(900))])
    #expect(day.maximumStops == 4 && day.maximumTravel == Seconds(7_200) && day.maximumLoad == 4)
    #expect(day.costs == TravelCosts(perSecond: 1))
    let stops = vroom.instance.problem.stops
    #expect(stops[0].windows.count == 2 && stops[0].service == Seconds(360))
    #expect(stops[1].skills.isSubset(of: day.skills) && !stops[2].skills.isSubset(of: day.skills))
    // Half the speed takes twice the time; distances stay.
    let slow = vroom.instance.problem.matrices[vroom.instance.problem.collectors[1].matrix]
    #expect(slow.seconds[1] == 2 * vroom.instance.problem.matrices[0].seconds[1] && slow.metres[1] == 5_000)
    #expect(vroom.instance.problem.initialRoutes[0].stops == [1, 0])
  }

  @Test("V06: the answer has VROOM's form: what is served, when, and a reason for each job left out")
  func answer() async throws {
    let (_, plan, answer) = try await solve(SampleFiles.vroom)
    #expect(answer["code"] == .integer(0))
    #expect(answer["summary"]?["unassigned"] == .integer(1))
    #expect(answer["summary"]?["cost"] == .integer(plan.cost))
    let missing = try #require(answer["unassigned"]?.elements.first)
    #expect(missing["id"] == .integer(30) && missing["reason"] == .string("skill_missing"))
    #expect(missing["reasons"]?.elements.count == 2)
    let route = try #require(answer["routes"]?.elements.first)
    let types = route["steps"]?.elements.compactMap { $0["type"] } ?? []
    #expect(types.first == .string("start") && types.last == .string("end"))
    #expect(route["steps"]?.elements.last?["duration"] == route["duration"])
    let again = try #require(JSONValueReader.read(answer.text))
    #expect(again["summary"]?["cost"] == answer["summary"]?["cost"])
    #expect(again["routes"]?.elements.count == answer["routes"]?.elements.count)
  }

  @Test("V06: asked for it, the answer says of each job why it is served where it is")
  func why() async throws {
    let vroom = try await problem(
      """
      {"vehicles":[{"id":1,"start_index":0,"end_index":0,"skills":[4]},{"id":2,"start_index":2,"end_index":2}],
       "jobs":[{"id":10,"location_index":1,"skills":[4]},{"id":20,"location_index":2}],
       "matrices":{"car":{"durations":[[0,100,300],[100,0,250],[300,250,0]]}}}
      """)
    let plan = LocalSearchPlanner().plan(vroom.instance.problem, budget: SearchBudget(iterations: 100))
    let answer = VROOMAnswer(vroom, plan, explains: true).make(VROOMAnswer.Times(loading: 0, solving: 0))
    let steps = answer["routes"]?.elements.flatMap { $0["steps"]?.elements ?? [] } ?? []
    func why(_ job: Int) throws -> JSONValue { try #require(steps.first { $0["id"] == .integer(job) }?["why"]) }
    #expect(try why(10)["reason"] == .string("only_collector") && why(10)["cost"] == .integer(200))
    #expect(try why(10)["others"]?.elements.first?["forbidden"]?.elements == [.string("skill_missing")])
    // On the other's route: 250 + 300 in place of the 100 back.
    #expect(try why(20)["reason"] == .string("cheapest") && why(20)["by"] == .integer(450))
    #expect(try why(20)["others"]?.elements.first?["costs_more"] == .integer(450))
    let silent = VROOMAnswer(vroom, plan).make(VROOMAnswer.Times(loading: 0, solving: 0))
    #expect(silent["routes"]?.elements.flatMap { $0["steps"]?.elements ?? [] }.allSatisfy { $0["why"] == nil } == true)
  }

  @Test("V06: Unix times, vehicles that begin anywhere, and priorities by their sum")
  func special() async throws {
    let (vroom, plan, answer) = try await solve(
      """
      {"vehicles":[{"id":7,"end_index":0,"max_tasks":2,"time_window":[1760000000,1760030000]}],
       "jobs":[{"id":1,"location_index":1,"priority":10},{"id":2,"location_index":2,"priority":60},
               {"id":3,"location_index":1,"priority":60,"time_windows":[[1760001000,1760002000]]}],
       "matrices":{"car":{"durations":[[0,100,200],[100,0,100],[200,100,0]]}}}
      """)
    #expect(plan.unassigned.map { vroom.instance.stopNames[$0.stop] } == [1])
    let steps = answer["routes"]?.elements.first?["steps"]?.elements ?? []
    #expect(steps.first?["type"] == .string("job"))
    let arrivals = steps.filter { $0["id"] == .integer(3) }.compactMap { $0["arrival"] }
    guard case .integer(let arrival) = try #require(arrivals.first) else { return }
    #expect((1_760_000_000...1_760_002_000).contains(arrival))
  }

  @Test(
    "V06: bad input is an error that names the field",
    arguments: [
      (#""service":300"#, #""service":-5"#, "jobs[0].service: -5 is negative"),
      (#""time_windows":[[30000"#, #""time_window":[[30000"#, "jobs[0].time_window: is not a known field; did you mean time_windows?"),
      (#"[30000,31000]"#, #"[31000,30000]"#, "jobs[0].time_windows[0]: ends (30000) before it begins (31000)"),
      (#"{"id":20,"loc"#, #"{"id":10,"loc"#, "jobs[1].id: 10 is the id of another job"),
      (#""location_index":2"#, #""location_index":9"#, "jobs[1].location_index: 9 is no row of the matrices of 4"),
      (#"[5000,0"#, #"[5000,-3"#, "matrices.car.distances[1][1]: -3 is negative"),
      (#""priority":20"#, #""priority":101"#, "jobs[0].priority: 101 is not within 0...100"),
      (#""speed_factor":0.5"#, #""speed_factor":0"#, "vehicles[1].speed_factor: 0.0 is not above 0"),
      (#""type":"job","id":20"#, #""type":"job","id":99"#, "vehicles[0].steps[1].id: there is no job 99"),
      (#""jobs""#, #""shipments":[{}],"jobs""#, "shipments: a pickup with its delivery is not planned here"),
      (#""jobs""#, #""jobs""jobs""#, "JSON: a colon is expected"),
    ])
  func badInput(old: String, new: String, complaint: String) async throws {
    let changed = SampleFiles.vroom.replacing(old, with: new, maxReplacements: 1)
    #expect(changed != SampleFiles.vroom)
    let error = await #expect(throws: RoutingFileError.self) { try await problem(changed) }
    #expect(error?.description.contains(complaint) == true, "\(error?.description ?? "")")
  }

  @Test("V06: an empty fleet is named, an unknown field may be a warning, an unreachable job gets its reason")
  func leniency() async throws {
    let empty = await #expect(throws: RoutingFileError.self) { try await problem(#"{"vehicles":[],"jobs":[]}"#) }
    #expect(empty?.description == "vehicles: the fleet is empty")
    let document = try VROOMReader.read(
      Array(#"{"vehicles":[{"id":1,"start":[0,0],"color":"red"}],"jobs":[]}"#.utf8), ignoresUnknown: true)
    #expect(document.warnings == ["vehicles[0].color: is not a known field and was left unread"])
    let (_, plan, _) = try await solve(
      """
      {"vehicles":[{"id":1,"start_index":0,"end_index":0}],"jobs":[{"id":1,"location_index":1},{"id":2,"location_index":2}],
       "matrices":{"car":{"durations":[[0,10,null],[10,0,null],[null,null,0]]}}}
      """)
    #expect(plan.unassigned.map(\.stop) == [1] && plan.unassigned[0].summary == .unreachable)
  }
}
