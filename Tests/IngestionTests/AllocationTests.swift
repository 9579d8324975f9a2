import Contracts
import Ingestion
import Messaging
import Postgres
import TestSupport
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

  @Test("X22: accounts in another state have their own order, and a reversal gives back in the opposite one, whatever the state is by then")
  func byState() async throws {
    let policy = try #require(AllocationPolicy(parsing: "charged_off=principal,interest,late_interest,insurance,fees"))
    // amount: fees, insurance, late interest, interest, principal, beyond
    let golden: [(Int64, [Int64])] = [
      (8_000, [0, 0, 0, 0, 8_000, 0]), (9_000, [0, 0, 0, 1_000, 8_000, 0]), (9_850, [0, 50, 300, 1_500, 8_000, 0]),
      (10_100, [200, 100, 300, 1_500, 8_000, 0]), (10_150, [200, 100, 300, 1_500, 8_000, 50]),
    ]
    for (amount, parts) in golden {
      let used = Allocation(of: amount, over: balances, totalDue: 50_000, order: policy.order(for: .chargedOff))
      let overdue = used.overdue
      #expect(
        [overdue.fees, overdue.insurance, overdue.lateInterest, overdue.interest, overdue.principal, used.beyond] == parts, "\(amount)")
    }
    #expect(policy.order(for: .active) == .standard)
    let used = Allocation(of: 9_000, over: balances, totalDue: 50_000, order: policy.order(for: .chargedOff))
    #expect(used.givenBack(1_500, after: 0).overdue == OverdueBalances(principal: 500, interest: 1_000))
    for wrong in [
      "charged_off=principal", "charged_off", "written_off=principal,interest,late_interest,insurance,fees", "=",
      "active=fees,fees,interest,principal,insurance",
    ] {
      #expect(AllocationPolicy(parsing: wrong) == nil, "\(wrong)")
    }
  }

  @Test("X22: in the database too: a payment on an account that was charged off lowers the principal first, and taking it back restores it")
  func chargedOff() async throws {
    let policy = try #require(AllocationPolicy(parsing: "charged_off=principal,interest,late_interest,insurance,fees"))
    try await withIngestion { service in
      let intake = Intake(naming: Samples.naming, allocation: policy)
      try await service.take(try SampleAccount().statement(.chargedOff))
      let payment = try SamplePayment(id: "P-1", amount: "85.00").notice()
      let back = try SamplePayment(id: "R-1", amount: "10.00", extra: #""reversal_of":"P-1""#).notice(.reversed)
      let rest = try SamplePayment(id: "R-2", amount: "75.00", extra: #""reversal_of":"P-1""#).notice(.reversed)
      try await service.database.work { _ = try await intake.apply([PaymentReport(payment)], origins: ["test"], in: $0) }
      #expect(try await service.text("select overdue_principal_minor || ' ' || overdue_interest_minor from account") == "0 1000")
      // The operator changes the setting in between.
      try await service.pay(back)
      #expect(try await service.text("select overdue_principal_minor || ' ' || overdue_interest_minor from account") == "500 1500")
      try await service.pay(rest)
      #expect(
        try await service.text(
          "select concat_ws(' ', overdue_principal_minor, overdue_interest_minor, overdue_late_interest_minor, overdue_fees_minor) from account"
        ) == "8000 1500 300 200")
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
    var generator = SplitMix(seed: seed)
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
