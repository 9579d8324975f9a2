import Contracts

/// The answer to a batch.
struct BatchView: Encodable {
  let results: [RecordAnswer]
}

/// What a collector takes along for a day.
struct PackageView: Sendable {
  let businessDate: CalendarDate
  /// `nil` without a route on that day.
  let route: RouteView?
  let stops: [StopView]
  let outcomes: [OutcomeTreeView]
  let generatedAt: Instant
}

/// A route without its stops, which the package lists beside it.
struct RouteView: Encodable, Sendable {
  let routeID: RouteID
  let collectorID: StaffID
  let zoneID: ZoneID?
  let businessDate: CalendarDate
  let timeZone: String
  let start: Coordinate
  let end: Coordinate
  let startsAt: Instant
  let endsAt: Instant
  let distanceMetres: Metres
  let durationSeconds: Seconds
  let version: Int64

  init(_ route: RoutePlanned) {
    routeID = route.routeID
    collectorID = route.collectorID
    zoneID = route.zoneID
    businessDate = route.businessDate
    timeZone = route.timeZone
    start = route.start
    end = route.end
    startsAt = route.startsAt
    endsAt = route.endsAt
    distanceMetres = route.distanceMetres
    durationSeconds = route.durationSeconds
    version = route.version
  }

  private enum CodingKeys: String, CodingKey {
    case routeID = "route_id"
    case collectorID = "collector_id"
    case zoneID = "zone_id"
    case businessDate = "business_date"
    case timeZone = "time_zone"
    case start, end
    case startsAt = "starts_at"
    case endsAt = "ends_at"
    case distanceMetres = "distance_metres"
    case durationSeconds = "duration_seconds"
    case version
  }
}

/// A stop with everything about the debtor that the collector may know.
struct StopView: Encodable, Sendable {
  let stop: RouteStop
  let debtor: DebtorView
  let accounts: [AccountView]

  private enum CodingKeys: String, CodingKey { case debtor, accounts }

  /// - Parameter place: where distances are measured from.
  func workItem(from place: Coordinate?) -> Worklist.Item {
    let promises = accounts.flatMap(\.promises).map(\.record).filter(\.isActive)
    return Worklist.Item(
      stopID: stop.stopID, sequence: stop.sequence, debtorID: debtor.debtorID, name: debtor.name, location: stop.location,
      distanceMetres: place.map { Place.distance($0, stop.location) }, amountMinor: stop.amountMinor, currency: stop.currency,
      daysPastDue: accounts.map(\.daysPastDue).max() ?? 0, priority: stop.priority, promiseDueOn: promises.map(\.event.dueOn).min())
  }

  func encode(to encoder: any Encoder) throws {
    try stop.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(debtor, forKey: .debtor)
    try container.encode(accounts, forKey: .accounts)
  }
}

struct DebtorView: Encodable, Sendable {
  let debtorID: DebtorID
  let name: String
  let language: String
  let country: String
  let timeZone: String
  let doNotContact: Bool
  let contacts: [DebtorContact]
  let addresses: [DebtorAddress]
  let parties: [PartyView]

  init(_ dossier: Dossier, parties: [PartyView]) {
    self.parties = parties
    debtorID = dossier.debtor.debtorID
    name = dossier.debtor.fullName
    language = dossier.debtor.language
    country = dossier.debtor.country
    timeZone = dossier.debtor.timeZone
    doNotContact = dossier.isDoNotContact
    contacts = dossier.usableContacts
    addresses = dossier.debtor.addresses
  }

  private enum CodingKeys: String, CodingKey {
    case debtorID = "debtor_id"
    case name, language, country
    case timeZone = "time_zone"
    case doNotContact = "do_not_contact"
    case contacts, addresses, parties
  }
}

/// Somebody who answers for a debt or knows the debtor, and whether they may be called on the day.
struct PartyView: Encodable, Sendable {
  let party: DebtorParty
  let mayBeCalled: Bool
  /// Those that open the hours, or refuse.
  let ruleIDs: [String]

  private enum CodingKeys: String, CodingKey {
    case mayBeCalled = "may_be_called"
    case ruleIDs = "rule_ids"
  }

  func encode(to encoder: any Encoder) throws {
    try party.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(mayBeCalled, forKey: .mayBeCalled)
    try container.encode(ruleIDs, forKey: .ruleIDs)
  }
}

/// One version of an outcome tree.
struct OutcomeTreeView: Encodable, Sendable {
  let country: String
  let version: Int
  let contactTypes: [OutcomeTree.Contact]
  /// Absent where the debtor may not be asked why the debt is overdue.
  let reasons: [OutcomeTree.Word]?

  init(_ entry: OutcomeCatalogue.Entry) {
    country = entry.country
    version = entry.version
    contactTypes = entry.tree.contactTypes
    reasons = entry.tree.reasons.isEmpty ? nil : entry.tree.reasons
  }

  private enum CodingKeys: String, CodingKey {
    case country, version
    case contactTypes = "contact_types"
    case reasons
  }
}

/// One thing that happened to an account.
struct TimelineItem: Encodable, Sendable {
  let at: Instant
  /// `visit`, `correction`, `message`, `promise` or `payment`.
  let kind: String
  let id: String
  let channel: String?
  /// The outcome of a visit or of its correction, the state that a message or promise came into, the kind of a payment.
  let result: String
  /// The visit that a correction is of.
  let corrects: String?
  let staffID: StaffID?
  let note: String?
  let amountMinor: Int64?
  let currency: String?

  private enum CodingKeys: String, CodingKey {
    case at, kind, id, channel, result, corrects
    case staffID = "staff_id"
    case note
    case amountMinor = "amount_minor"
    case currency
  }
}
