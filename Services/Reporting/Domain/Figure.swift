package import Contracts

/// The figures of one group on one day.
///
/// Counts go over all currencies. Amounts of different currencies are never added: each has its own element in `amounts`.
package struct Figure: Sendable, Equatable {
  package var key: String
  package var plannedStops: Int64 = 0
  package var visits: Int64 = 0
  package var plannedStopsVisited: Int64 = 0
  package var contacts: Int64 = 0
  package var rightPartyContacts: Int64 = 0
  /// In the order of the currencies' codes.
  package var amounts: [FigureAmounts] = []

  package var promises: Int64 { amounts.reduce(0) { $0 + $1.promises } }
  package var payments: Int64 { amounts.reduce(0) { $0 + $1.payments } }
  package var reversals: Int64 { amounts.reduce(0) { $0 + $1.reversals } }
  package var assignedAccounts: Int64 { amounts.reduce(0) { $0 + $1.assignedAccounts } }

  /// The currency in which most happened on the day, else most accounts stand; `nil` when there is no amount at all.
  package var main: FigureAmounts? {
    amounts.max { a, b in
      (a.movements, a.assignedAccounts, b.currency.rawValue) < (b.movements, b.assignedAccounts, a.currency.rawValue)
    }
  }

  package init(key: String) { self.key = key }

  /// Puts together what was measured, one figure a key, in the order of the keys.
  package static func assemble(_ rows: [MeasuredRow]) -> [Figure] {
    var figures: [String: Figure] = [:]
    for row in rows { figures[row.key, default: Figure(key: row.key)].add(row) }
    return figures.values.sorted { $0.key < $1.key }
  }

  private mutating func add(_ row: MeasuredRow) {
    let values = row.values
    switch row.measure {
    case .stops: plannedStops += values[0]
    case .visits:
      visits += values[0]
      plannedStopsVisited += values[1]
      contacts += values[2]
      rightPartyContacts += values[3]
    case .promises, .payments, .assigned:
      guard let currency = row.currency else { return }
      let index = amounts.firstIndex { $0.currency.rawValue >= currency.rawValue } ?? amounts.endIndex
      if index == amounts.endIndex || amounts[index].currency != currency { amounts.insert(FigureAmounts(currency: currency), at: index) }
      amounts[index].add(row)
    }
  }
}

/// What was promised, paid and is assigned in one currency; amounts in its minor units.
package struct FigureAmounts: Sendable, Equatable {
  package let currency: Currency
  package var promises: Int64 = 0
  package var promisedMinor: Int64 = 0
  package var payments: Int64 = 0
  package var paidMinor: Int64 = 0
  package var reversals: Int64 = 0
  package var reversedMinor: Int64 = 0
  package var assignedAccounts: Int64 = 0
  package var assignedMinor: Int64 = 0

  var movements: Int64 { promises + payments + reversals }

  package init(currency: Currency) { self.currency = currency }

  mutating func add(_ row: MeasuredRow) {
    switch row.measure {
    case .promises:
      promises += row.values[0]
      promisedMinor += row.values[1]
    case .payments:
      payments += row.values[0]
      paidMinor += row.values[1]
      reversals += row.values[2]
      reversedMinor += row.values[3]
    case .assigned:
      assignedAccounts += row.values[0]
      assignedMinor += row.values[1]
    case .stops, .visits: break
    }
  }
}
