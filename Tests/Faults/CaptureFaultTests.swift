import Contracts
import Foundation
import Kafka
import Messaging
import Postgres
import ServiceKit
import TestSupport
import Testing

@Suite("F1, F4, F5 over HTTP: a gateway's acknowledged visits", .serialized)
struct CaptureFaultTests {
  @Test("F1: killed after COMMIT and before the reply, the service gives the retry its answer; there is one visit and one event")
  func killedBeforeReply() async throws {
    try await withTemporaryDatabase("F1-http") { database in
      try await withCaptureStage("F1-http", CaptureWay(postgresURL: database.url)) { stage in
        let doomed = try await stage.start(failPoint: "after-work:4")
        try await stage.learn()
        var fatal = 0
        // A worker's transaction at the start counts too.
        while let answer = try await stage.post(fatal) {
          #expect(answer.status == 201)
          fatal += 1
        }
        #expect(await doomed.waitForEnd() == 128 + SIGKILL)
        #expect(try await stage.count("select count(*) as n from visits") == Int64(fatal + 1))
        try await stage.start()
        let retry = try await stage.deliver(fatal)
        let again = try await stage.deliver(fatal)
        #expect(retry.status == 200 && again.status == 200)
        #expect(retry.body == again.body)
        try await stage.expectOnce(0..<fatal + 1)
      }
    }
  }

  @Test("F1: killed wherever it is, time and again, the service has each acknowledged visit once")
  func killedAnywhere() async throws {
    try await withTemporaryDatabase("F1-http-random") { database in
      try await withCaptureStage("F1-http-random", CaptureWay(postgresURL: database.url)) { stage in
        var probe = try await stage.start()
        try await stage.learn()
        for round in 0..<4 {
          let visits = round * 20..<(round + 1) * 20
          let doomed = probe
          // Somewhere in the middle of the round, whatever the service does then.
          let target = Int64(visits.lowerBound + Int.random(in: 1..<15))
          async let killing: Void = {
            try await stage.wait("visits are taken") { try await stage.count("select count(*) as n from visits") >= target }
            await doomed.kill()
          }()
          async let delivering: Void = deliver(visits, stage)
          try await killing
          probe = try await stage.start()
          try await delivering
        }
        try await stage.expectOnce(0..<80)
      }
    }
  }

  @Test("F15: sixty gateways that post the same visit at the same time, again and again, leave one visit and get one answer")
  func retryStorm() async throws {
    try await withTemporaryDatabase("F15-http") { database in
      try await withCaptureStage("F15-http", CaptureWay(postgresURL: database.url)) { stage in
        try await stage.start()
        try await stage.learn()
        let answers = try await withThrowingTaskGroup(of: [OutboundResponse?].self) { gateways in
          for _ in 0..<60 {
            gateways.addTask {
              var answers: [OutboundResponse?] = []
              for _ in 0..<5 { answers.append(try await stage.post(0)) }
              return answers
            }
          }
          return try await gateways.reduce(into: []) { $0 += $1.compactMap(\.self) }
        }
        #expect(answers.count { $0.status == 201 } == 1)
        #expect(answers.allSatisfy { [200, 201, 429, 503].contains($0.status) })
        let refused = answers.filter { $0.status >= 429 }
        #expect(refused.allSatisfy { answer in answer.headers.contains { $0.name.lowercased() == "retry-after" } })
        #expect(Set(answers.filter { $0.status < 300 }.map(\.body)).count == 1)
        try await stage.expectOnce(0..<1)
      }
    }
  }

  @Test("F4: while PostgreSQL is away readyz is 503, healthz 200 and a POST 503 with Retry-After; afterwards all goes on, nothing lost")
  func databaseAway() async throws {
    let server = try await TemporaryPostgres.start(isDurable: true)
    let database = try await server.createDatabase("F4-http")
    try await withCaptureStage("F4-http", CaptureWay(postgresURL: database.url)) { stage in
      try await stage.start()
      try await stage.learn()
      for (round, mode) in [EmbeddedPostgres.StopMode.fast, .immediate, .kill].enumerated() {
        #expect(try await stage.deliver(round * 2).status == 201)
        await server.stop(mode)
        try await stage.wait("the service is not ready") { try await stage.status("/readyz") == 503 }
        #expect(try await stage.status("/healthz") == 200)
        for number in round * 2...round * 2 + 1 {
          let refusal = try #require(try await stage.post(number))
          #expect(refusal.status == 503)
          #expect(refusal.headers.contains { $0.name.lowercased() == "retry-after" && Int($0.value) ?? 0 > 0 })
        }
        try await server.start()
        try await stage.wait("the service is ready") { try await stage.status("/readyz") == 200 }
        #expect(try await stage.deliver(round * 2).status == 200)
        #expect(try await stage.deliver(round * 2 + 1).status == 201)
      }
      try await stage.expectOnce(0..<6)
      try await stage.crew.expectAlive()
    }
    try await server.remove()
  }

  @Test(
    "F5: a POST whose COMMIT is cut off is a 503, and the retry finds out by the visit's id whether it had taken place",
    arguments: [(TCPProxy.Cut.Place.beforeServer, 201), (.beforeClient, 200)])
  func commitCutOff(_ place: TCPProxy.Cut.Place, _ status: Int) async throws {
    let server = try await TemporaryPostgres.shared()
    let proxy = try TCPProxy(to: try #require(await server.server.port))
    defer { proxy.close() }
    try await withTemporaryDatabase("F5-http") { database in
      try await withCaptureStage("F5-http", CaptureWay(postgresURL: database.url, serviceURL: proxy.url(of: database))) { stage in
        try await stage.start()
        try await stage.learn()
        for number in 0..<5 {
          proxy.set(.commit(place))
          let refusal = try #require(try await stage.post(number))
          proxy.set(nil)
          #expect(refusal.status == 503)
          #expect(refusal.headers.contains { $0.name.lowercased() == "retry-after" })
          #expect(try await stage.deliver(number).status == status)
          #expect(try await stage.deliver(number).status == 200)
        }
        try await stage.expectOnce(0..<5)
        try await stage.crew.expectAlive()
      }
    }
  }

  private func deliver(_ numbers: Range<Int>, _ stage: CaptureStage) async throws {
    for number in numbers { #expect([200, 201].contains(try await stage.deliver(number).status)) }
  }
}

extension TCPProxy {
  /// The way to a database of the server behind the proxy.
  func url(of database: TemporaryDatabase) -> String {
    "postgresql://\(EmbeddedPostgres.superuser)@127.0.0.1:\(port)/\(database.name)"
  }
}
