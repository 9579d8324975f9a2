import Contracts
import Ingestion
import Messaging
import Postgres
import TestSupport
import Testing

/// One payment over several accounts, and what takes it back.
@Suite("X22: payments over several accounts")
struct DividedPaymentTests {
  /// Three accounts of one debtor, with 100.00 overdue each: 80 principal, 15 interest, 3 late interest, 2 fees.
  private func ledger(_ numbers: [String] = ["0001", "0002", "0003"]) throws -> Ledger {
    var ledger = Ledger()
    try ledger.take(try numbers.map { number in try SampleAccount().with { $0.number = number }.statement() })
    return ledger
  }

  private func payment(
    _ parts: [(String, String)], id: String = "P-1", total: String? = nil, extra: String = ""
  ) throws -> PaymentReport {
    try Samples.report(json(parts, id: id, total: total, extra: extra))
  }

  private func json(_ parts: [(String, String)], id: String = "P-1", total: String? = nil, extra: String = "") -> String {
    let accounts = parts.map { #"{"account_number":"\#($0.0)","amount":"\#($0.1)"}"# }.joined(separator: ",")
    let amount = total.map { #","amount":"\#($0)""# } ?? ""
    return #"{"payment_id":"\#(id)","creditor_id":"andes","accounts":[\#(accounts)],"value_date":"2026-11-22","#
      + #""posted_at":"2026-11-22T15:00:00Z"\#(amount)\#(extra)}"#
  }

  private func reversal(id: String = "R-1", of payment: String = "P-1", extra: String = "") throws -> PaymentReport {
    try Samples.report(
      #"{"payment_id":"\#(id)","creditor_id":"andes","reversal_of":"\#(payment)","value_date":"2026-11-22","posted_at":"2026-11-22T16:00:00Z"\#(extra)}"#,
      .reversed)
  }

  private static let total: SQL = """
    select sum(overdue_principal_minor + overdue_interest_minor + overdue_late_interest_minor + overdue_fees_minor)::text from account
    """

  private func overdue(_ ledger: Ledger) -> [String: Int64] {
    ledger.accounts.values.reduce(into: [:]) { $0[$1.accountNumber] = $1.overdue.total }
  }

  private func code(_ body: () throws -> Outcome) -> RejectCode? {
    do {
      guard case .rejected(let error) = try body() else { return nil }
      return error.code
    } catch {
      return (error as? RecordError)?.code
    }
  }

  @Test("X22: one payment lowers each account that it names by its part, each once, in the order of the account's state")
  func allocation() throws {
    var ledger = try ledger()
    let (outcome, settlement) = try ledger.pay(payment([("0001", "60.00"), ("0003", "4.00")], total: "64.00"))
    #expect(outcome == .created)
    #expect(overdue(ledger) == ["0001": 4_000, "0002": 10_000, "0003": 9_600])
    // Fees 2, then 2 of late interest.
    #expect(
      ledger.accounts.values.first { $0.accountNumber == "0003" }?.overdue
        == OverdueBalances(principal: 8_000, interest: 1_500, lateInterest: 100))
    let events = settlement.paymentEvents
    #expect(events.map(\.amountMinor) == [6_000, 400])
    #expect(events.map(\.partOf) == [PaymentID("P-1"), PaymentID("P-1")])
    #expect(events.map(\.paymentID.rawValue) == events.map { "P-1/\($0.accountID)" })
    #expect(events.last?.debtorOverdueMinor == 23_600)
    #expect(settlement.debtorEvents.first?.totals.first?.overdueMinor == 23_600)
  }

  @Test(
    "X22: a reversal undoes all, whether it names no account, all of them, or one after the other; nothing can be taken back twice",
    arguments: ["none", "all", "single"])
  func reversals(_ form: String) throws {
    var ledger = try ledger()
    let before = ledger.accounts.mapValues(\.overdue)
    try ledger.pay(payment([("0001", "60.00"), ("0002", "100.00"), ("0003", "4.00")]))
    #expect(overdue(ledger) == ["0001": 4_000, "0002": 0, "0003": 9_600])
    let parts = [("0001", "60.00"), ("0002", "100.00"), ("0003", "4.00")]
    let reports: [PaymentReport] =
      switch form {
      case "none": [try reversal(extra: #","amount":"164.00""#)]
      case "all": [try payment(parts, id: "R-1", extra: #","reversal_of":"P-1""#)]
      default: try parts.map { try reversal(id: "R-\($0.0)", extra: #","account_number":"\#($0.0)","amount":"\#($0.1)""#) }
      }
    for report in reports {
      let (outcome, settlement) = try ledger.pay(report)
      #expect(outcome == .created)
      #expect(settlement.paymentEvents.allSatisfy { $0.reversalOf?.rawValue == "P-1/\($0.accountID)" && $0.kind == .reversed })
    }
    #expect(ledger.accounts.mapValues(\.overdue) == before)
    for report in reports { #expect(try ledger.pay(report).outcome == .duplicate) }
    #expect(code { try ledger.pay(reversal(id: "R-9")).outcome } == .reversalExceedsPayment)
    #expect(code { try ledger.pay(reversal(id: "R-8", of: "R-1")).outcome } != nil || form == "single")
    #expect(ledger.accounts.mapValues(\.overdue) == before)
  }

  @Test("X22: a reversal of all also takes back a payment of one account, and one that comes first waits for its payment")
  func early() throws {
    for parts in [[("0001", "60.00"), ("0002", "10.00")], [("0002", "10.00")]] {
      var ledger = try ledger()
      let before = ledger.accounts.mapValues(\.overdue)
      #expect(try ledger.pay(reversal()).outcome == .waits)
      #expect(try ledger.pay(reversal()).outcome == .duplicate)
      let (outcome, settlement) = try ledger.pay(payment(parts))
      #expect(outcome == .created)
      #expect(settlement.paymentEvents.map(\.kind) == parts.map { _ in .posted } + parts.map { _ in .reversed })
      #expect(ledger.accounts.mapValues(\.overdue) == before)
      #expect(ledger.divided.values.allSatisfy { !$0.isWaiting })
    }
    var ledger = try ledger()
    let before = ledger.accounts.mapValues(\.overdue)
    try ledger.pay(reversal())
    try ledger.pay(try SamplePayment().report())
    #expect(ledger.accounts.mapValues(\.overdue) == before)
    try ledger.pay(try SamplePayment(id: "P-2").report())
    #expect(try ledger.pay(reversal(id: "R-2", of: "P-2")).outcome == .created)
    #expect(ledger.accounts.mapValues(\.overdue) == before)
  }

  @Test("X22: a part whose account is not known waits alone, and so does its part of the reversal; with the account both take place")
  func waitingPart() throws {
    var ledger = try ledger(["0001"])
    let (outcome, settlement) = try ledger.pay(payment([("0001", "60.00"), ("0002", "10.00")]))
    #expect(outcome == .created)
    #expect(settlement.paymentEvents.count == 1)
    #expect(ledger.waiting.count == 1)
    #expect(try ledger.pay(reversal()).outcome == .created)
    #expect(ledger.waiting.count == 2)
    #expect(ledger.only?.overdue.total == 10_000)
    let late = try ledger.take(try SampleAccount().with { $0.number = "0002" }.statement())
    #expect(late.settlement.paymentEvents.map(\.kind) == [.posted, .reversed])
    #expect(ledger.waiting.isEmpty)
    #expect(overdue(ledger) == ["0001": 10_000, "0002": 10_000])
  }

  @Test("X22: what cannot be applied whole is refused whole, with the part that is wrong, and changes nothing")
  func refusals() throws {
    var ledger = try ledger()
    #expect(code { try ledger.pay(payment([("0001", "1.00"), ("0001", "2.00")])).outcome } == .invalidValue)
    #expect(code { try ledger.pay(payment([("0001", "1.00"), ("0002", "2.00")], total: "3.01")).outcome } == .allocationMismatch)
    #expect(code { try ledger.pay(payment([])).outcome } == .missingField)
    #expect(code { try ledger.pay(payment([("0001", "1.00"), ("0002", "0")])).outcome } == .negativeAmount)
    #expect(code { try ledger.pay(payment([("0001", "1.00"), ("0002", "0.001")])).outcome } == .tooManyDecimals)
    let foreign = json([("0001", "1.00"), ("0002", "1.00")]).replacing(
      #"{"account_number":"0002""#, with: #"{"currency":"USD","account_number":"0002""#)
    guard case .rejected(let error) = try ledger.pay(try Samples.report(foreign)).outcome else {
      Issue.record("a part in another currency was taken")
      return
    }
    #expect((error.code, error.field) == (.currencyMismatch, "accounts[1].currency"))
    #expect(overdue(ledger) == ["0001": 10_000, "0002": 10_000, "0003": 10_000])
    try ledger.pay(payment([("0001", "1.00"), ("0002", "2.00")]))
    #expect(try ledger.pay(payment([("0001", "1.00"), ("0002", "2.00")])).outcome == .duplicate)
    #expect(code { try ledger.pay(payment([("0001", "1.00"), ("0003", "2.00")])).outcome } == .conflict)
    #expect(code { try ledger.pay(try SamplePayment().report()).outcome } == .conflict)
    // The same from another source counts once.
    let manual = try Samples.report(json([("0002", "2.00"), ("0001", "1.00")]), source: .manual)
    #expect(try ledger.pay(manual).outcome == .duplicate)
    #expect(overdue(ledger) == ["0001": 9_900, "0002": 9_800, "0003": 10_000])
  }

  @Test("X22, F7, I3: in whatever order payments over accounts and their reversals come, the balances are the same, to the minor unit")
  func anyOrder() throws {
    var random = SystemRandomNumberGenerator()
    let reports = [
      try payment([("0001", "31.07"), ("0002", "0.01")], id: "P-1"), try payment([("0002", "77.00"), ("0003", "12.34")], id: "P-2"),
      try payment([("0003", "40.00"), ("0001", "5.55")], id: "P-3"), try reversal(id: "R-1", of: "P-1"), try reversal(id: "R-3", of: "P-3"),
      try payment([("0002", "7.00")], id: "R-2", extra: #","reversal_of":"P-2""#),
    ]
    for _ in 0..<60 {
      var ledger = try ledger()
      let order = reports.shuffled(using: &random)
      for report in order { try ledger.pay(report) }
      let ids = order.map(\.head.paymentID.rawValue)
      #expect(overdue(ledger) == ["0001": 10_000, "0002": 3_000, "0003": 8_766], "\(ids)")
      #expect(ledger.waiting.isEmpty, "\(ids)")
    }
  }

  @Test("X22: written to the database and read again, a payment over accounts and its reversal have their effect once, whoever comes first")
  func stored() async throws {
    try await withIngestion { service in
      try await service.take(try SampleAccount().statement(), try SampleAccount().with { $0.number = "0002" }.statement())
      let pay = try payment([("0001", "60.00"), ("0002", "10.00"), ("0009", "1.00")])
      #expect(try await service.pay([try reversal()]) == [.waits])
      #expect(try await service.pay([pay, pay]) == [.created, .duplicate])
      #expect(try await service.pay([pay, try reversal()]) == [.duplicate, .duplicate])
      #expect(try await service.count("payment_waiting") == 2)
      #expect(try await service.text("select count(*)::text from payment where part_of = 'P-1'") == "2")
      try await service.take(try SampleAccount().with { $0.number = "0009" }.statement())
      #expect(try await service.count("payment_waiting") == 0)
      #expect(try await service.text(Self.total) == "30000")
      let recorded = try await service.published(PaymentRecorded.self)
      #expect(recorded.count == 6)
      #expect(recorded.filter { $0.kind == .reversed }.allSatisfy { $0.reversalOf?.rawValue == "P-1/\($0.accountID)" })
      // At the same time, on several connections.
      let second = try payment([("0001", "20.00"), ("0002", "5.00")], id: "P-5")
      let back = try reversal(id: "R-5", of: "P-5")
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        for report in [second, back, second, back] { tasks.addTask { try await service.pay([report]) } }
        try await tasks.waitForAll()
      }
      #expect(try await service.text(Self.total) == "30000")
      #expect(try await service.text("select count(*)::text from payment_divided where waits") == "0")
    }
  }
}
