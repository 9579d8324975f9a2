import ArgumentParser
import Foundation
import RoutePlanning
import RoutingFormats

/// Draws a plan.
struct RoutePlot: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot", abstract: "Draw the routes of a file as SVG: those of a solution file, or those that are planned now.")

  @OptionGroup var input: RouteFile
  @OptionGroup var budget: RouteBudget
  @Option(help: "A solution in CVRPLIB's form, such as `ronda route solve` writes; planned now when absent.") var solution: String?
  @Option(help: "Where the picture is written; standard output when absent.") var output: String?

  func run() async throws {
    let instance: RoutingInstance
    let routes: [[Int]]
    do {
      instance = try await input.read().instance
      routes =
        try solution.map { try SolutionFile(RouteFile.bytes($0)).stops(of: instance) }
        ?? budget.search(instance).plan.routes
        .map { $0.visits.map(\.stop) }
      guard let picture = RoutePicture(instance, routes: routes) else {
        throw ValidationError("\(input.file): its places have no coordinates that could be drawn")
      }
      try RouteFile.write(picture.svg(), to: output)
    } catch let error as RoutingFileError {
      RouteFile.complain("\(input.file): \(error)")
      throw ExitCode(2)
    }
  }
}
