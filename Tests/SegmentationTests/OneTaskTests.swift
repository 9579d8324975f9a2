import Contracts
import Foundation
import Logging
import Messaging
import Postgres
import Segmentation
import ServiceKit
import TestSupport
import Testing

@Suite struct OneTaskTests {
  /// A generator that repeats what a seed says.
  private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var z = state
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return z ^ (z >> 31)
    }
  }

  @Test("C15: whatever comes at the same time, from consumers and workers, no step of a cycle ever has a second task")
  func neverTwice() async throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    try await Office.run { office in
      try await office.learn(debtors: (1...6).map { try debtor($0) })
      try await withThrowingTaskGroup(of: Void.self) { group in
        for lane in 0..<4 {
          group.addTask { try await learn(lane, seed, office) }
          group.addTask { for _ in 0..<6 { try await office.worker.runOnce() } }
        }
        try await group.waitForAll()
      }
      try await office.worker.runOnce()
      let twice = try await office.service.database.read { transaction in
        try await transaction.query(
          """
          select account_id, strategy_id, strategy_version, step, cycle, count(*) from tasks
          group by 1, 2, 3, 4, 5 having count(*) > 1
          """)
      }
      #expect(twice.isEmpty, "seed \(seed)")
      let events = try await office.service.published(TaskChanged.self)
      #expect(!events.isEmpty)
      for (taskID, versions) in Dictionary(grouping: events, by: \.taskID) {
        #expect(versions.map(\.version) == Array(1...Int64(versions.count)), "seed \(seed), task \(taskID)")
      }
    }
  }

  /// States of the same six accounts, in an order of the lane's own, some of them repeated.
  private func learn(_ lane: Int, _ seed: UInt64, _ office: Office) async throws {
    var generator = Seeded(state: seed &+ UInt64(lane))
    for step in 1...12 {
      let numbers = (1...6).filter { _ in Bool.random(using: &generator) }
      let states = try numbers.map { number in
        try account(number, dpd: [-3, 5, 20, 45, 100, 130].randomElement(using: &generator) ?? 5, version: Int64(step * 4 + lane))
      }
      try await office.learn(accounts: states)
      if Bool.random(using: &generator) { try await office.learn(accounts: states) }
    }
  }
}
