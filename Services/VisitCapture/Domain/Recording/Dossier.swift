import ContactRules
package import Contracts

/// What is known of a debtor when a record about them arrives.
package struct Dossier: Sendable {
  package var debtor: DebtorUpdated
  /// Those of the creditors that the recorder works for.
  package var accounts: [AccountUpdated]
  package var zoneID: ZoneID?
  /// The debtor's open visit tasks.
  package var openTasks: [TaskID]
  /// What keeps the debtor from being contacted beyond the flags of the accounts.
  package var restrictions: [Restriction]
  /// Stops at the debtor's on the recorder's routes, and those that the records name.
  package var stops: [KnownStop]
  /// Contacts that may count towards caps, in order.
  package var prior: [EarlierContact]

  package init(
    debtor: DebtorUpdated, accounts: [AccountUpdated], zoneID: ZoneID?, openTasks: [TaskID],
    restrictions: [Restriction] = [], stops: [KnownStop] = [], prior: [EarlierContact] = []
  ) {
    self.debtor = debtor
    self.accounts = accounts
    self.zoneID = zoneID
    self.openTasks = openTasks
    self.restrictions = restrictions
    self.stops = stops
    self.prior = prior
  }

  /// The state of the home, or of the first address when no home is known.
  package var homeState: String? { (debtor.addresses.first { $0.kind == .home } ?? debtor.addresses.first)?.state }

  /// Somebody who may not be contacted any more, whatever the account.
  package var isDoNotContact: Bool {
    accounts.contains { $0.flags.doNotContact || $0.flags.cease }
      || restrictions.contains { $0.kind == .doNotContact || $0.kind == .cease || $0.kind == .excluded && $0.accountID == nil }
  }

  /// The flags of an account together with what held for it at `instant`: a flag says nothing about the time before it was set.
  package func flags(of account: AccountUpdated, at instant: Instant) -> AccountFlags {
    var flags = account.flags
    flags.formUnion(restrictions.filter { $0.since <= instant }, of: account.accountID)
    return flags
  }

  /// What a collector may use: nothing of a debtor who is not to be contacted, no bad contact, none that the debtor refused.
  package var usableContacts: [DebtorContact] {
    isDoNotContact ? [] : debtor.contacts.filter { $0.quality != "bad" && $0.consentGranted != false }
  }
}

/// A stop that is or was on a route.
package struct KnownStop: Sendable, Equatable {
  package var stopID: StopID
  package var routeID: RouteID
  package var collectorID: StaffID
  package var businessDate: CalendarDate
  package var zoneID: ZoneID?
  package var debtorID: DebtorID
  package var addressID: AddressID
  package var location: Coordinate
  package var taskIDs: [TaskID]
  package var accountIDs: [AccountID]

  package init(
    stopID: StopID, routeID: RouteID, collectorID: StaffID, businessDate: CalendarDate, zoneID: ZoneID?, debtorID: DebtorID,
    addressID: AddressID, location: Coordinate, taskIDs: [TaskID], accountIDs: [AccountID]
  ) {
    self.stopID = stopID
    self.routeID = routeID
    self.collectorID = collectorID
    self.businessDate = businessDate
    self.zoneID = zoneID
    self.debtorID = debtorID
    self.addressID = addressID
    self.location = location
    self.taskIDs = taskIDs
    self.accountIDs = accountIDs
  }
}

/// A contact that took place.
package struct EarlierContact: Sendable, Equatable {
  package var channel: ContactChannel
  package var at: Instant
  package var reached: Bool
  package var accountIDs: [AccountID]

  package init(channel: ContactChannel, at: Instant, reached: Bool, accountIDs: [AccountID]) {
    self.channel = channel
    self.at = at
    self.reached = reached
    self.accountIDs = accountIDs
  }

  func counted(for accountID: AccountID) -> PriorContact {
    PriorContact(channel, at: at, reached: reached, aboutThisDebt: accountIDs.contains(accountID))
  }
}
