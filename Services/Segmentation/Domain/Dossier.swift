package import Contracts

/// What segmentation keeps of a debtor: no name, no address line, no contact value.
package struct DebtorFacts: Equatable, Sendable {
  package var debtorID: DebtorID
  package var country: String
  package var timeZone: String
  package var language: String
  package var personType: PersonType
  package var birthDate: CalendarDate?
  package var state: String?
  package var city: String?
  package var district: String?
  package var hasEmail: Bool
  /// What the debtor said about channels; empty where it is not asked for.
  package var consents: [ContactChannel: Bool]
  package var version: Int64

  package init(
    debtorID: DebtorID, country: String, timeZone: String, language: String, personType: PersonType, birthDate: CalendarDate?,
    state: String?, city: String?, district: String?, hasEmail: Bool, consents: [ContactChannel: Bool] = [:], version: Int64
  ) {
    self.debtorID = debtorID
    self.country = country
    self.timeZone = timeZone
    self.language = language
    self.personType = personType
    self.birthDate = birthDate
    self.state = state
    self.city = city
    self.district = district
    self.hasEmail = hasEmail
    self.consents = consents
    self.version = version
  }

  /// Residence is the home address, or the first one when no home is known.
  package init(_ event: DebtorUpdated) {
    let home = event.addresses.first { $0.kind == .home } ?? event.addresses.first
    self.init(
      debtorID: event.debtorID, country: event.country, timeZone: event.timeZone, language: event.language,
      personType: event.personType, birthDate: event.birthDate, state: home?.state, city: home?.city, district: home?.district,
      hasEmail: event.contacts.contains { $0.channel == .email && $0.quality != "bad" && $0.consentGranted != false },
      consents: ContactChannel.allCases.reduce(into: [:]) { $0[$1] = event.consent(to: $1) },
      version: event.version)
  }
}

/// What the newest payment of an account says about it.
package struct PaymentMark: Equatable, Sendable {
  package var overdueMinor: Int64
  package var recordedAt: Instant

  package init(overdueMinor: Int64, recordedAt: Instant) {
    self.overdueMinor = overdueMinor
    self.recordedAt = recordedAt
  }
}

/// What the visits and promises of an account add up to.
package struct AccountHistory: Equatable, Sendable {
  package var visits = 0
  package var rightPartyContacts = 0
  package var lastVisitAt: Instant?
  /// Tasks that a visit named as done, or that somebody said are.
  package var finishedTasks: Set<TaskID> = []
  /// The latest due date among active promises.
  package var promiseDueOn: CalendarDate?
  /// When the last of the active promises is judged; `nil` also for those of which it is not known.
  package var promiseOpenUntil: Instant?
  package var promiseKeptAt: Instant?
  package var promiseBrokenAt: Instant?
  package var brokenPromises = 0
  package var keptPromises = 0
  /// The debtor keeps to an agreement: it is active, and no instalment is overdue.
  package var keepsAgreement = false
  /// When the last agreement was completed.
  package var agreementCompletedAt: Instant?
  /// When an agreement was last broken: an instalment became overdue, or all of it is in default.
  package var agreementBrokenAt: Instant?

  /// When what was promised or agreed was last broken.
  package var brokenAt: Instant? { [promiseBrokenAt, agreementBrokenAt].compactMap(\.self).max() }

  package init() {}
}

/// Everything known about one account when its treatment is judged.
package struct Dossier: Sendable {
  package var account: AccountFacts
  /// `nil` until the debtor has arrived; a circuit is chosen without it, but does not run.
  package var debtor: DebtorFacts?
  package var payment: PaymentMark?
  package var history: AccountHistory
  /// What was said here of the debtor, beyond the bank's flags.
  package var restrictions: [Restriction]
  /// Flags of the person that the bank set on another account of the debtor.
  package var siblingFlags: AccountFlags
  /// The lists that name the account or its debtor.
  package var listIDs: Set<ListID>
  /// `nil` on first sight.
  package var treatment: Treatment?
  /// The tasks of the treatment's present cycle, open and closed.
  package var tasks: [StrategyTask]

  package init(
    account: AccountFacts, debtor: DebtorFacts?, payment: PaymentMark? = nil, history: AccountHistory = AccountHistory(),
    restrictions: [Restriction] = [], siblingFlags: AccountFlags = AccountFlags(), listIDs: Set<ListID> = [],
    treatment: Treatment? = nil, tasks: [StrategyTask] = []
  ) {
    self.account = account
    self.debtor = debtor
    self.payment = payment
    self.history = history
    self.restrictions = restrictions
    self.siblingFlags = siblingFlags
    self.listIDs = listIDs
    self.treatment = treatment
    self.tasks = tasks
  }

  /// Everything that limits how the account may be worked, whoever said it.
  package var flags: AccountFlags {
    var flags = account.flags
    flags.formUnion(siblingFlags)
    flags.formUnion(restrictions, of: account.accountID)
    return flags
  }
}
