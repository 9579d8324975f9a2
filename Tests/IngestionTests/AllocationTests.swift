import Contracts
import Ingestion
import Testing

@Suite("Allocation of payments")
struct AllocationTests {
  private let balances = OverdueBalances(principal: 8_000, interest: 1_500, lateInterest: 300, fees: 200, insurance: 100)

  @Test("X22: a payment uses fees, insurance, late interest, interest and principal up, in this order")
  func goldenOrder() {
    // amount: fees, insurance, late interest, interest, principal, beyond, excess
    let golden: [(Int64, [Int64])] = [
      (150, [150, 0, 0, 0, 0, 0, 0]), (200, [200, 0, 0, 0, 0, 0, 0]), (250, [200, 50, 0, 0, 0, 0, 0]),
      (600, [200, 100, 300, 0, 0, 0, 0]), (1_000, [200, 100, 300, 400, 0, 0, 0]), (2_100, [200, 100, 300, 1_500, 0, 0, 0]),
      (5_000, [200, 100, 300, 1_500, 2_900, 0, 0]), (10_100, [200, 100, 300, 1_500, 8_000, 0, 0]),
      (12_000, [200, 100, 300, 1_500, 8_000, 1_900, 0]), (60_000, [200, 100, 300, 1_500, 8_000, 39_900, 10_000]),
    ]
    for (amount, parts) in golden {
      let used = Allocation(of: amount, over: balances, totalDue: 50_000)
      #expect(
        [
          used.overdue.fees, used.overdue.insurance, used.overdue.lateInterest, used.overdue.interest, used.overdue.principal,
          used.beyond, used.excess,
        ] == parts, "\(amount)")
      #expect(used.total == amount)
    }
  }

  @Test("X22: what the bank says of the allocation holds, and the rest follows the order")
  func given() {
    let used = Allocation(of: 3_000, over: balances, totalDue: 50_000, given: OverdueBalances(principal: 2_000, interest: 500))
    #expect(used.overdue == OverdueBalances(principal: 2_000, interest: 500, lateInterest: 200, fees: 200, insurance: 100))
    let above = Allocation(of: 9_000, over: balances, totalDue: 50_000, given: OverdueBalances(principal: 9_000))
    #expect(above.overdue == OverdueBalances(principal: 8_000))
    #expect(above.beyond == 1_000)
  }

  @Test("X22: reversals give back exactly what was used, the last first, in any number of parts")
  func reversals() {
    let used = Allocation(of: 12_000, over: balances, totalDue: 50_000)
    #expect(used.givenBack(12_000, after: 0) == used)
    #expect(used.givenBack(1_900, after: 0) == Allocation(beyond: 1_900))
    #expect(used.givenBack(8_100, after: 1_900) == Allocation(overdue: OverdueBalances(principal: 8_000, interest: 100)))
    var sum: Int64 = 0
    var back = OverdueBalances()
    for part in stride(from: Int64(0), to: 12_000, by: 1_000) {
      let step = used.givenBack(1_000, after: part)
      sum += step.total
      back = back.raised(by: step.overdue)
    }
    #expect(sum == 12_000)
    #expect(back == used.overdue)
  }

  @Test("X22: I3: for random debts and payments no component goes below zero and nothing is lost")
  func random() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SplitMix(state: seed)
    for _ in 0..<2_000 {
      let debt = OverdueBalances(
        principal: .random(in: 0...9_999, using: &generator), interest: .random(in: 0...999, using: &generator),
        lateInterest: .random(in: 0...99, using: &generator), fees: .random(in: 0...99, using: &generator),
        insurance: .random(in: 0...99, using: &generator))
      let totalDue = debt.total + .random(in: 0...5_000, using: &generator)
      let amount = Int64.random(in: 1...20_000, using: &generator)
      let used = Allocation(of: amount, over: debt, totalDue: totalDue)
      #expect(used.total == amount, "seed \(seed)")
      #expect(debt.total - used.overdue.total == debt.lowered(by: used.overdue).total, "seed \(seed)")
      #expect(used.overdue.total + used.beyond <= totalDue, "seed \(seed)")
    }
  }
}

private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
