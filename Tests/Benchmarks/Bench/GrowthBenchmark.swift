import ArgumentParser
import Foundation
import Postgres
import ServiceKit

/// What an account costs on its way through all services, for portfolios of growing size: imported as a file, consolidated, put on a
/// strategy, its tasks handed to routing, told to visit capture, notifications and reporting, and published for BI. The cost of one
/// account should not grow with their number.
///
/// Each size has an installation of its own in an empty directory. It has come to rest when every service holds every account and task
/// and has published what it had to say; a record that is missing then fails the run.
struct GrowthBenchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "growth", abstract: "Cost of an account through the whole stack, by the size of the portfolio.")

  @Option(help: "Numbers of accounts, the smallest first, separated by commas.") var sizes = "10000,100000,1000000"
  @Option(help: "Where `ronda` is.") var binaries = ".build/release"
  @Option(help: "Minutes that a size may take.") var patience = 120.0

  private var counts: [Int] { sizes.split(separator: ",").compactMap { Int($0) } }

  func validate() throws {
    guard !counts.isEmpty, counts.allSatisfy({ $0 > 0 }), counts.count == sizes.split(separator: ",").count else {
      throw ValidationError("--sizes: numbers above zero")
    }
  }

  func run() async throws {
    var first: Double?
    for count in counts {
      let seconds = try await measure(count)
      let cost = seconds * 1e6 / Double(count)
      var figure = Figure("growth", cost, "microseconds an account")
      figure.messages = count
      figure.rate = Figure.rounded(Double(count) / seconds)
      if let first { (figure.floor, figure.ratioToFloor) = (Figure.rounded(first), Figure.rounded(first / cost)) }
      try figure.print()
      first = first ?? cost
    }
  }

  /// Seconds from the first byte of the file to rest.
  private func measure(_ count: Int) async throws -> Double {
    let installation = try await Installation.start(binaries: binaries)
    do {
      let start = ContinuousClock.now
      try await installation.importAccounts(AccountsFile(rows: count, day: 0).bytes)
      note("\(count) accounts: imported after \(Int(start.duration(to: .now).inSeconds)) s")
      let rest = try await StackRest(instance: installation.instance, accounts: count).wait(until: start + .seconds(patience * 60))
      await installation.stop()
      return start.duration(to: rest).inSeconds
    } catch {
      await installation.stop()
      throw error
    }
  }
}
