import Contracts

/// The portfolio as it stands now, by group and currency.
struct PortfolioView: Encodable, Sendable {
  let by: PortfolioStore.Group
  let items: [Item]

  init(by group: PortfolioStore.Group, rows: [PortfolioRow], labels: [String: String]) {
    by = group
    items = rows.map { Item(row: $0, label: labels[$0.key]) }
  }

  struct Item: Encodable, Sendable {
    let row: PortfolioRow
    let label: String?

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(row.key.isEmpty ? nil : row.key, forKey: .key)
      try container.encode(label, forKey: .label)
      try container.encode(row.currency, forKey: .currency)
      try container.encode(row.accounts, forKey: .accounts)
      try container.encode(row.debtors, forKey: .debtors)
      try container.encode(row.totalDueMinor, forKey: .totalDueMinor)
      try container.encode(row.overdueMinor, forKey: .overdueMinor)
    }

    private enum Key: String, CodingKey {
      case key, label, currency, accounts, debtors
      case totalDueMinor = "total_due_minor"
      case overdueMinor = "overdue_minor"
    }
  }
}

/// How the portfolio moved between buckets, by currency.
struct RollRatesView: Encodable, Sendable {
  let from: CalendarDate
  let to: CalendarDate
  let cured: Int64
  let redefaulted: Int64
  let items: [Item]

  init(from: CalendarDate, to: CalendarDate, _ matrices: [RollMatrix], _ redefaults: (cured: Int64, again: Int64)) {
    self.from = from
    self.to = to
    cured = redefaults.cured
    redefaulted = redefaults.again
    items = matrices.map(Item.init)
  }

  private enum CodingKeys: String, CodingKey {
    case from, to, items
    case cured = "accounts_cured"
    case redefaulted = "accounts_redefaulted"
  }

  struct Item: Encodable, Sendable {
    let currency: Currency
    let openingMinor: Int64
    let containedMinor: Int64
    let overdueMinor: Int64
    let curedMinor: Int64
    let rows: [Row]

    init(_ matrix: RollMatrix) {
      currency = matrix.currency
      openingMinor = matrix.openingMinor
      containedMinor = matrix.containedMinor
      overdueMinor = matrix.overdueMinor
      curedMinor = matrix.curedMinor
      rows = matrix.rows.map(Row.init)
    }

    private enum CodingKeys: String, CodingKey {
      case currency, rows
      case openingMinor = "opening_minor"
      case containedMinor = "contained_minor"
      case overdueMinor = "overdue_minor"
      case curedMinor = "cured_minor"
    }
  }

  struct Row: Encodable, Sendable {
    let bucket: String
    let accounts: Int64
    let openingMinor: Int64
    let cells: [Cell]

    init(_ row: RollMatrix.Row) {
      bucket = row.bucket
      accounts = row.accounts
      openingMinor = row.openingMinor
      cells = row.cells.map { Cell(to: $0.to, accounts: $0.accounts, amountMinor: $0.amountMinor, share: $0.share) }
    }

    private enum CodingKeys: String, CodingKey {
      case bucket, accounts, cells
      case openingMinor = "opening_minor"
    }
  }

  struct Cell: Encodable, Sendable {
    let to: String
    let accounts: Int64
    let amountMinor: Int64
    /// Ten thousandths of the opening; those of a row sum to 10,000.
    let share: Int

    private enum CodingKeys: String, CodingKey {
      case to, accounts, share
      case amountMinor = "amount_minor"
    }
  }
}
