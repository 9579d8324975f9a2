import Contracts
import Messaging
import Postgres
import ServiceKit
import TestSupport
import Testing

@Suite("F4, F5: a database that goes away", .serialized)
struct DatabaseRestartTests {
  @Test("F4: a database that is stopped fast, at once, or killed under load costs nothing but time")
  func restarts() async throws {
    let server = try await TemporaryPostgres.start(isDurable: true)
    let database = try await server.createDatabase("F4")
    try await withFaultStage("F4", postgresURL: database.url) { stage in
      _ = try await stage.crew.start()
      for (round, mode) in [EmbeddedPostgres.StopMode.fast, .immediate, .kill].enumerated() {
        let start = round * 1_000
        let before = try await stage.consumed()
        try await stage.sendMixed(start..<start + 600)
        try await stage.wait("records are consumed") { try await stage.consumed() > before }
        async let isBack: Void = server.restart(mode)
        try await stage.sendMixed(start + 600..<start + 1_000)
        try await isBack
        try await stage.settle()
      }
      try await stage.expectNoViolations()
    }
    try await server.remove()
  }

  @Test("F5: sessions that the database ends in the middle of their transactions are made anew, and no commit is guessed")
  func terminatedSessions() async throws {
    try await withFaultStage("F5") { stage in
      _ = try await stage.crew.start()
      var sent = 0
      var hits = 0
      try await stage.oracle.send(stage.payments(0..<100))
      try await stage.wait("records are consumed") { try await stage.consumed() > 0 }
      try await stage.wait("enough sessions are ended") {
        sent += 100
        try await stage.oracle.send(stage.payments(sent..<sent + 100))
        hits += try await terminateBusySessions(stage)
        return hits >= 10
      }
      try await stage.settle()
      try await stage.expectNoViolations()
    }
  }

  @Test("F5: connections cut around COMMIT, before it arrives or before its answer does, are resolved by the fence and not guessed")
  func commitsCutOff() async throws {
    let server = try await TemporaryPostgres.shared()
    let proxy = try TCPProxy(to: try #require(await server.server.port))
    defer { proxy.close() }
    try await withTemporaryDatabase("F5-commit") { database in
      try await withFaultStage("F5-commit", postgresURL: database.url, probeURL: proxy.url(of: database)) { stage in
        _ = try await stage.crew.start()
        var sent = 0
        for place in [TCPProxy.Cut.Place.beforeClient, .beforeServer] {
          let before = proxy.cuts
          proxy.set(.commit(place, each: 3))
          try await stage.wait("enough commits are cut off") {
            sent += 100
            try await stage.sendMixed(sent - 100..<sent)
            return proxy.cuts >= before + 10
          }
        }
        proxy.set(nil)
        try await stage.settle()
        try await stage.expectNoViolations()
      }
    }
  }

  /// Ends the sessions of the probes that are inside a transaction, and says how many.
  private func terminateBusySessions(_ stage: FaultStage) async throws -> Int {
    try await stage.ledger.database.pool.query(
      """
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name like 'probe-%' and xact_start is not null
      """
    ).count
  }
}
