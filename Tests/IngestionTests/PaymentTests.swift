import Contracts
import Ingestion
import Testing

@Suite("Payments and accounts")
struct PaymentTests {
  private func ledger() throws -> Ledger {
    var ledger = Ledger()
    try ledger.take(try SampleAccount().statement())
    return ledger
  }

  @Test("A payment lowers what is overdue, and tells the account, the debtor and the payment")
  func lowers() throws {
    var ledger = try ledger()
    let (outcome, settlement) = try ledger.pay(try SamplePayment().notice())
    #expect(outcome == .created)
    #expect(ledger.only?.overdue == OverdueBalances(principal: 6_000))
    #expect(settlement.accountEvents.map(\.version) == [2])
    #expect(settlement.accountEvents.map(\.lastPaymentMinor) == [4_000])
    #expect(settlement.debtorEvents.first?.totals.first?.overdueMinor == 6_000)
    #expect(settlement.paymentEvents.map(\.accountOverdueMinor) == [6_000])
    #expect(settlement.paymentEvents.map(\.debtorOverdueMinor) == [6_000])
  }

  @Test("An account whose overdue debt is paid is cured until the bank says otherwise")
  func cures() throws {
    var ledger = try ledger()
    let (_, settlement) = try ledger.pay(try SamplePayment(amount: "100.00").notice())
    #expect(settlement.accountEvents.map(\.status) == [.cured])
    #expect(settlement.accountEvents.map(\.daysPastDue) == [0])
    #expect(settlement.debtorEvents.first?.totals == [])
    try ledger.take(try SampleAccount().with { $0.sequence = 2 }.statement())
    #expect(ledger.only?.status == .active)
    #expect(ledger.only?.overdue.total == 10_000)
  }

  @Test("F6: the same payment again has no effect; the same id with another body is a conflict")
  func duplicates() throws {
    var ledger = try ledger()
    try ledger.pay(try SamplePayment().notice())
    let again = try ledger.pay(try SamplePayment().notice())
    #expect(again.outcome == .duplicate)
    #expect(again.settlement.paymentEvents.isEmpty && again.settlement.accountEvents.isEmpty)
    guard case .rejected(let error) = try ledger.pay(try SamplePayment(amount: "41.00").notice()).outcome else {
      Issue.record("the second body was taken")
      return
    }
    #expect(error.code == .conflict)
    #expect(ledger.only?.overdue.total == 6_000)
  }

  @Test("A payment that comes before its account waits, and is applied when the account arrives, whatever the order")
  func early() throws {
    var early = Ledger()
    #expect(try early.pay(try SamplePayment().notice()).outcome == .waits)
    #expect(try early.pay(try SamplePayment().notice()).outcome == .duplicate)
    #expect(early.waiting.count == 1)
    let (_, settlement) = try early.take(try SampleAccount().statement())
    #expect(settlement.paymentEvents.count == 1)
    #expect(settlement.accountEvents.map(\.version) == [1])
    #expect(early.waiting.isEmpty)
    var late = try ledger()
    try late.pay(try SamplePayment().notice())
    #expect(early.only?.overdue == late.only?.overdue)
    #expect(try early.pay(try SamplePayment().notice()).outcome == .duplicate)
  }

  @Test("A reversal gives back what its payment lowered, and one that comes first waits for it")
  func reversal() throws {
    var ledger = try ledger()
    let reversal = SamplePayment(id: "R-1", extra: #""reversal_of":"P-1""#)
    #expect(try ledger.pay(try reversal.notice(.reversed)).outcome == .waits)
    let (_, settlement) = try ledger.pay(try SamplePayment().notice())
    #expect(settlement.paymentEvents.map(\.kind) == [.posted, .reversed])
    #expect(ledger.only?.overdue == OverdueBalances(principal: 8_000, interest: 1_500, lateInterest: 300, fees: 200))
    #expect(ledger.only?.lastPayment == nil)
    #expect(ledger.waiting.isEmpty)
    #expect(try ledger.pay(try reversal.notice(.reversed)).outcome == .duplicate)
    guard case .rejected(let error) = try ledger.pay(try reversal.with { $0.id = "R-2" }.notice(.reversed)).outcome else {
      Issue.record("more was taken back than was paid")
      return
    }
    #expect(error.code == .reversalExceedsPayment)
  }

  @Test("Payment and reversal that both come before the account leave the debt as the bank says it")
  func earlyReversal() throws {
    var ledger = Ledger()
    try ledger.pay(try SamplePayment(id: "R-1", extra: #""reversal_of":"P-1""#).notice(.reversed))
    try ledger.pay(try SamplePayment().notice())
    let (_, settlement) = try ledger.take(try SampleAccount().statement())
    #expect(settlement.paymentEvents.map(\.kind) == [.posted, .reversed])
    #expect(ledger.only?.overdue.total == 10_000)
  }

  @Test("The next state from the bank with a business date on or after the payment replaces its effect")
  func replaced() throws {
    var ledger = try ledger()
    try ledger.pay(try SamplePayment().notice())
    try ledger.take(try SampleAccount().with { ($0.sequence, $0.overdue) = (2, #"{"total":"70.00"}"#) }.statement(.balanceChanged))
    #expect(ledger.only?.overdue.total == 7_000)
  }

  @Test("A state that is older than the payment is lowered by it again")
  func olderState() throws {
    var ledger = Ledger()
    try ledger.take(try SampleAccount().with { $0.businessDate = "2026-11-20" }.statement())
    try ledger.pay(try SamplePayment().notice())
    let sample = SampleAccount().with { ($0.sequence, $0.businessDate, $0.overdue) = (2, "2026-11-21", #"{"total":"120.00"}"#) }
    try ledger.take(try sample.statement(.balanceChanged))
    #expect(ledger.only?.overdue.total == 8_000)
  }

  @Test("A payment that the bank's state contains already is recorded and lowers nothing")
  func contained() throws {
    var ledger = try ledger()
    let (outcome, settlement) = try ledger.pay(try SamplePayment(valueDate: "2026-11-20").notice())
    #expect(outcome == .created)
    #expect(settlement.paymentEvents.count == 1)
    #expect(settlement.accountEvents.isEmpty)
    #expect(ledger.only?.overdue.total == 10_000)
  }

  @Test("An amount without a currency is read in the account's, and refused with more decimals than it has")
  func decimals() throws {
    var ledger = Ledger()
    let pesos = SampleAccount().with { ($0.currency, $0.overdue, $0.totalDue, $0.idType) = ("COP", #"{"total":"150000"}"#, "200000", "CC") }
    try ledger.take(try pesos.statement())
    guard case .rejected(let error) = try ledger.pay(try SamplePayment(amount: "10.50").notice()).outcome else {
      Issue.record("half a peso was taken")
      return
    }
    #expect(error.code == .tooManyDecimals && error.field == "amount")
    #expect(try ledger.pay(try SamplePayment(id: "P-2", amount: "50000").notice()).outcome == .created)
    #expect(ledger.only?.overdue.total == 100_000)
  }
}
