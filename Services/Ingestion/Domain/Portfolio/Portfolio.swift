package import Contracts

/// The accounts and debtors that a batch is about, and what the batch makes of them.
///
/// Everything that changes a debtor happens here, whether an event, a file or a payment asks for it. A Store loads it under row locks and
/// writes back what `settled` answers.
package struct Portfolio {
  let naming: Naming
  let today: CalendarDate
  let now: Instant
  /// How payments are used up.
  package var allocation = AllocationPolicy()
  var accounts: [AccountID: Holding] = [:]
  var debtors: [DebtorID: Debtor] = [:]
  var accountsOf: [DebtorID: [AccountID]] = [:]
  var profiles: [AccountID: Profile] = [:]
  var payments: [PaymentKey: Payment] = [:]
  var waiting: [PaymentKey: WaitingPayment] = [:]
  var divided: [PaymentKey: DividedPayment] = [:]
  var supplements: [DebtorID: [SupplementID: Supplement]] = [:]
  var consents: [DebtorID: [Consent]] = [:]
  /// Payments of the loaded accounts that a statement of the batch does not know yet.
  var movements: [AccountID: [Payment]] = [:]

  var touchedDebtors: Set<DebtorID> = []
  var touchedAccounts: Set<AccountID> = []
  var reprofiledDebtors: Set<DebtorID> = []
  var reprofiledAccounts: Set<AccountID> = []
  var nowWaiting: Set<PaymentKey> = []
  var noLongerWaiting: Set<PaymentKey> = []
  var changedDivided: Set<PaymentKey> = []
  var saidSupplements: Set<SupplementID> = []
  var withdrawnSupplements: Set<SupplementID> = []
  var newConsents: [Consent] = []
  /// Debtors that became another one here; `nil` for one that no longer is.
  var merges: [DebtorID: DebtorID?] = [:]
  /// Debtors who are forgotten here.
  var erased: Set<DebtorID> = []
  var recorded: [PaymentRecorded] = []
  var lateRejects: [LateReject] = []

  /// An account as it was loaded and as it is now. A class, since an account is large and moves about in the dictionary otherwise; for
  /// the same reason a portfolio is used once and not copied.
  final class Holding {
    let before: Account?
    var now: Account

    init(before: Account?, now: Account) {
      self.before = before
      self.now = now
    }
  }

  package init(naming: Naming, now: Instant) {
    self.naming = naming
    self.now = now
    today = now.dateInUTC
  }

  package mutating func load(_ account: Account) {
    accounts[account.accountID] = Holding(before: account, now: account)
    accountsOf[account.debtorID, default: []].append(account.accountID)
  }

  package mutating func load(_ debtor: Debtor) { debtors[debtor.debtorID] = debtor }
  package mutating func load(_ profile: Profile) { profiles[profile.accountID] = profile }
  package mutating func load(_ supplement: Supplement) {
    supplements[supplement.debtorID, default: [:]][supplement.supplementID] = supplement
  }
  package mutating func load(_ consent: Consent) { consents[consent.debtorID, default: []].append(consent) }
  package mutating func load(_ payment: Payment) { payments[payment.key] = payment }
  package mutating func load(_ payment: WaitingPayment) { waiting[payment.key] = payment }
  package mutating func load(_ payment: DividedPayment) { divided[payment.head.key] = payment }

  /// - Parameter payments: in the order of their effective dates.
  package mutating func load(movements payments: [Payment]) {
    for payment in payments { movements[payment.accountID, default: []].append(payment) }
  }

  package var allAccounts: Set<AccountID> { Set(accounts.keys) }
  package func debtor(_ id: DebtorID) -> Debtor? { debtors[id] }
  package func account(_ id: AccountID) -> Account? { accounts[id]?.now }

  /// The debtor that a document stands for: another one when the two were merged.
  func canonical(_ id: DebtorID) -> DebtorID {
    if let changed = merges[id] { return changed ?? id }
    return debtors[id]?.mergedInto ?? id
  }

  /// What is overdue over the debtor's worked accounts in one currency.
  func overdue(of debtor: DebtorID, in currency: Currency) -> Int64 {
    var sum: Int64 = 0
    for id in accountsOf[debtor] ?? [] {
      guard let account = accounts[id]?.now, account.currency == currency, account.status.isWorked else { continue }
      sum += account.overdue.total
    }
    return sum
  }
}

/// A waiting payment that turned out unusable when its account arrived.
package struct LateReject: Sendable, Equatable {
  /// Where it came from.
  package let origin: String
  package let error: RecordError
}

/// How a statement or a payment ended.
package enum Outcome: Equatable, Sendable {
  case created
  case updated
  /// Said before: nothing changed.
  case duplicate
  /// Older than what is known: nothing changed.
  case stale
  /// Waits for its account or its payment.
  case waits
  case rejected(RecordError)
}
