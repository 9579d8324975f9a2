import Contracts
import Ingestion
import ServiceKit

/// What tests say about accounts and payments, as banks write it.
enum Samples {
  static let now = Instant(milliseconds: 1_795_363_200_000)  // 2026-11-22T16:00:00Z
  static let today = now.dateInUTC
  static let clock = WallClock { now }
  static let naming = Naming { try NamedUUID.make($0, $1) }

  static func date(_ text: String) -> CalendarDate { CalendarDate(text) ?? CalendarDate(daysSince1970: 0) }
}

/// The body of an account event; what a test is about is set, the rest is plausible.
struct SampleAccount {
  var creditor = "andes"
  var number = "0001"
  var currency = "PEN"
  var sequence: Int? = 1
  var businessDate = "2026-11-22"
  var idType = "DNI"
  var idNumber = "40123456"
  var fullName = "Rosa Quispe"
  var overdue = #"{"principal":"80.00","interest":"15.00","late_interest":"3.00","fees":"2.00","total":"100.00"}"#
  var totalDue = "500.00"
  var daysPastDue = 35
  var addresses: String? = #"[{"kind":"home","lines":"Av. Arequipa 1234","district":"Lince","city":"Lima","country":"PE"}]"#
  var contacts: String? = #"[{"channel":"call","value":"999888777","quality":"good"}]"#
  /// Further members, as JSON without braces.
  var extra = ""

