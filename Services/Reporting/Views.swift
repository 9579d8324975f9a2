import Contracts

/// The figures of a day as they are answered and streamed.
struct FiguresView: Encodable, Sendable {
  let businessDate: CalendarDate
  let by: Grouping
  let items: [FigureView]

  init(_ date: CalendarDate, _ grouping: Grouping, _ figures: [Figure], labels: [String: String]) {
    businessDate = date
    by = grouping
    // There is always a total, even of nothing.
    let shown = figures.isEmpty && grouping == .total ? [Figure(key: "")] : figures
    items = shown.map { FigureView($0, label: labels[$0.key]) }
  }

  private enum CodingKeys: String, CodingKey {
    case businessDate = "business_date"
    case by, items
  }
}

/// The figures of one group. Amounts beside the counts are those of `currency`, the one in which most happened; `amounts` has all of them.
struct FigureView: Encodable, Sendable {
  private let figure: Figure
  private let label: String?

  init(_ figure: Figure, label: String?) {
    self.figure = figure
    self.label = label
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    // The total and what belongs to no group have no key.
    try container.encode(figure.key.isEmpty ? nil : figure.key, forKey: .key)
    try container.encode(label, forKey: .label)
    try container.encode(figure.plannedStops, forKey: .plannedStops)
    try container.encode(figure.visits, forKey: .visits)
    try container.encode(figure.plannedStopsVisited, forKey: .plannedStopsVisited)
    try container.encode(figure.contacts, forKey: .contacts)
    try container.encode(figure.rightPartyContacts, forKey: .rightPartyContacts)
    try container.encode(figure.promises, forKey: .promises)
    try container.encode(figure.payments, forKey: .payments)
    try container.encode(figure.reversals, forKey: .reversed)
    try container.encode(figure.assignedAccounts, forKey: .assignedAccounts)
    let main = figure.main
    try container.encode(main?.currency, forKey: .currency)
    try container.encode(main?.promisedMinor ?? 0, forKey: .promisedMinor)
    try container.encode(main?.paidMinor ?? 0, forKey: .paidMinor)
    try container.encode(main?.reversedMinor ?? 0, forKey: .reversedMinor)
    try container.encode(main?.assignedMinor ?? 0, forKey: .assignedMinor)
    try container.encode(figure.amounts.map(AmountsView.init), forKey: .amounts)
  }

  private enum Key: String, CodingKey {
    case key, label, visits, contacts, promises, payments, reversed, currency, amounts
    case plannedStops = "planned_stops"
    case plannedStopsVisited = "visits_planned"
    case rightPartyContacts = "right_party_contacts"
    case promisedMinor = "promised_minor"
    case paidMinor = "paid_minor"
    case reversedMinor = "reversed_minor"
    case assignedAccounts = "assigned_accounts"
    case assignedMinor = "assigned_minor"
  }
}

/// What was promised, paid and is assigned in one currency.
struct AmountsView: Encodable, Sendable {
  let currency: Currency
  let promises: Int64
  let promisedMinor: Int64
  let payments: Int64
  let paidMinor: Int64
  let reversed: Int64
  let reversedMinor: Int64
  let assignedAccounts: Int64
  let assignedMinor: Int64

  init(_ amounts: FigureAmounts) {
    currency = amounts.currency
    promises = amounts.promises
    promisedMinor = amounts.promisedMinor
    payments = amounts.payments
    paidMinor = amounts.paidMinor
    reversed = amounts.reversals
    reversedMinor = amounts.reversedMinor
    assignedAccounts = amounts.assignedAccounts
    assignedMinor = amounts.assignedMinor
  }

  private enum CodingKeys: String, CodingKey {
    case currency, promises, payments, reversed
    case promisedMinor = "promised_minor"
    case paidMinor = "paid_minor"
    case reversedMinor = "reversed_minor"
    case assignedAccounts = "assigned_accounts"
    case assignedMinor = "assigned_minor"
  }
}

/// Where a collector was last, and how long ago.
struct PositionView: Encodable, Sendable {
  enum Status: String, Encodable { case online, offline }

  struct Row: Sendable {
    let collectorID: StaffID
    let name: String?
    let teamID: TeamID?
    let latitudeE6: Int32
    let longitudeE6: Int32
    let accuracy: Int32?
    let mock: Bool
    let capturedAt: Instant
    let receivedAt: Instant
  }

  let collectorID: StaffID
  let collectorName: String?
  let teamID: TeamID?
  let lat: Double
  let lon: Double
  let accuracyMetres: Int32?
  let mock: Bool
  let capturedAt: Instant
  let receivedAt: Instant
  let ageSeconds: Int
  let status: Status

  init(_ row: Row, at now: Instant, offlineAfter limit: Int) {
    collectorID = row.collectorID
    collectorName = row.name
    teamID = row.teamID
    lat = Double(row.latitudeE6) / 1e6
    lon = Double(row.longitudeE6) / 1e6
    accuracyMetres = row.accuracy
    mock = row.mock
    capturedAt = row.capturedAt
    receivedAt = row.receivedAt
    // A phone's clock may be ahead.
    ageSeconds = max(0, now.seconds(since: row.capturedAt).value)
    status = ageSeconds >= limit ? .offline : .online
  }

  private enum CodingKeys: String, CodingKey {
    case collectorID = "collector_id"
    case collectorName = "collector_name"
    case teamID = "team_id"
    case lat, lon, mock, status
    case accuracyMetres = "accuracy_m"
    case capturedAt = "captured_at"
    case receivedAt = "received_at"
    case ageSeconds = "age_seconds"
  }
}
