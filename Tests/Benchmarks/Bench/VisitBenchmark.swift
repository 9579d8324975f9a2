import ArgumentParser
import Contracts
import Foundation
import Hummingbird
import Logging
import Messaging
import Postgres
import ServiceKit
import TestSupport

/// How many visits a second are taken over HTTP, each durable when it is answered, beside pgbench running the same inserts.
///
/// One durable server that knows its tables' statistics, as after the first minute of an installation; each client sends its next visit
/// when the last one is answered. The peer writes one row of a visit, one of what the law said about it and one of its event, with the values
/// of one that the service has written, in one transaction, on as many connections. Client and service share the machine, as pgbench and
/// its server do.
struct VisitBenchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "visits", abstract: "Durable visits a second over HTTP, beside pgbench running the same inserts.")

  @Option(help: "How many visits.") var visits = 20_000
  @Option(help: "Clients at a time, at most 24.") var clients = 16
  @Option(help: "The pgbench program.") var pgbench = "/usr/lib/postgresql/15/bin/pgbench"

  /// Visits before the clock starts.
  private static let warming = 2_000

  func validate() throws {
    guard visits >= clients, (1...24).contains(clients) else { throw ValidationError("--clients from 1 to 24, and a visit for each") }
  }

  func run() async throws {
    let logger = IngestionBenchmark.logger
    let server = try await TemporaryPostgres.start(isDurable: true, settings: IngestionBenchmark.serverSettings, logger: logger)
    do {
      let stage = try await VisitStage.make(collectors: clients, on: server, logger)
      try await post(Self.warming, to: stage)
      try await stage.settle()
      let seconds = try await post(visits, to: stage)
      let rate = Double(visits) / seconds
      note("HTTP: \(Int(rate)) visits/s")
      try await check(stage)
      let peer = try await VisitPeer(database: stage.temporary, program: pgbench).rate(clients: clients, transactions: visits / clients)
      note("pgbench: \(Int(peer)) transactions/s")
      var figure = Figure("visits", rate, "durable visits/s over HTTP")
      (figure.messages, figure.floor, figure.ratioToFloor) = (visits, Figure.rounded(peer), Figure.rounded(rate / peer))
      figure.batch = clients
      try figure.print()
      await stage.database.pool.close()
    } catch {
      try await server.remove()
      throw error
    }
    try await server.remove()
  }

  /// Seconds from the first request to the last answer.
  @discardableResult
  private func post(_ visits: Int, to stage: VisitStage) async throws -> Double {
    let share = visits / clients
    let rest = visits - share * clients
    let threads = BlockingThreads(name: "clients", count: clients)
    var requests: [[[UInt8]]] = []
    for collector in 0..<clients {
      let authorization = try await stage.authorization(of: collector)
      requests.append((0..<(collector < rest ? share + 1 : share)).map { Self.request($0, of: collector, authorization) })
    }
    let prepared = requests
    return try await stage.application.serving { server in
      let start = ContinuousClock.now
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        for requests in prepared {
          tasks.addTask { try await threads.run { try Self.send(requests, toPort: server.port) } }
        }
        try await tasks.waitForAll()
      }
      return start.duration(to: .now).inSeconds
    }
  }

  private static func request(_ number: Int, of collector: Int, _ authorization: String) -> [UInt8] {
    let body = VisitStage.visit(number, of: collector)
    return Array(
      """
      POST /api/visit-capture/v1/visits HTTP/1.1\r
      Host: 127.0.0.1\r
      Authorization: \(authorization)\r
      Content-Type: application/json\r
      Content-Length: \(body.utf8.count)\r
      \r
      \(body)
      """.utf8)
  }

  private static func send(_ requests: [[UInt8]], toPort port: Int) throws {
    let client = try RawClient(port: port)
    for request in requests {
      try client.send(request)
      let answer = try client.answer()
      guard answer.status == 201 else {
        throw BenchmarkFailed("a visit was answered \(answer.status): \(String(decoding: answer.body, as: UTF8.self))")
      }
    }
    try client.close(abruptly: false)
  }

  /// Each visit stands once with its event.
  private func check(_ stage: VisitStage) async throws {
    let count = Int64(visits + Self.warming)
    let row = try await stage.database.read { transaction in
      try await transaction.first(
        "select (select count(*) from visits) as visits, (select count(*) from outbox where topic = \(Topics.visit.name)) as events")
    }
    guard let row, try row.decode(Int64.self, "visits") == count, try row.decode(Int64.self, "events") == count else {
      throw BenchmarkFailed("not every visit stands once with its event")
    }
  }
}
