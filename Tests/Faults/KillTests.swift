import Contracts
import Foundation
import Kafka
import Messaging
import TestSupport
import Testing

@Suite("F1: instances that are killed", .serialized)
struct KillTests {
  @Test(
    "F1: killed at a fail point, an instance leaves nothing undone and nothing done twice",
    arguments: [FailPoints.Place.afterPoll, .beforeCommit, .afterCommit, .relayAfterAcknowledgement])
  func failPoint(_ place: FailPoints.Place) async throws {
    try await withFaultStage("F1-\(place.rawValue)") { stage in
      let doomed = try await stage.crew.start(failPoint: "\(place.rawValue):2")
      try await stage.sendMixed(0..<1_000)
      // The relay publishes what there is at once: a second look needs a second load.
      if place == .relayAfterAcknowledgement {
        try await eventually("the first events are published", every: .milliseconds(50)) {
          if doomed.hasEnded { return true }
          guard try await stage.consumed() > 0 else { return false }
          return try await stage.ledger.isRelayed()
        }
        try await stage.sendMixed(1_000..<1_200)
      }
      #expect(await doomed.waitForEnd() == 128 + SIGKILL)
      _ = try await stage.crew.start()
      try await stage.settle()
      try await stage.expectNoViolations()
    }
  }

  @Test("F1: a relay that takes over sends nothing again, however many rows have filled gaps before those that its predecessor had sent")
  func filledGaps() async throws {
    try await withFaultStage("F1-gaps") { stage in
      try await stage.ledger.database.work { late in
        for event in changes(600) { try late.publish(event) }
        try await late.writeOutgoing()
        try await stage.ledger.database.work { work in for event in changes(2_000) { try work.publish(event) } }
        let doomed = try await stage.crew.start(failPoint: "\(FailPoints.Place.relayAfterAcknowledgement.rawValue):1")
        #expect(await doomed.waitForEnd() == 128 + SIGKILL)
      }
      #expect(try await stage.ledger.records(of: Topics.assignment).count == 2_000)
      _ = try await stage.crew.start()
      try await stage.wait("everything is published") { try await stage.ledger.isRelayed() }
      let subjects = try await stage.ledger.records(of: Topics.assignment).map { $0.headers.text("ce_subject") }
      #expect(subjects.count == 2_600 && Set(subjects).count == 2_600)
    }
  }

  private func changes(_ count: Int) -> [AssignmentChanged] {
    (0..<count).map { _ in
      AssignmentChanged(
        debtorID: DebtorID(rawValue: UUID()), zoneID: nil, collectorID: nil, teamID: nil, version: 1, changedAt: LedgerStage.clock.now)
    }
  }

  @Test("F1: two instances that are killed in turn, wherever they are, have each record's effect once")
  func anywhere() async throws {
    try await withFaultStage("F1-random") { stage in
      var generator = SystemRandomNumberGenerator()
      var instances = [try await stage.crew.start(), try await stage.crew.start()]
      for round in 0..<4 {
        let before = try await stage.consumed()
        try await stage.sendMixed(round * 600..<(round + 1) * 600)
        let target = before + Int.random(in: 1...400, using: &generator)
        try await stage.wait("round \(round) is under way") { try await stage.consumed() >= target }
        await instances[round % 2].kill()
        instances[round % 2] = try await stage.crew.start()
      }
      try await stage.settle()
      try await stage.expectNoViolations()
    }
  }
}
