import Messaging
import TestSupport
import Testing

@Suite("The relay's position")
struct RelayPositionTests {
  @Test("Ids in a row move the position without gaps")
  func contiguous() {
    let position = RelayPosition().advanced(past: [1, 2, 3], under: Snapshot(oldestRunning: 10, next: 10), sawAll: true)
    #expect(position == RelayPosition(upTo: 3))
  }

  @Test("F18: an id that is not visible yet stays open while its transaction may run")
  func gapStaysOpen() {
    let noticed = RelayPosition().advanced(past: [1, 4], under: Snapshot(oldestRunning: 7, next: 9), sawAll: true)
    #expect(noticed == RelayPosition(upTo: 4, gaps: [.init(first: 2, last: 3, horizon: 9)]))
    let waiting = noticed.advanced(past: [], under: Snapshot(oldestRunning: 8, next: 12), sawAll: true)
    #expect(waiting == noticed)
  }

  @Test("F18: a row that commits late fills its gap")
  func gapIsFilled() {
    let noticed = RelayPosition(upTo: 9, gaps: [.init(first: 2, last: 5, horizon: 9)])
    let filled = noticed.advanced(past: [3, 10], under: Snapshot(oldestRunning: 8, next: 12), sawAll: true)
    #expect(filled == RelayPosition(upTo: 10, gaps: [.init(first: 2, last: 2, horizon: 9), .init(first: 4, last: 5, horizon: 9)]))
  }

  @Test("A gap is closed once every transaction that could own it has ended")
  func gapIsClosed() {
    let noticed = RelayPosition(upTo: 9, gaps: [.init(first: 2, last: 5, horizon: 9)])
    #expect(noticed.advanced(past: [], under: Snapshot(oldestRunning: 9, next: 12), sawAll: true) == RelayPosition(upTo: 9))
  }

  @Test("A look that was cut short closes no gap that it did not reach")
  func limitedLook() {
    let noticed = RelayPosition(upTo: 9, gaps: [.init(first: 2, last: 3, horizon: 5), .init(first: 6, last: 8, horizon: 5)])
    let position = noticed.advanced(past: [2, 3], under: Snapshot(oldestRunning: 20, next: 21), sawAll: false)
    #expect(position == RelayPosition(upTo: 9, gaps: [.init(first: 6, last: 8, horizon: 5)]))
  }

  @Test("Whatever the order of commits, every id is seen once", arguments: 1...50 as ClosedRange<UInt64>)
  func everyInterleaving(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var outbox = SimulatedOutbox()
    var position = RelayPosition()
    var published: [Int64] = []
    for step in 0..<400 {
      if step < 300 { outbox.act(&random) } else { outbox.finish() }
      guard random.next() % 3 == 0 || step >= 398 else { continue }
      let look = outbox.look(from: position, limit: Int(random.next() % 4) + 1)
      position = position.advanced(past: look.ids, under: look.snapshot, sawAll: look.sawAll)
      published += look.ids
    }
    while case let look = outbox.look(from: position, limit: 1_000), !look.ids.isEmpty {
      position = position.advanced(past: look.ids, under: look.snapshot, sawAll: look.sawAll)
      published += look.ids
    }
    #expect(published.sorted() == outbox.committed.sorted(), "seed \(seed)")
  }
}

/// Transactions that take ids and end in any order, as PostgreSQL would show them.
private struct SimulatedOutbox {
  private var nextTransaction: Int64 = 1
  private var nextID: Int64 = 1
  private var running: [Int64: [Int64]] = [:]
  private(set) var committed: Set<Int64> = []

  mutating func act(_ random: inout SplitMix) {
    switch random.next() % 4 {
    case 0:
      running[nextTransaction] = []
      nextTransaction += 1
    case 1, 2:
      guard let owner = running.keys.sorted().randomElement(using: &random) else { return }
      running[owner, default: []].append(nextID)
      nextID += 1
    default:
      guard let owner = running.keys.sorted().randomElement(using: &random), let ids = running.removeValue(forKey: owner) else { return }
      if random.next() % 4 != 0 { committed.formUnion(ids) }
    }
  }

  mutating func finish() {
    for ids in running.values { committed.formUnion(ids) }
    running = [:]
  }

  func look(from position: RelayPosition, limit: Int) -> (ids: [Int64], snapshot: Snapshot, sawAll: Bool) {
    let visible = committed.filter { id in id > position.upTo || position.gaps.contains { ($0.first...$0.last).contains(id) } }.sorted()
    let snapshot = Snapshot(oldestRunning: running.keys.min() ?? nextTransaction, next: nextTransaction)
    return (Array(visible.prefix(limit)), snapshot, visible.count < limit)
  }
}
