import Contracts
import Messaging
import Postgres

/// Accounts in the order of their ids, with where they stand now and what conditions ask about them, by column.
package struct FactPage: Sendable {
  /// Where an account stands by what was decided last.
  struct Standing: Sendable {
    var accountID: AccountID
    var strategyID: StrategyID?
    var strategyVersion: Int?
    var state: TreatmentState?
  }

  let standings: [Standing]
  /// The segments that each account stands in, as PostgreSQL writes a list: accounts in the same segments have the same text.
  private let segments: WordColumn
  package let table: FactTable

  /// For each account the version that it runs; `nil` where it runs none.
  private var strategies: [StrategyKey?] {
    standings.map { standing in
      guard standing.state == .active, let strategyID = standing.strategyID, let version = standing.strategyVersion else { return nil }
      return StrategyKey(strategyID, version)
    }
  }

  /// The accounts that stand elsewhere than the catalogue now says.
  func misplaced(by review: PlacementReview) -> [AccountID] {
    review.misplaced(in: table, segments: segments, strategies: strategies).map { standings[$0].accountID }
  }

  /// - Parameter rows: an account's id and standing, then the attributes, as ``FactScan`` asks for them.
  init(_ rows: [PostgresRow], _ attributes: [Attribute]) throws {
    var standings: [Standing] = []
    standings.reserveCapacity(rows.count)
    var segments = WordColumn(capacity: rows.count)
    for row in rows {
      let (accountID, strategyID, version, state, text) = try row.decode(
        (AccountID, StrategyID?, Int32?, TreatmentState?, String).self)
      standings.append(
        Standing(accountID: accountID, strategyID: strategyID, strategyVersion: version.map(Int.init), state: state))
      segments.append(text)
    }
    var table = FactTable(count: rows.count)
    var position = 5
    for attribute in attributes {
      table.add(try Self.column(attribute, at: position, of: rows), for: attribute)
      position += attribute.type == .money ? 2 : 1
    }
    (self.standings, self.segments, self.table) = (standings, segments, table)
  }

  private static func column(_ attribute: Attribute, at position: Int, of rows: [PostgresRow]) throws -> FactColumn {
    if case .split(let name) = attribute {
      return .integers(try integers(rows) { Split.percent(of: try $0.decode(at: position, as: DebtorID.self), under: name) })
    }
    switch attribute.type {
    case .number: return .integers(try integers(rows) { try $0.decodeOptional(at: position, as: Int64.self) })
    case .date:
      return .integers(try integers(rows) { try $0.decodeOptional(at: position, as: CalendarDate.self).map { Int64($0.daysSince1970) } })
    case .money:
      return .money(
        try integers(rows) { try $0.decodeOptional(at: position, as: Int64.self) }, currencies: try words(rows, at: position + 1))
    case .text, .word, .free: return .words(try words(rows, at: position))
    case .flag: return .flags(try rows.map { try $0.decodeOptional(at: position, as: Bool.self).map { $0 ? 1 : 0 } ?? 2 })
    }
  }

  private static func integers(_ rows: [PostgresRow], _ value: (PostgresRow) throws -> Int64?) throws -> IntegerColumn {
    var column = IntegerColumn(capacity: rows.count)
    for row in rows { column.append(try value(row)) }
    return column
  }

  private static func words(_ rows: [PostgresRow], at position: Int) throws -> WordColumn {
    var column = WordColumn(capacity: rows.count)
    for row in rows { column.append(try row.decodeOptional(at: position, as: String.self)) }
    return column
  }
}
