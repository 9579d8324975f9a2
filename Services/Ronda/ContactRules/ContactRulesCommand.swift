public import ArgumentParser
public import ContactRules
import Contracts

/// Asks the law, which needs neither database nor broker, and what was decided by it.
struct ContactRulesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contact-rules", abstract: "Ask when, where and how debtors may be contacted.",
    subcommands: [CheckCases.self, ExplainCase.self, DecisionsAboutDebtor.self, ImportHolidays.self])
}

/// How the law is read, as the services read it from their settings.
struct ReadingOptions: ParsableArguments {
  @Option(help: "What counts as a contact where the law leaves it open: attempt or direct_contact.")
  var counting = CountMode.attempt
  @Option(help: "What a week is: calendar or rolling.") var week = WeekMode.calendar
  @Flag(help: "Let the house's own rules (GEN-*) hold beside the law, as in the services.") var house = false

  func rules() throws -> ContactRules {
    try ContactRules(reading: LawReading(counting: counting, week: week, includesHouse: house))
  }
}

extension CountMode: ExpressibleByArgument {}
extension WeekMode: ExpressibleByArgument {}
extension DecisionWords.Language: ExpressibleByArgument {}
