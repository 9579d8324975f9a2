package import ContactRules
package import Contracts

/// All that is known about visiting one debtor.
package struct VisitCase: Sendable, Equatable {
  package var debtor: VisitDebtor
  /// Open visit tasks.
  package var tasks: [VisitTask]
  /// Every known account of the debtor.
  package var accounts: [AccountID: VisitAccount]
  /// The latest visits, in any order.
  package var visits: [PastVisit]
  /// What was sent to the debtor, through any channel.
  package var messages: [PriorContact] = []
  /// Why tasks of the debtor's stops are closed; only filled in when a plan is reviewed.
  package var closed: [TaskID: TaskCloseReason]
  /// What a person decided about the visit on the date that is looked at.
  package var pin: VisitPin?

  package init(
    debtor: VisitDebtor, tasks: [VisitTask], accounts: [AccountID: VisitAccount], visits: [PastVisit] = [],
    closed: [TaskID: TaskCloseReason] = [:]
  ) {
    self.debtor = debtor
    self.tasks = tasks
    self.accounts = accounts
    self.visits = visits
    self.closed = closed
  }

  /// Adds what is known to keep the debtor's accounts from being worked.
  package mutating func restrict(_ restrictions: [Restriction]) {
    for accountID in accounts.keys {
      var flags = AccountFlags()
      flags.formUnion(restrictions, of: accountID)
      accounts[accountID]?.flags.formUnion(ContactFlags(flags))
    }
  }

  /// Whether the account is worked and something is overdue on it. An account that is not known yet counts as owed.
  package func isOwed(_ accountID: AccountID) -> Bool {
    accounts[accountID].map { $0.isWorked && $0.overdueMinor > 0 } ?? true
  }
}

/// The debtor, as far as a visit is concerned.
package struct VisitDebtor: Sendable, Equatable {
  package var debtorID: DebtorID
  package var country: String
  package var timeZone: String
  package var place: VisitPlace?
  /// `nil` when the debtor was never asked about visits.
  package var visitConsent: Bool?
  package var collectorID: StaffID?
  /// A person chose the collector.
  package var isOwnerFixed: Bool

  package init(
    debtorID: DebtorID, country: String, timeZone: String, place: VisitPlace?, visitConsent: Bool? = nil, collectorID: StaffID? = nil,
    isOwnerFixed: Bool = false
  ) {
    self.debtorID = debtorID
    self.country = country
    self.timeZone = timeZone
    self.place = place
    self.visitConsent = visitConsent
    self.collectorID = collectorID
    self.isOwnerFixed = isOwnerFixed
  }
}

/// Where a debtor is visited.
package struct VisitPlace: Sendable, Equatable {
  package var addressID: AddressID
  package var kind: AddressKind
  package var country: String
  package var state: String?
  package var location: Coordinate

  package init(addressID: AddressID, kind: AddressKind, country: String, state: String? = nil, location: Coordinate) {
    self.addressID = addressID
    self.kind = kind
    self.country = country
    self.state = state
    self.location = location
  }

  /// The order in which located addresses are preferred.
  private static let preference: [AddressKind] = [.home, .business, .other, .work]

  /// The located address that a visit goes to: the home if it is located, then the other kinds. `nil` when nothing is located.
  package init?(among addresses: [DebtorAddress]) {
    for kind in Self.preference {
      for address in addresses where address.kind == kind {
        guard let location = address.location else { continue }
        self.init(addressID: address.addressID, kind: kind, country: address.country, state: address.state, location: location)
        return
      }
    }
    return nil
  }
}

/// An open visit task.
package struct VisitTask: Sendable, Equatable {
  package var taskID: TaskID
  package var accountID: AccountID
  package var creditorID: CreditorID?
  /// 0 to 1000.
  package var priority: Int
  package var amountMinor: Int64
  package var currency: Currency
  package var daysPastDue: Int
  package var dueOn: CalendarDate
  package var expiresOn: CalendarDate
  package var segmentIDs: [SegmentID]

  package init(
    taskID: TaskID, accountID: AccountID, creditorID: CreditorID? = nil, priority: Int, amountMinor: Int64, currency: Currency,
    daysPastDue: Int, dueOn: CalendarDate, expiresOn: CalendarDate, segmentIDs: [SegmentID] = []
  ) {
    self.taskID = taskID
    self.accountID = accountID
    self.creditorID = creditorID
    self.priority = priority
    self.amountMinor = amountMinor
    self.currency = currency
    self.daysPastDue = daysPastDue
    self.dueOn = dueOn
    self.expiresOn = expiresOn
    self.segmentIDs = segmentIDs
  }
}

/// What the law asks about an account, and whether anything is owed on it.
package struct VisitAccount: Sendable, Equatable {
  /// `nil` until the account's own state is known; then no exception for a product applies.
  package var product: ProductType?
  package var flags: ContactFlags
  package var visitAuthorised: Bool
  package var isWorked: Bool
  package var overdueMinor: Int64

  package init(product: ProductType?, flags: ContactFlags = [], visitAuthorised: Bool = false, isWorked: Bool = true, overdueMinor: Int64) {
    self.product = product
    self.flags = flags
    self.visitAuthorised = visitAuthorised
    self.isWorked = isWorked
    self.overdueMinor = overdueMinor
  }
}

/// A visit that took place.
package struct PastVisit: Sendable, Equatable {
  package var date: CalendarDate
  package var at: Instant
  /// The debtor was met in person.
  package var reached: Bool

  package init(date: CalendarDate, at: Instant, reached: Bool) {
    self.date = date
    self.at = at
    self.reached = reached
  }
}
