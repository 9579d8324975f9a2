/// Conditions that are evaluated together: each different test of theirs is made ready once, and asked once a batch.
package struct ConditionSet: Sendable {
  private let tests: [CompiledTest]
  private let trees: [Tree]
  /// The columns that a table needs.
  package let attributes: Set<Attribute>

  private indirect enum Tree: Sendable {
    case constant(Bool)
    case all([Tree])
    case any([Tree])
    case not(Tree)
    case test(Int)
  }

  package init(_ conditions: [Condition]) {
    var tests: [AttributeTest] = []
    var numbers: [AttributeTest: Int] = [:]
    func tree(_ condition: Condition) -> Tree {
      switch condition {
      case .constant(let value): return .constant(value)
      case .all(let parts): return .all(parts.map(tree))
      case .any(let parts): return .any(parts.map(tree))
      case .not(let part): return .not(tree(part))
      case .test(let test):
        if let number = numbers[test] { return .test(number) }
        numbers[test] = tests.count
        tests.append(test)
        return .test(tests.count - 1)
      }
    }
    trees = conditions.map(tree)
    self.tests = tests.map(CompiledTest.init)
    attributes = Set(tests.map(\.attribute))
  }

  /// For each condition the rows for which it holds.
  package func rows(of table: FactTable) -> [RowSet] {
    let answers = tests.map { $0.rows(of: table) }
    func rows(_ tree: Tree) -> RowSet {
      switch tree {
      case .constant(let value): return RowSet(count: table.count, all: value)
      case .all(let parts): return parts.reduce(into: RowSet(count: table.count, all: true)) { $0.formIntersection(rows($1)) }
      case .any(let parts): return parts.reduce(into: RowSet(count: table.count)) { $0.formUnion(rows($1)) }
      case .not(let part):
        var rows = rows(part)
        rows.invert()
        return rows
      case .test(let number): return answers[number]
      }
    }
    return trees.map(rows)
  }
}

extension Condition {
  /// Whether it holds for one account. Many are evaluated together by a `ConditionSet`.
  package func holds(for source: some AttributeSource) -> Bool {
    ConditionSet([self]).rows(of: FactTable([source], attributes))[0][0]
  }
}
