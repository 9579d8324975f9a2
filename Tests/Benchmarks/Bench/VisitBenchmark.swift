import ArgumentParser
import Contracts
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Messaging
import NIOCore
import Postgres
import ServiceKit
import TestSupport

/// How many visits a second are taken over HTTP, each durable when it is answered, beside pgbench running the same inserts.
///
/// One durable server; each client sends its next visit when the last one is answered. The peer writes one row of a visit and one of its
/// event, with the values of one that the service has written, in one transaction, on as many connections. Client and service share the
/// machine, as pgbench and its server do.
struct VisitBenchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "visits", abstract: "Durable visits a second over HTTP, beside pgbench running the same inserts.")

  @Option(help: "How many visits.") var visits = 20_000
  @Option(help: "Clients at a time, at most 24.") var clients = 16
  @Option(help: "The pgbench program.") var pgbench = "/usr/lib/postgresql/15/bin/pgbench"

  func validate() throws {
    guard visits >= clients, (1...24).contains(clients) else { throw ValidationError("--clients from 1 to 24, and a visit for each") }
  }

  func run() async throws {
    let logger = IngestionBenchmark.logger
    let server = try await TemporaryPostgres.start(isDurable: true, settings: IngestionBenchmark.serverSettings, logger: logger)
    do {
      let stage = try await VisitStage.make(collectors: clients, on: server, logger)
      let seconds = try await post(to: stage)
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
  private func post(to stage: VisitStage) async throws -> Double {
    let share = visits / clients
    let rest = visits - share * clients
    return try await stage.application.serving { client in
      let start = ContinuousClock.now
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        for collector in 0..<clients {
          tasks.addTask { try await send(collector < rest ? share + 1 : share, by: collector, to: stage, client) }
        }
        try await tasks.waitForAll()
      }
      return start.duration(to: .now).inSeconds
    }
  }

  private func send(_ count: Int, by collector: Int, to stage: VisitStage, _ client: TestHTTPClient) async throws {
    let headers: HTTPFields = [.authorization: try await stage.authorization(of: collector), .contentType: "application/json"]
    for number in 0..<count {
      let answer = try await client.execute(
        uri: "/api/visit-capture/v1/visits", method: .post, headers: headers,
        body: ByteBuffer(string: VisitStage.visit(number, of: collector)))
      guard answer.status == .created else {
        throw BenchmarkFailed("a visit was answered \(answer.status): \(String(buffer: answer.body))")
      }
    }
  }

  /// Each visit stands once with its event.
  private func check(_ stage: VisitStage) async throws {
    let row = try await stage.database.read { transaction in
      try await transaction.first(
        "select (select count(*) from visits) as visits, (select count(*) from outbox where topic = \(Topics.visit.name)) as events")
    }
    guard let row, try row.decode(Int64.self, "visits") == visits, try row.decode(Int64.self, "events") == visits else {
      throw BenchmarkFailed("not every visit stands once with its event")
    }
  }
}
