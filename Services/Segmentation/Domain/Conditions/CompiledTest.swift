import Contracts

/// A test made ready for columns: what depends on the condition alone is worked out once, not for each batch or row.
struct CompiledTest: Sendable {
  let attribute: Attribute
  private let check: Check

  private enum Check: Sendable {
    case known
    case integers(IntegerCheck)
    case money([(currency: String, check: IntegerCheck)])
    case words(WordCheck)
    /// The value that it must have.
    case flag(Bool)
    /// Both values, which `in (true, false)` asks for.
    case anyFlag
  }

  init(_ test: AttributeTest) {
    attribute = test.attribute
    switch test.attribute.type {
    case _ where test.predicate == .known: check = .known
    case .number, .date: check = .integers(IntegerCheck(test.predicate) { $0.integer })
    case .money: check = .money(Self.money(test.predicate))
    case .text, .word, .free: check = .words(WordCheck(test.predicate))
    case .flag: check = Self.flag(test.predicate)
    }
  }

  private static func money(_ predicate: AttributeTest.Predicate) -> [(currency: String, check: IntegerCheck)] {
    let currencies = Set(predicate.literals.compactMap(\.money?.currency))
    return currencies.map { currency in
      let check = IntegerCheck(predicate) { literal in
        literal.money.flatMap { $0.currency == currency ? ExactNumber($0.minor) : nil }
      }
      return (currency.rawValue, check)
    }
  }

  private static func flag(_ predicate: AttributeTest.Predicate) -> Check {
    switch predicate {
    case .compare(let relation, .flag(let flag)): return .flag(flag == (relation == .equal))
    case .oneOf(let literals):
      let wanted = Set(literals)
      return wanted.count == 1 ? .flag(wanted.contains(.flag(true))) : .anyFlag
    default: return .known
    }
  }

  /// The rows for which the test holds; none when the table lacks the column.
  func rows(of table: FactTable) -> RowSet {
    switch (table.columns[attribute], check) {
    case (.integers(let column)?, .known): RowSet(count: table.count) { column.isKnown[$0] }
    case (.integers(let column)?, .integers(let check)): check.rows(of: column)
    case (.money(let column, _)?, .known): RowSet(count: table.count) { column.isKnown[$0] }
    case (.money(let column, let currencies)?, .money(let checks)): Self.rows(of: column, currencies, checks)
    case (.words(let column)?, .known): RowSet(count: table.count) { column.codes[$0] >= 0 }
    case (.words(let column)?, .words(let check)): check.rows(of: column)
    case (.flags(let column)?, .known), (.flags(let column)?, .anyFlag): RowSet(count: table.count) { column[$0] != 2 }
    case (.flags(let column)?, .flag(let wanted)): Self.rows(of: column, wanted ? 1 : 0)
    default: RowSet(count: table.count)
    }
  }

  private static func rows(of column: [UInt8], _ wanted: UInt8) -> RowSet { RowSet(count: column.count) { column[$0] == wanted } }

  private static func rows(
    of column: IntegerColumn, _ currencies: WordColumn, _ checks: [(currency: String, check: IntegerCheck)]
  ) -> RowSet {
    checks.reduce(into: RowSet(count: column.values.count)) { rows, part in
      guard let code = currencies.words.firstIndex(where: { $0.text == part.currency }) else { return }
      var matching = part.check.rows(of: column)
      matching.formIntersection(RowSet(count: column.values.count) { currencies.codes[$0] == Int32(code) })
      rows.formUnion(matching)
    }
  }
}

extension AttributeTest.Predicate {
  var literals: [Literal] {
    switch self {
    case .known, .contains, .startsWith: []
    case .compare(_, let literal): [literal]
    case .oneOf(let literals): literals
    case .between(let low, let high): [low, high]
    }
  }
}

extension Literal {
  var money: Money? { if case .money(let money) = self { money } else { nil } }

  /// As a column of integers holds it.
  var integer: ExactNumber? {
    switch self {
    case .number(let number): number
    case .date(let date): ExactNumber(Int64(date.daysSince1970))
    case .money, .text, .flag: nil
    }
  }
}
