package import Contracts

/// The stops of a day as a list that a collector sorts.
package enum Worklist {
  package enum Order: String, CaseIterable, Sendable {
    case route, distance, amount, dpd, priority
    case promiseDate = "promise_date"
  }

  package struct Item: Encodable, Equatable, Sendable {
    package var stopID: StopID
    package var sequence: Int
    package var debtorID: DebtorID
    package var name: String
    package var location: Coordinate
    /// From the place that the collector named, or from the start of the route.
    package var distanceMetres: Metres?
    package var amountMinor: Int64
    package var currency: Currency
    /// The most among the debtor's accounts.
    package var daysPastDue: Int
    package var priority: Int
    /// The first among the debtor's active promises.
    package var promiseDueOn: CalendarDate?

    package init(
      stopID: StopID, sequence: Int, debtorID: DebtorID, name: String, location: Coordinate, distanceMetres: Metres?, amountMinor: Int64,
      currency: Currency, daysPastDue: Int, priority: Int, promiseDueOn: CalendarDate?
    ) {
      self.stopID = stopID
      self.sequence = sequence
      self.debtorID = debtorID
      self.name = name
      self.location = location
      self.distanceMetres = distanceMetres
      self.amountMinor = amountMinor
      self.currency = currency
      self.daysPastDue = daysPastDue
      self.priority = priority
      self.promiseDueOn = promiseDueOn
    }

    private enum CodingKeys: String, CodingKey {
      case stopID = "stop_id"
      case sequence
      case debtorID = "debtor_id"
      case name, location
      case distanceMetres = "distance_metres"
      case amountMinor = "amount_minor"
      case currency
      case daysPastDue = "days_past_due"
      case priority
      case promiseDueOn = "promise_due_on"
    }
  }

  /// The nearest, largest, oldest, most urgent or soonest first; what has no such value last; ties as on the route.
  package static func sorted(_ items: [Item], by order: Order) -> [Item] {
    items.sorted { a, b in
      let (first, second) = (rank(a, order), rank(b, order))
      return (first.group, first.value, a.sequence, a.stopID) < (second.group, second.value, b.sequence, b.stopID)
    }
  }

  /// Amounts of different currencies do not compare: they stand in groups.
  private static func rank(_ item: Item, _ order: Order) -> (group: String, value: Int64) {
    switch order {
    case .route: ("", 0)
    case .distance: ("", item.distanceMetres.map { Int64($0.value) } ?? .max)
    case .amount: (item.currency.rawValue, -item.amountMinor)
    case .dpd: ("", -Int64(item.daysPastDue))
    case .priority: ("", -Int64(item.priority))
    case .promiseDate: ("", item.promiseDueOn.map { Int64($0.daysSince1970) } ?? .max)
    }
  }
}
