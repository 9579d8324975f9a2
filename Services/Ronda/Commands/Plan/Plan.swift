import ArgumentParser

/// Relief plans from the command line.
struct Plan: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Work out instalment plans.", subcommands: [PlanQuote.self])
}
