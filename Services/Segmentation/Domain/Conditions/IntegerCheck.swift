/// A test on whole numbers.
enum IntegerCheck: Sendable {
  case never
  case always
  /// Both ends included.
  case range(Int64, Int64)
  case notEqual(Int64)
  case oneOf(Set<Int64>)

  /// - Parameter number: the literals as numbers; those that are `nil` match nothing.
  init(_ predicate: AttributeTest.Predicate, _ number: (Literal) -> ExactNumber?) {
    switch predicate {
    case .compare(let relation, let literal):
      self = number(literal).map { Self.compare(relation, $0) } ?? .never
    case .oneOf(let literals):
      self = .oneOf(Set(literals.compactMap(number).filter { $0.millionths == 0 }.map(\.whole)))
    case .between(let low, let high):
      guard let low = number(low).flatMap(Self.atLeast), let high = number(high) else {
        self = .never
        return
      }
      self = low <= high.whole ? .range(low, high.whole) : .never
    case .known: self = .always
    case .contains, .startsWith: self = .never
    }
  }

  private static func compare(_ relation: AttributeTest.Relation, _ number: ExactNumber) -> IntegerCheck {
    let isWhole = number.millionths == 0
    switch relation {
    case .equal: return isWhole ? .range(number.whole, number.whole) : .never
    case .notEqual: return isWhole ? .notEqual(number.whole) : .always
    case .less where isWhole: return number.whole == .min ? .never : .range(.min, number.whole - 1)
    case .less, .atMost: return .range(.min, number.whole)
    case .greater: return number.whole == .max ? .never : .range(number.whole + 1, .max)
    case .atLeast: return atLeast(number).map { .range($0, .max) } ?? .never
    }
  }

  /// The least whole number that is not below.
  private static func atLeast(_ number: ExactNumber) -> Int64? {
    if number.millionths == 0 { return number.whole }
    return number.whole == .max ? nil : number.whole + 1
  }

  func rows(of column: IntegerColumn) -> RowSet {
    let values = column.values
    let isKnown = column.isKnown
    switch self {
    case .never: return RowSet(count: values.count)
    case .always: return RowSet(count: values.count) { isKnown[$0] }
    case .range(let low, let high): return RowSet(count: values.count) { isKnown[$0] && values[$0] >= low && values[$0] <= high }
    case .notEqual(let number): return RowSet(count: values.count) { isKnown[$0] && values[$0] != number }
    case .oneOf(let numbers): return RowSet(count: values.count) { isKnown[$0] && numbers.contains(values[$0]) }
    }
  }
}
