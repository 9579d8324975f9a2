import Contracts

// What the events of the live stream hold. No names and no notes of debtors: a screen asks for those where it may.

struct LiveVisit: Encodable {
  let event: VisitRecorded

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(event.visitID, forKey: .visitID)
    try container.encode(event.debtorID, forKey: .debtorID)
    try container.encode(event.collectorID, forKey: .collectorID)
    try container.encode(event.zoneID, forKey: .zoneID)
    try container.encode(event.stopID, forKey: .stopID)
    try container.encode(event.businessDate, forKey: .businessDate)
    try container.encode(event.outcome, forKey: .outcome)
    try container.encode(event.contactType, forKey: .contactType)
    try container.encode(event.geoVerdict, forKey: .geoVerdict)
    try container.encode(event.contactAllowed, forKey: .contactAllowed)
    try container.encode(event.late, forKey: .late)
    try container.encode(event.location?.latitude, forKey: .lat)
    try container.encode(event.location?.longitude, forKey: .lon)
    try container.encode(event.capturedAt, forKey: .capturedAt)
    try container.encode(event.receivedAt, forKey: .receivedAt)
  }

  private enum Key: String, CodingKey {
    case visitID = "visit_id"
    case debtorID = "debtor_id"
    case collectorID = "collector_id"
    case zoneID = "zone_id"
    case stopID = "stop_id"
    case businessDate = "business_date"
    case outcome, late, lat, lon
    case contactType = "contact_type"
    case geoVerdict = "geo_verdict"
    case contactAllowed = "contact_allowed"
    case capturedAt = "captured_at"
    case receivedAt = "received_at"
  }
}

struct LivePayment: Encodable {
  let paymentID: PaymentID
  let creditorID: CreditorID
  let accountID: AccountID
  let debtorID: DebtorID
  let amountMinor: Int64
  let currency: Currency
  let kind: PaymentKind
  let collectorID: StaffID?
  let zoneID: ZoneID?
  let businessDate: CalendarDate
  let recordedAt: Instant

  init(_ event: PaymentRecorded, owner: PaymentOwner) {
    paymentID = event.paymentID
    creditorID = event.creditorID
    accountID = event.accountID
    debtorID = event.debtorID
    amountMinor = event.amountMinor
    currency = event.currency
    kind = event.kind
    collectorID = owner.collectorID
    zoneID = owner.zoneID
    businessDate = event.valueDate
    recordedAt = event.recordedAt
  }

  private enum CodingKeys: String, CodingKey {
    case paymentID = "payment_id"
    case creditorID = "creditor_id"
    case accountID = "account_id"
    case debtorID = "debtor_id"
    case amountMinor = "amount_minor"
    case currency, kind
    case collectorID = "collector_id"
    case zoneID = "zone_id"
    case businessDate = "business_date"
    case recordedAt = "recorded_at"
  }
}

struct LiveRoute: Encodable {
  let routeID: RouteID
  let collectorID: StaffID
  let zoneID: ZoneID?
  let businessDate: CalendarDate
  let stops: Int
  let cause: RouteCause
  let version: Int64
  let plannedAt: Instant

  init(_ event: RoutePlanned) {
    routeID = event.routeID
    collectorID = event.collectorID
    zoneID = event.zoneID
    businessDate = event.businessDate
    stops = event.stops.count
    cause = event.cause
    version = event.version
    plannedAt = event.plannedAt
  }

  private enum CodingKeys: String, CodingKey {
    case routeID = "route_id"
    case collectorID = "collector_id"
    case zoneID = "zone_id"
    case businessDate = "business_date"
    case stops, cause, version
    case plannedAt = "planned_at"
  }
}

struct LivePosition: Encodable {
  let collectorID: StaffID
  let lat: Double
  let lon: Double
  let accuracyMetres: Metres?
  let mock: Bool
  let capturedAt: Instant

  init(_ event: PositionReported) {
    collectorID = event.collectorID
    lat = event.location.latitude
    lon = event.location.longitude
    accuracyMetres = event.accuracyMetres
    mock = event.mock
    capturedAt = event.capturedAt
  }

  private enum CodingKeys: String, CodingKey {
    case collectorID = "collector_id"
    case lat, lon
    case accuracyMetres = "accuracy_m"
    case mock
    case capturedAt = "captured_at"
  }
}
