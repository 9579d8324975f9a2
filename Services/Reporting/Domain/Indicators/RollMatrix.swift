package import Contracts

/// Where what stood in each bucket when a period opened stands when it closed, in one currency. Rows sum to their opening.
package struct RollMatrix: Sendable, Equatable {
  /// What went from one bucket to another; `to` is a bucket, `paid` or `closed`.
  package struct Cell: Sendable, Equatable {
    package let from: String
    /// The place of the bucket in the order of age; the first is not due yet.
    package let fromSequence: Int
    package let to: String
    package let toSequence: Int
    package let accounts: Int64
    package let amountMinor: Int64

    package init(from: String, fromSequence: Int, to: String, toSequence: Int, accounts: Int64, amountMinor: Int64) {
      self.from = from
      self.fromSequence = fromSequence
      self.to = to
      self.toSequence = toSequence
      self.accounts = accounts
      self.amountMinor = amountMinor
    }
  }

  package struct Row: Sendable, Equatable {
    package let bucket: String
    package let openingMinor: Int64
    package let accounts: Int64
    package let cells: [(to: String, accounts: Int64, amountMinor: Int64, share: Int)]

    package static func == (a: Row, b: Row) -> Bool {
      a.bucket == b.bucket && a.openingMinor == b.openingMinor && a.accounts == b.accounts
        && a.cells.elementsEqual(b.cells) { $0 == $1 }
    }
  }

  package let currency: Currency
  /// In the order of age.
  package let rows: [Row]
  /// What was overdue when the period opened, and how much of it is not any more: paid, or of an account that is not due.
  package let overdueMinor: Int64
  package let curedMinor: Int64
  /// What of everything did not age into a worse bucket.
  package let openingMinor: Int64
  package let containedMinor: Int64

  package init(currency: Currency, cells: [Cell]) {
    self.currency = currency
    let byBucket = Dictionary(grouping: cells, by: \.fromSequence).sorted { $0.key < $1.key }
    rows = byBucket.map { _, cells in Row(cells.sorted { $0.toSequence < $1.toSequence }) }
    let overdue = cells.filter { $0.fromSequence > 0 }
    overdueMinor = overdue.reduce(0) { $0 + $1.amountMinor }
    curedMinor = overdue.filter { $0.toSequence == 0 || $0.to == "paid" }.reduce(0) { $0 + $1.amountMinor }
    openingMinor = cells.reduce(0) { $0 + $1.amountMinor }
    containedMinor = cells.filter { $0.toSequence <= $0.fromSequence || $0.isGone }.reduce(0) { $0 + $1.amountMinor }
  }
}

extension RollMatrix.Cell {
  fileprivate var isGone: Bool { to == "paid" || to == "closed" }
}

extension RollMatrix.Row {
  /// Shares in ten thousandths that sum to one, by the largest remainder (A. Hamilton, 1792).
  fileprivate init(_ cells: [RollMatrix.Cell]) {
    let opening = cells.reduce(Int64(0)) { $0 + $1.amountMinor }
    bucket = cells.first?.from ?? ""
    openingMinor = opening
    accounts = cells.reduce(0) { $0 + $1.accounts }
    let divided = cells.map { cell -> (quotient: Int, remainder: UInt64) in
      guard opening > 0 else { return (0, 0) }
      let parts = opening.magnitude.dividingFullWidth(cell.amountMinor.magnitude.multipliedFullWidth(by: 10_000))
      return (Int(parts.quotient), parts.remainder)
    }
    let missing = opening > 0 ? 10_000 - divided.reduce(0) { $0 + $1.quotient } : 0
    let lucky = Set(divided.indices.sorted { divided[$0].remainder > divided[$1].remainder }.prefix(missing))
    self.cells = cells.indices.map { index in
      (cells[index].to, cells[index].accounts, cells[index].amountMinor, divided[index].quotient + (lucky.contains(index) ? 1 : 0))
    }
  }
}
