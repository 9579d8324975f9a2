import ArgumentParser
import Contracts
import Foundation
import Postgres
import ServiceKit
import Synchronization

/// How long after a visit has been acknowledged it is in reporting's figures, which are counted over its facts.
///
/// Works on a running `ronda up --sample`, whose services all take their part of each visit. First clients that send one visit after the
/// other find out how many a second the installation takes; then visits go out on a fixed schedule at half of that, whatever the answers
/// do. A latency counts from the answer to the first look, every few milliseconds, at which the fact stands in reporting.
struct VisitToFigure: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "visit-to-figure", abstract: "p50 and p99 from an acknowledged visit to reporting's figures, at half load.")

  @Option(help: "Directory of the running installation.") var data = ".ronda"
  @Option(help: "Password of the sample's people; empty takes the one that the installation made.") var password = ""
  @Option(help: "How many visits are measured.") var visits = 2_000
  @Option(help: "Clients at a time.") var clients = 8
  @Option(help: "Visits a second; 0 finds out what the installation takes and goes at half of that.") var rate = 0.0
  @Option(help: "Seconds to find that out, and to wait for the last fact.") var patience = 10.0

  func validate() throws {
    guard visits > 0, rate >= 0, (1...64).contains(clients), patience > 0 else { throw ValidationError("numbers above zero") }
  }

  func run() async throws {
    let instance = try RunningInstance.load(from: data)
    let pool = PostgresPool(
      PostgresConfiguration(url: instance.postgresURL, applicationName: "bench"), size: 2, logger: IngestionBenchmark.logger)
    let outbound = Outbound(threads: clients)
    defer { outbound.close() }
    let gateway = try await FieldGateway(instance: instance, outbound: outbound, password: signInPassword())
    let doors = try await gateway.doors(pool)
    let taken = rate > 0 ? rate * 2 : try await capacity(gateway, doors)
    note("\(Int(taken)) visits/s taken; \(visits) go out at \(Int(taken / 2)) a second")
    try await settle(pool)
    let watch = FactWatch(pool)
    let watcher = Task { try await watch.run() }
    let errors = try await publish(at: taken / 2, gateway, doors, watch)
    let deadline = ContinuousClock.now + .seconds(patience)
    while watch.waiting > 0, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(20)) }
    let missing = watch.waiting
    watcher.cancel()
    _ = await watcher.result
    await pool.close()
    guard errors == 0 else { throw BenchmarkFailed("\(errors) visits were not taken") }
    try report(watch.latencies.map(\.inSeconds).sorted(), taken / 2, missing: missing)
  }

  private func signInPassword() throws -> String {
    password.isEmpty ? String(decoding: try Data(contentsOf: URL(filePath: data + "/sign-in")), as: UTF8.self) : password
  }

  /// Visits a second of clients that never pause.
  private func capacity(_ gateway: FieldGateway, _ doors: [FieldGateway.Door]) async throws -> Double {
    let start = ContinuousClock.now
    let end = start + .seconds(patience)
    let count = try await withThrowingTaskGroup(of: Int.self) { tasks in
      for client in 0..<clients {
        tasks.addTask {
          var sent = 0
          while ContinuousClock.now < end {
            _ = try await gateway.visit(doors[(client + sent * clients) % doors.count])
            sent += 1
          }
          return sent
        }
      }
      return try await tasks.reduce(0, +)
    }
    return Double(count) / start.duration(to: .now).inSeconds
  }

  /// Waits until reporting has what was sent to find out the rate.
  private func settle(_ pool: PostgresPool) async throws {
    let deadline = ContinuousClock.now + .seconds(600)
    while ContinuousClock.now < deadline {
      let row = try await pool.first(
        "select (select count(*) from visit_capture.visits) - (select count(*) from reporting.fact_visit) as n")
      if try row?.decode(Int64.self, "n") == 0 { return }
      try await Task.sleep(for: .milliseconds(200))
    }
    throw BenchmarkFailed("reporting has not caught up")
  }

  /// - Returns: how many visits were not taken.
  private func publish(
    at rate: Double, _ gateway: FieldGateway, _ doors: [FieldGateway.Door], _ watch: FactWatch
  ) async throws -> Int {
    let start = ContinuousClock.now
    return try await withThrowingTaskGroup(of: Int.self) { tasks in
      for number in 0..<visits {
        try await Task.sleep(until: start + .seconds(Double(number) / rate), clock: .continuous)
        let door = doors[number % doors.count]
        tasks.addTask {
          do {
            watch.acknowledged(try await gateway.visit(door), at: .now)
            return 0
          } catch is BenchmarkFailed {
            return 1
          }
        }
      }
      return try await tasks.reduce(0, +)
    }
  }

  private func report(_ sorted: [Double], _ rate: Double, missing: Int) throws {
    guard !sorted.isEmpty else { throw BenchmarkFailed("no visit has come to reporting") }
    func percentile(_ share: Double) -> Double { sorted[max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1)] }
    var figure = Figure("visit_to_figure", percentile(0.99), "seconds, p99")
    figure.p50 = Figure.rounded(percentile(0.5))
    figure.p99 = figure.figure
    figure.messages = visits
    figure.rate = Figure.rounded(rate)
    figure.missing = missing
    try figure.print()
  }
}
