import ArgumentParser
import ServiceKit

/// The operator's command.
@main
struct Ronda: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ronda",
    abstract: "Field collection of overdue debt: runs Ronda on one machine, and looks after it anywhere.",
    version: Version.current,
    subcommands: [
      Up.self, Seed.self, Import.self, TopicsCommand.self, DatabaseCommand.self, Lag.self, DeadLetters.self, Replay.self,
      RecoverBroker.self, Verify.self,
      Doctor.self, RoutesCommand.self, ContactRulesCommand.self, Plan.self, RouteCommand.self,
    ])
}
