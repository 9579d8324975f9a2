import ArgumentParser
import Contracts
import Foundation
import Seeds
import ServiceKit

/// Sends a generated portfolio through the `in` topics, as a bank would.
struct Seed: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Send a generated portfolio through the topics that banks write to.")

  @OptionGroup var options: InstanceOptions
  @Option(help: "Whose portfolio: \(SeedData.cities.joined(separator: ", ")).") var city = "lima"
  @Option(help: "How many debtors.") var debtors = 20_000
  @Option(help: "The same number gives the same portfolio.") var seed: UInt64 = 1

  func validate() throws {
    guard SeedData.cities.contains(city) else { throw ValidationError("--city: known are \(SeedData.cities.joined(separator: ", "))") }
    guard debtors > 0 else { throw ValidationError("--debtors: must be positive") }
  }

  func run() async throws {
    let messaging = try options.messaging(of: try options.instance())
    let businessDate = SeedGenerator.latestBusinessDate(today: WallClock.system.now.dateInUTC)
    let generator = SeedGenerator(city: try SeedData.city(city), debtors: debtors, seed: seed, businessDate: businessDate)
    let feed = InputFeed(configuration: messaging, logger: InstanceOptions.logger)
    let count = try await feed.publish(generator) { sent in
      if sent % 10_000 == 0 { print("sent \(sent) messages") }
    }
    print("sent \(count) messages of \(debtors) debtors in \(city), business date \(businessDate)")
  }
}
