import ArgumentParser
import Foundation
import RoutePlanning
import RoutingFormats
import ServiceKit

/// Plans the routes of a file.
struct RouteSolve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "solve",
    abstract: "Plan the routes of a file: VROOM's answer for a JSON problem, else CVRPLIB's solution; with --json one line of figures.",
    discussion: "Formats, conventions and errors: docs/route-solve.md. A file that cannot be read ends with status 2.")

  @OptionGroup var input: RouteFile
  @OptionGroup var budget: RouteBudget
  @Option(help: "Seconds, with commas between, at which the best objective so far is also reported.") var checkpoints: String?
  @Flag(help: "Print one JSON line: solver, instance, objective, vehicles, visited, routes, feasible, gap, checkpoints, seconds.")
  var json = false
  @Flag(help: "Say in VROOM's answer also why each job that is served is served there: `why` of its step.") var explain = false
  @Option(help: "Where the plan is written; standard output when absent.") var output: String?

  private func checkpointSeconds() throws -> [Double] {
    try (checkpoints ?? "").split(separator: ",").map { text in
      guard let seconds = Double(text), seconds > 0 else { throw ValidationError("--checkpoints: '\(text)' is no number of seconds") }
      return seconds
    }
  }

  func run() async throws {
    let checkpoints = try checkpointSeconds()
    let loading = RunClock(.wall)
    let content: RouteFile.Content
    do {
      content = try await input.read()
    } catch let error where !(error is ValidationError) {
      RouteFile.complain("\(input.file): \(error)")
      if try input.isJSON { try RouteFile.write(VROOMAnswer.failure("\(error)").text, to: output) }
      throw ExitCode(2)
    }
    let loaded = Int(loading.wall * 1_000)
    let search = budget.search(content.instance)
    if json {
      print(search.line(bestKnown: try input.bestKnown(), checkpoints: checkpoints, options: budget, version: Version.current).text)
    }
    guard !json || output != nil else { return }
    switch content {
    case .classical: try RouteFile.write(search.solutionText(), to: output)
    case .vroom(let problem):
      let answer = VROOMAnswer(problem, search.plan, explains: explain)
        .make(VROOMAnswer.Times(loading: loaded, solving: Int(search.wall * 1_000)))
      try RouteFile.write(answer.text, to: output)
    }
  }
}