  var json: String {
    var members = [
      #""creditor_id":"\#(creditor)","account_number":"\#(number)","product_type":"loan","currency":"\#(currency)""#,
      #""debtor":{"id_type":"\#(idType)","id_number":"\#(idNumber)","full_name":"\#(fullName)"}"#,
      #""balances":{"overdue":\#(overdue),"total_due":"\#(totalDue)"},"days_past_due":\#(daysPastDue)"#,
      #""business_date":"\#(businessDate)""#,
    ]
    if let sequence { members.append(#""sequence":\#(sequence)"#) }
    if let addresses { members.append(#""addresses":\#(addresses)"#) }
    if let contacts { members.append(#""contacts":\#(contacts)"#) }
    if !extra.isEmpty { members.append(extra) }
    return "{\(members.joined(separator: ","))}"
  }

  var bytes: [UInt8] { Array(json.utf8) }

  func statement(_ kind: StatementKind = .delinquent, eventID: String? = nil) throws -> AccountStatement {
    try Samples.statement(json, kind, eventID: eventID)
  }

  func with(_ change: (inout SampleAccount) -> Void) -> SampleAccount {
    var copy = self
    change(&copy)
    return copy
  }
}

/// The body of a payment event.
struct SamplePayment {
  var creditor = "andes"
  var number = "0001"
  var id = "P-1"
  var amount = "40.00"
  var valueDate = "2026-11-22"
  var postedAt = "2026-11-22T15:00:00Z"
  var extra = ""

  var json: String {
    let tail = extra.isEmpty ? "" : "," + extra
    return #"{"payment_id":"\#(id)","creditor_id":"\#(creditor)","account_number":"\#(number)","amount":"\#(amount)","#
      + #""value_date":"\#(valueDate)","posted_at":"\#(postedAt)"\#(tail)}"#
  }

  var bytes: [UInt8] { Array(json.utf8) }

  func notice(_ kind: PaymentKind = .posted) throws -> PaymentNotice {
    let object = try JSONDocument(bytes).root.object()
    return try PaymentReader(naming: Samples.naming, today: Samples.today)
      .read(object, kind: kind, source: .event, bodyHash: ContentHash(of: bytes))
  }

  func report(_ kind: PaymentKind = .posted) throws -> PaymentReport { try Samples.report(json, kind) }

  func with(_ change: (inout SamplePayment) -> Void) -> SamplePayment {
    var copy = self
    change(&copy)
    return copy
  }
}

extension Samples {
  static func report(_ json: String, _ kind: PaymentKind = .posted, source: StatementSource = .event) throws -> PaymentReport {
    let bytes = Array(json.utf8)
    return try PaymentReader(naming: naming, today: today)
      .report(try JSONDocument(bytes).root.object(), kind: kind, source: source, bodyHash: ContentHash(of: bytes))
  }

  static func statement(_ json: String, _ kind: StatementKind = .delinquent, eventID: String? = nil) throws -> AccountStatement {
    let bytes = Array(json.utf8)
    return try StatementReader(naming: naming, today: today)
      .read(try JSONDocument(bytes).root.object(), kind: kind, source: .event, eventID: eventID, bodyHash: ContentHash(of: bytes))
  }

  /// Why a text cannot be used as an account event; `nil` when it can.
  static func refusal(_ json: String, _ kind: StatementKind = .delinquent) -> RecordError? {
    do {
      _ = try statement(json, kind)
      return nil
    } catch {
      return error as? RecordError
    }
  }
}

/// A portfolio in memory that lives through several batches, as the database makes it live.
struct Ledger {
  private(set) var accounts: [AccountID: Account] = [:]
  private(set) var debtors: [DebtorID: Debtor] = [:]
  private var profiles: [AccountID: Profile] = [:]
  private var payments: [PaymentKey: Payment] = [:]
  private(set) var waiting: [PaymentKey: WaitingPayment] = [:]
  private(set) var divided: [PaymentKey: DividedPayment] = [:]

  @discardableResult
  mutating func take(_ statements: [AccountStatement]) throws -> (outcomes: [Outcome], settlement: Settlement) {
    var portfolio = open()
    let outcomes = statements.map { portfolio.apply($0) }
    return (outcomes, try close(&portfolio))
  }

  @discardableResult
  mutating func take(_ statement: AccountStatement) throws -> (outcome: Outcome, settlement: Settlement) {
    let (outcomes, settlement) = try take([statement])
    return (outcomes[0], settlement)
  }

  @discardableResult
  mutating func pay(_ notice: PaymentNotice) throws -> (outcome: Outcome, settlement: Settlement) {
    var portfolio = open()
    let outcome = portfolio.apply(notice, origin: "test")
    return (outcome, try close(&portfolio))
  }

  @discardableResult
  mutating func pay(_ report: PaymentReport) throws -> (outcome: Outcome, settlement: Settlement) {
    var portfolio = open()
    let outcome = portfolio.apply(report, origin: "test")
    return (outcome, try close(&portfolio))
  }

  var only: Account? { accounts.count == 1 ? accounts.values.first : nil }

  private func open() -> Portfolio {
    var portfolio = Portfolio(naming: Samples.naming, now: Samples.now)
    for account in accounts.values { portfolio.load(account) }
    for debtor in debtors.values { portfolio.load(debtor) }
    for profile in profiles.values { portfolio.load(profile) }
    for payment in payments.values { portfolio.load(payment) }
    for payment in waiting.values { portfolio.load(payment) }
    for payment in divided.values { portfolio.load(payment) }
    portfolio.load(movements: payments.values.sorted { $0.effectiveDate < $1.effectiveDate })
    return portfolio
  }

  private mutating func close(_ portfolio: inout Portfolio) throws -> Settlement {
    let settlement = try portfolio.settled()
    for account in settlement.accounts { accounts[account.accountID] = account }
    for debtor in settlement.debtors { debtors[debtor.debtorID] = debtor }
    for profile in settlement.profiles { profiles[profile.accountID] = profile }
    for var payment in settlement.newPayments + settlement.changedPayments {
      payment.isNew = false
      payment.isChanged = false
      payments[payment.key] = payment
    }
    for payment in settlement.nowWaiting { waiting[payment.key] = payment }
    for key in settlement.noLongerWaiting { waiting[key] = nil }
    for payment in settlement.dividedPayments { divided[payment.head.key] = payment }
    return settlement
  }
}
