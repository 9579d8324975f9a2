import Contracts
import Ingestion
import Testing

@Suite("The order of what banks say")
struct SequenceTests {
  @Test("F7: statements shuffled over sequence leave the highest, and the others are stale")
  func shuffled() throws {
    let sequences = Array(1...50).shuffled()
    var ledger = Ledger()
    var stale = 0
    for sequence in sequences {
      let statement = try SampleAccount().with { ($0.sequence, $0.daysPastDue) = (sequence, sequence) }.statement()
      if try ledger.take(statement).outcome == .stale { stale += 1 }
    }
    #expect(ledger.only?.stated.daysPastDue == 50, "order \(sequences)")
    #expect(ledger.only?.sequence == 50)
    #expect(Int64(50 - stale) == ledger.only?.version)
  }

  @Test("F6: the same statement again changes nothing and publishes nothing")
  func duplicate() throws {
    var ledger = Ledger()
    let statement = try SampleAccount().statement(eventID: "e1")
    #expect(try ledger.take(statement).settlement.accountEvents.count == 1)
    let again = try ledger.take(statement)
    #expect(again.outcome == .duplicate)
    #expect(again.settlement.accountEvents.isEmpty && again.settlement.debtorEvents.isEmpty && again.settlement.accounts.isEmpty)
  }

  @Test("F6: the same sequence or the same id with another body is a conflict")
  func conflict() throws {
    var ledger = Ledger()
    try ledger.take(try SampleAccount().statement(eventID: "e1"))
    let changed = SampleAccount().with { $0.daysPastDue = 99 }
    guard case .rejected(let bySequence) = try ledger.take(try changed.statement(eventID: "e2")).outcome else {
      Issue.record("the second body was taken")
      return
    }
    #expect(bySequence.code == .conflict && bySequence.field == "sequence")
    guard case .rejected(let byID) = try ledger.take(try changed.with { $0.sequence = 2 }.statement(eventID: "e1")).outcome else {
      Issue.record("the second body was taken")
      return
    }
    #expect(byID.code == .conflict && byID.field == "id")
    #expect(ledger.only?.stated.daysPastDue == 35)
  }

  @Test("A statement with the content of the last one raises the sequence and publishes nothing")
  func sameContent() throws {
    var ledger = Ledger()
    try ledger.take(try SampleAccount().statement())
    let again = try ledger.take(try SampleAccount().with { $0.sequence = 2 }.statement())
    #expect(again.outcome == .updated)
    #expect(again.settlement.accounts.map(\.sequence) == [2])
    #expect(again.settlement.accountEvents.isEmpty && again.settlement.debtorEvents.isEmpty)
  }

  @Test("Each type of event moves the status, and balances alone do not wake a paused account")
  func statuses() throws {
    var ledger = Ledger()
    var sequence = 0
    func status(_ kind: StatementKind, overdue: String = "100.00") throws -> AccountStatus? {
      sequence += 1
      let sample = SampleAccount().with { ($0.sequence, $0.overdue) = (sequence, #"{"total":"\#(overdue)"}"#) }
      try ledger.take(try sample.statement(kind))
      return ledger.only?.status
    }
    #expect(try status(.delinquent) == .active)
    #expect(try status(.paused) == .paused)
    #expect(try status(.balanceChanged) == .paused)
    #expect(try status(.resumed) == .active)
    #expect(try status(.balanceChanged, overdue: "0.00") == .cured)
    #expect(try status(.bucketChanged) == .active)
    #expect(try status(.chargedOff) == .chargedOff)
    #expect(try status(.closed) == .closed)
    #expect(try status(.balanceChanged) == .closed)
  }

  @Test("V25: an account before its due date is worked although nothing is overdue")
  func preventive() throws {
    var ledger = Ledger()
    let sample = SampleAccount().with {
      ($0.overdue, $0.daysPastDue, $0.extra) = (#"{"total":"0.00"}"#, -3, #""next_due":{"date":"2026-11-25","amount":"50.00"}"#)
    }
    try ledger.take(try sample.statement())
    #expect(ledger.only?.status == .active)
  }

  @Test("C08: what the bank calls its customer is an attribute, which stays until it is said anew")
  func customerStatus() throws {
    var ledger = Ledger()
    func take(_ sequence: Int, _ status: String?, _ attributes: String?) throws -> [String: String]? {
      let extra = attributes.map { #""attributes":\#($0)"# } ?? ""
      let json = SampleAccount().with { ($0.sequence, $0.daysPastDue, $0.extra) = (sequence, sequence, extra) }.json
      let said = status.map { json.replacing(#""debtor":{"#, with: #""debtor":{"status":"\#($0)","#) } ?? json
      try ledger.take(try Samples.statement(said))
      return ledger.only?.attributes
    }
    #expect(try take(1, "vip", #"{"job":"nurse"}"#) == ["job": "nurse", "customer_status": "vip"])
    #expect(try take(2, nil, #"{"job":"teacher"}"#) == ["job": "teacher", "customer_status": "vip"])
    #expect(try take(3, "normal", nil)?["customer_status"] == "normal")
  }

  @Test("An event about an unknown account that does not bring it is refused")
  func unknownAccount() throws {
    var ledger = Ledger()
    let json = #"{"creditor_id":"andes","account_number":"0001","sequence":2,"business_date":"2026-11-22"}"#
    guard case .rejected(let error) = try ledger.take(try Samples.statement(json, .paused)).outcome else {
      Issue.record("the account was started")
      return
    }
    #expect(error.code == .accountUnknown)
  }
}
