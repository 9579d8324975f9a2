import Contracts
import Foundation
import TestSupport
import Testing

/// A checker that cannot fail is a defect: these break the rules on purpose, and the oracle must say which.
@Suite("Negative controls of the fault tests", .serialized)
struct NegativeControlTests {
  @Test("Negative control: without the fence, what is delivered twice counts twice, and the oracle says so")
  func withoutFence() async throws {
    try await withFaultStage("control-fence") { stage in
      let first = try await stage.crew.start(sabotage: "without-fence")
      try await stage.oracle.send(stage.payments(0..<600))
      // More often already where a member has lost its partitions to another under load.
      try await stage.wait("each record has taken effect") { try await stage.ledger.consumption() >= 600 }
      await first.kill()
      _ = try await stage.crew.start(sabotage: "without-fence")
      try await stage.wait("each record has taken effect again") { try await stage.ledger.consumption() >= 1_200 }
      try await stage.wait("the events are published") { try await stage.ledger.isRelayed() }
      let violations = try await stage.oracle.violations()
      #expect(violations.contains { $0.hasPrefix("I2: 600 records took effect") }, "\(violations)")
    }
  }

  @Test("Negative control: with the offset stored before the database commits, a killed instance loses records, and the oracle says so")
  func offsetFirst() async throws {
    try await withFaultStage("control-offset") { stage in
      let doomed = try await stage.crew.start(failPoint: "before-commit:2", sabotage: "offset-before-database")
      try await stage.oracle.send(stage.payments(0..<1_000))
      #expect(await doomed.waitForEnd() == 128 + SIGKILL)
      _ = try await stage.crew.start(sabotage: "offset-before-database")
      // Of a partition that was lost whole nothing is known: what comes behind it says that its reader is past it. A member that loses its
      // partitions to another loses some of that as well.
      var sent = 1_000
      try await stage.wait("what was sent later has taken effect") {
        let later = stage.payments(sent..<sent + 200)
        sent += later.count
        try await stage.oracle.send(later)
        return try await isWhole(later, in: stage)
      }
      try await stage.wait("the events are published") { try await stage.ledger.isRelayed() }
      let violations = try await stage.oracle.violations()
      #expect(violations.contains { $0.hasPrefix("I1:") }, "\(violations)")
      #expect(violations.contains { $0.hasPrefix("I2:") }, "\(violations)")
    }
  }

  /// Whether all of them have taken effect, given the time that they take.
  private func isWhole(_ payments: [PaymentRecorded], in stage: FaultStage) async throws -> Bool {
    do {
      try await eventually("they have taken effect", within: .seconds(15), every: .milliseconds(50)) {
        try await stage.ledger.factCount(of: payments.map(\.paymentID)) == payments.count
      }
      return true
    } catch is ConditionNotMet {
      return false
    }
  }
}
