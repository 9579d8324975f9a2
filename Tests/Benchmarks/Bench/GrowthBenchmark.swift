import ArgumentParser
import Foundation
import Glibc
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
    let idle = try await measure(0)
    var first: Double?
    for count in counts {
      let used = try await measure(count)
      let cost = used.seconds * 1e6 / Double(count)
      var figure = Figure("growth", cost, "microseconds an account")
      figure.messages = count
      figure.rate = Figure.rounded(Double(count) / used.seconds)
      figure.processor = Figure.rounded((used.processorSeconds - idle.processorSeconds) * 1e6 / Double(count))
      if let first { (figure.floor, figure.ratioToFloor) = (Figure.rounded(first), Figure.rounded(first / cost)) }
      try figure.print()
      first = first ?? cost
    }
  }

  /// Seconds from the first byte of the file to rest, and processor seconds of the installation from its start to its end.
  private func measure(_ count: Int) async throws -> (seconds: Double, processorSeconds: Double) {
    let processor = Self.processorSecondsOfChildren()
    let installation = try await Installation.start(binaries: binaries)
    let seconds: Double
    do {
      seconds = count == 0 ? 0 : try await work(off: count, in: installation)
    } catch {
      await installation.stop()
      throw error
    }
    await installation.stop()
    return (seconds, Self.processorSecondsOfChildren() - processor)
  }

  private func work(off count: Int, in installation: Installation) async throws -> Double {
    let start = ContinuousClock.now
    try await installation.importAccounts(AccountsFile(rows: count, day: 0).bytes)
    note("\(count) accounts: imported after \(Int(start.duration(to: .now).inSeconds)) s")
    let rest = try await StackRest(instance: installation.instance, accounts: count).wait(until: start + .seconds(patience * 60))
    return start.duration(to: rest).inSeconds
  }

  /// What processes used that have ended, the database server's among them.
  private static func processorSecondsOfChildren() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
    return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
  }
}
