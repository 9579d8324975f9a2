package import Contracts

/// The value of an attribute of one account.
package enum FactValue: Equatable, Sendable {
  case number(Int64)
  case money(Money)
  case text(String)
  case date(CalendarDate)
  case flag(Bool)
}

/// Something that conditions can be asked about.
package protocol AttributeSource {
  /// `nil` when it is not known. Its type is the attribute's; texts from upstream are texts.
  func value(of attribute: Attribute) -> FactValue?
}

/// What is known about many accounts, by column, so that a condition is evaluated over all of them at once.
package struct FactTable: Sendable {
  package let count: Int
  private(set) var columns: [Attribute: FactColumn] = [:]

  package init(count: Int) { self.count = count }

  /// - Parameter attributes: the columns that are wanted.
  package init(_ sources: [some AttributeSource], _ attributes: some Sequence<Attribute>) {
    count = sources.count
    for attribute in attributes {
      var column = FactColumn(attribute.type, capacity: count)
      for source in sources { column.append(source.value(of: attribute)) }
      columns[attribute] = column
    }
  }

  package mutating func add(_ column: FactColumn, for attribute: Attribute) { columns[attribute] = column }
}

/// The values of one attribute, row by row.
package enum FactColumn: Sendable {
  /// Numbers and dates, the latter as days since 1970.
  case integers(IntegerColumn)
  case money(IntegerColumn, currencies: WordColumn)
  case words(WordColumn)
  /// 0 false, 1 true, 2 not known.
  case flags([UInt8])

  package init(_ type: AttributeType, capacity: Int) {
    self =
      switch type {
      case .number, .date: .integers(IntegerColumn(capacity: capacity))
      case .money: .money(IntegerColumn(capacity: capacity), currencies: WordColumn(capacity: capacity))
      case .text, .word, .free: .words(WordColumn(capacity: capacity))
      case .flag: .flags([])
      }
  }

  /// A value of another type than the column's counts as not known.
  package mutating func append(_ value: FactValue?) {
    switch self {
    case .integers(var column):
      self = .flags([])  // So that the column is not copied.
      switch value {
      case .number(let number)?: column.append(number)
      case .date(let date)?: column.append(Int64(date.daysSince1970))
      default: column.append(nil)
      }
      self = .integers(column)
    case .money(var column, var currencies):
      self = .flags([])
      if case .money(let money)? = value {
        column.append(money.minor)
        currencies.append(money.currency.rawValue)
      } else {
        column.append(nil)
        currencies.append(nil)
      }
      self = .money(column, currencies: currencies)
    case .words(var column):
      self = .flags([])
      if case .text(let text)? = value { column.append(text) } else { column.append(nil) }
      self = .words(column)
    case .flags(var column):
      self = .flags([])
      if case .flag(let flag)? = value { column.append(flag ? 1 : 0) } else { column.append(2) }
      self = .flags(column)
    }
  }
}

package struct IntegerColumn: Sendable {
  private(set) var values: [Int64] = []
  private(set) var isKnown: [Bool] = []

  package init(capacity: Int) {
    values.reserveCapacity(capacity)
    isKnown.reserveCapacity(capacity)
  }

  package mutating func append(_ value: Int64?) {
    values.append(value ?? 0)
    isKnown.append(value != nil)
  }
}

/// Texts, each different one kept once: a test looks at every word of a batch once, not at every row's.
package struct WordColumn: Sendable {
  struct Word: Sendable {
    var text: String
    /// Without regard to case.
    var folded: String
  }

  /// An index into `words`; -1 when not known.
  private(set) var codes: [Int32] = []
  private(set) var words: [Word] = []
  private var codeByText: [String: Int32] = [:]

  package init(capacity: Int) { codes.reserveCapacity(capacity) }

  package mutating func append(_ text: String?) {
    guard let text else {
      codes.append(-1)
      return
    }
    if let code = codeByText[text] {
      codes.append(code)
      return
    }
    let code = Int32(words.count)
    codeByText[text] = code
    words.append(Word(text: text, folded: text.lowercased()))
    codes.append(code)
  }
}
