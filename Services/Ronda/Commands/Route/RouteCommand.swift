import ArgumentParser

/// The optimiser by itself, on files: no database and no broker.
struct RouteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "route", abstract: "Plan routes from a file, and draw them.", subcommands: [RouteSolve.self, RoutePlot.self])
}
