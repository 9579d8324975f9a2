import Contracts
import Foundation
import Messaging
import TestSupport
import Testing

@Suite("F11: instances that come, go and freeze", .serialized)
struct FreezeTests {
  /// Not settled: once in two runs of everything the group did not come to rest within two minutes of the thaw. Nothing was lost or doubled
  /// by then, it was not done. Until that is understood the test says so instead of passing.
  @Test("F11: an instance that is frozen past its session time-out, and goes on after others have taken its partitions, does nothing twice")
  func zombie() async throws {
    await withKnownIssue("the group may not settle after a thaw", isIntermittent: true) { try await freezeAndThaw() }
  }

  private func freezeAndThaw() async throws {
    try await withFaultStage("F11") { stage in
      let first = try await stage.crew.start()
      try await stage.sendMixed(0..<200)
      try await stage.settle()
      let zombie = try await stage.crew.start()
      try await stage.wait("the second instance has partitions") { zombie.hasSaid("Partitions were assigned") }
      try await stage.sendMixed(200..<1_200)
      zombie.freeze()
      let third = try await stage.crew.start()
      try await stage.settle()
      zombie.thaw()
      try await stage.sendMixed(1_200..<1_600)
      #expect(await third.terminate() == 0)
      try await stage.settle()
      #expect(!first.hasEnded && !zombie.hasEnded)
      try await stage.expectNoViolations()
    }
  }

  @Test("F11: when the relay that leads is frozen, another takes the lead, and none of its records is sent twice")
  func frozenLeader() async throws {
    try await withFaultStage("F11-relay") { stage in
      let leader = try await stage.crew.start()
      try await stage.sendMixed(0..<200)
      try await stage.settle()
      _ = try await stage.crew.start()
      leader.freeze()
      try await stage.sendMixed(200..<600)
      try await stage.settle()
      leader.thaw()
      try await stage.sendMixed(600..<800)
      try await stage.settle()
      try await stage.expectNoViolations()
    }
  }
}
