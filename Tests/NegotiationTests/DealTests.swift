import Negotiation
import TestSupport
import Testing

@Suite("Waivers and fees")
struct DealTests {
  private func example(_ condition: Waiver.Condition) throws -> Waiver {
    try Waiver(
      of: DebtAmounts(principal: 800_000, interest: 120_000, lateInterest: 60_000, fees: 20_000),
      shares: [.principal: Rate("0.05"), .interest: Rate("0.4"), .lateInterest: Rate("1"), .fees: Rate("0.5")], condition: condition)
  }

  @Test("V46: the waiver is worked out by component: 842,000 stay, 158,000 or 15.80 % are waived")
  func byComponent() throws {
    let waiver = try example(.onCompletion)
    #expect(waiver.netMinor == 842_000)
    #expect(waiver.waived == DebtAmounts(principal: 40_000, interest: 48_000, lateInterest: 60_000, fees: 10_000))
    #expect(waiver.waivedBasisPoints == 1_580)
    #expect(throws: NegotiationProblem.self) { try Waiver(of: DebtAmounts(principal: 1), shares: [.principal: Rate("1.01")]) }
    #expect(throws: NegotiationProblem.self) { try Waiver(of: DebtAmounts(principal: -1), shares: [:]) }
  }

  @Test("V46: a waiver comes with completion or pro rata; on default the rest is owed again, and both parts are the whole")
  func conditional() throws {
    let late = try example(.onCompletion)
    #expect(late.earned(paid: 11, of: 12).total == 0)
    #expect(late.earned(paid: 12, of: 12).total == 158_000)
    #expect(late.returned(paid: 11, of: 12) == late.waived)
    let even = try example(.proRata)
    #expect(even.earned(paid: 3, of: 12) == DebtAmounts(principal: 10_000, interest: 12_000, lateInterest: 15_000, fees: 2_500))
    for paid in 0...7 { #expect(even.earned(paid: paid, of: 7).total + even.returned(paid: paid, of: 7).total == 158_000) }
  }

  @Test("V50: Chile's cap: 5, 10, 40, 50 and 80 UF allow 0.45, 0.90, 2.70, 3.30 and 4.20 UF, and nothing up to day 20")
  func chile() throws {
    let cap = try LegalFeeCap.chile()
    // One UF of 38,123.45 pesos; and one of 100 minor units, so that the answers read as hundredths of UF.
    for (uf, hundredths) in [(5, 45), (10, 90), (40, 270), (50, 330), (80, 420)] as [(Int64, Int64)] {
      #expect(try cap.maximum(on: uf * 100, daysPastDue: 21, unitHundredths: 10_000) == hundredths)
      #expect(try cap.maximum(on: uf * 100, daysPastDue: 20, unitHundredths: 10_000) == 0)
    }
    #expect(try cap.maximum(on: 38_123, daysPastDue: 30, unitHundredths: 3_812_345) == 3_431)
    #expect(throws: NegotiationProblem.self) { try cap.maximum(on: 1, daysPastDue: 30, unitHundredths: nil) }
  }

  @Test("V50: the fee is the lower of tiers and cap, by bucket, with VAT; it is never above the cap")
  func fee() throws {
    let tiers = try MarginalScale([.init(upTo: 1_000_000, rate: Rate("0.10")), .init(upTo: nil, rate: Rate("0.05"))])
    let schedule = FeeSchedule(
      base: .recovered, bearer: .debtor, buckets: [.init(fromDay: 1, tiers: tiers)], vat: try Rate("0.19"), cap: try .chile())
    let early = try schedule.fee(on: 1_500_000, daysPastDue: 20, unitHundredths: 3_812_345)
    #expect(early.totalMinor == 0)
    let fee = try schedule.fee(on: 1_500_000, daysPastDue: 45, unitHundredths: 3_812_345)
    // Tiers: 100,000 + 25,000; the cap: 9 % of 381,234.50 + 6 % of 1,118,765.50 = 101,437.035.
    #expect(fee == (try schedule.fee(on: 1_500_000, daysPastDue: 90, unitHundredths: 3_812_345)))
    #expect(fee.netMinor == 101_437 && fee.isCapped && fee.vatMinor == 19_273 && fee.totalMinor == 120_710)
    var uncapped = schedule
    uncapped.cap = nil
    #expect(try uncapped.fee(on: 1_500_000, daysPastDue: 45).netMinor == 125_000)
    #expect(try uncapped.fee(on: 1_500_000, daysPastDue: 0).netMinor == 0)
    var random = SplitMix(seed: 3)
    for _ in 0..<200 {
      let amount = Int64.random(in: 0...10_000_000, using: &random)
      let fee = try schedule.fee(on: amount, daysPastDue: 30, unitHundredths: 3_812_345)
      let cap = try LegalFeeCap.chile().maximum(on: amount, daysPastDue: 30, unitHundredths: 3_812_345)
      #expect(fee.netMinor <= cap)
    }
    #expect(throws: NegotiationProblem.self) { try MarginalScale([.init(upTo: 10, rate: .zero)]) }
    #expect(throws: NegotiationProblem.self) {
      try MarginalScale([.init(upTo: 10, rate: .zero), .init(upTo: 5, rate: .zero), .init(upTo: nil, rate: .zero)])
    }
  }
}
