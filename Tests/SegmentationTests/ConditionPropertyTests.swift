import Contracts
import Segmentation
import TestSupport
import Testing

/// Random conditions, from a fixed seed that is printed when a test fails.
private struct ConditionSource {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func pick<C: RandomAccessCollection>(_ choices: C) -> C.Element where C.Index == Int {
    choices[choices.startIndex + Int(next() % UInt64(choices.count))]
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int { range.lowerBound + Int(next() % UInt64(range.count)) }

  mutating func condition(depth: Int) throws -> Condition {
    switch depth == 0 ? 3 : number(0...5) {
    case 0: return .all(try (0..<number(2...4)).map { _ in try condition(depth: depth - 1) })
    case 1: return .any(try (0..<number(2...4)).map { _ in try condition(depth: depth - 1) })
    case 2: return .not(try condition(depth: depth - 1))
    case 5: return .constant(number(0...1) == 0)
    default: return .test(try test())
    }
  }

  mutating func attribute() throws -> Attribute {
    switch number(0...5) {
    case 0: .custom(pick(["income", "a b", "ñ\"\\", "x'y", "and", "9"]))
    case 1: .split(pick(["a", "b c"]))
    default: .known(pick(Attribute.Known.allCases))
    }
  }

  mutating func test() throws -> AttributeTest {
    let attribute = try attribute()
    let type = attribute.type
    let literal = try literal(of: type)
    let isOrdered =
      switch literal {
      case .number, .money, .date: true
      case .text, .flag: false
      }
    let isText =
      switch type {
      case .text, .word, .free: true
      case .number, .money, .date, .flag: false
      }
    switch number(0...5) {
    case 0: return AttributeTest(attribute, .known)
    case 1: return AttributeTest(attribute, .oneOf([literal, literal]))
    case 2 where isOrdered: return AttributeTest(attribute, .between(literal, literal))
    case 3 where isText: return AttributeTest(attribute, number(0...1) == 0 ? .contains(text()) : .startsWith(text()))
    default:
      let relations = isOrdered ? AttributeTest.Relation.allCases : [.equal, .notEqual]
      return AttributeTest(attribute, .compare(pick(relations), literal))
    }
  }

  mutating func text() -> String { pick(["", "Lima", "a\"b", "back\\slash", "it's", "Ñuñoa\n2", "👩‍👧", "and", "("]) }

  mutating func literal(of type: AttributeType) throws -> Literal {
    switch type {
    case .number:
      .number(try #require(ExactNumber(pick(["0", "-1", "45", "-2.5", "999999999999999999", "0.000001", "-0.000001", "-0.5"]))))
    case .money: .money(Money(minor: Int64(number(-1_000_000...1_000_000)), currency: pick([.pen, .cop])))
    case .text: .text(text())
    case .word(let words): .text(pick(words))
    case .date: .date(CalendarDate(daysSince1970: Int32(number(-300_000...900_000))))
    case .flag: .flag(number(0...1) == 0)
    case .free: try literal(of: pick([.number, .text, .date, .flag]))
    }
  }
}

@Suite struct ConditionPropertyTests {
  @Test("V17: what is printed reads back as the same condition, whatever it is", arguments: [UInt64(20_261_122), 7, 99])
  func roundTrip(seed: UInt64) throws {
    var source = ConditionSource(state: seed)
    for _ in 0..<800 {
      let condition = try source.condition(depth: 4)
      let text = condition.description
      let again = try Condition(text)
      #expect(again == condition, "\(text)")
      #expect(again.description == text)
    }
  }

  @Test("V17: no text makes the parser fail otherwise than with a place within the text", arguments: [UInt64(1), 2, 3])
  func fuzz(seed: UInt64) throws {
    var source = ConditionSource(state: seed)
    let pieces = [
      "and", "or", "not", "(", ")", "in", "between", "is", "known", "contains", "starts", "with", "=", "!=", "<", "<=", ">", ">=", ",",
      "city", "overdue", "days_past_due", "has_email", "custom.x", "custom.\"a b\"", "split.a", "5", "-3.25", "5 PEN", "2026-11-22",
      "2026-13-40", "'x'", "\"", "'", "\\", "\n", "\t", ".", "!", "-", "é", "👩‍👧", "\u{0}", "true", "false", "99999999999999999999", "",
    ]
    var understood = 0
    for _ in 0..<5_000 {
      let separator = source.pick(["", " ", " ", " "])
      let text = (0..<source.number(1...9)).map { _ in source.pick(pieces) }.joined(separator: separator)
      do {
        let condition = try Condition(text)
        #expect(try Condition(condition.description) == condition, "\(text)")
        understood += 1
      } catch {
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        #expect((1...lines.count).contains(error.line), "\(text)")
        #expect((1...lines[error.line - 1].count + 1).contains(error.column), "\(text)")
      }
    }
    #expect(understood > 3)
  }

  @Test("a batch of many accounts gives each the answer that it gets alone", arguments: [UInt64(5), 6])
  func batches(seed: UInt64) throws {
    var source = ConditionSource(state: seed)
    let profiles = try (0..<130).map { number in
      var row = Row()
      for known in Attribute.Known.allCases where source.number(0...3) > 0 {
        row.values[.known(known)] = try Self.fact(source.literal(of: Attribute.known(known).type))
      }
      row.values[.custom("income")] = .text(source.pick(["5", "-2.5", "x", "2026-01-01", "true", "Lima"]))
      row.values[.split("a")] = .number(Int64(number % 100))
      return row
    }
    let conditions = try (0..<200).map { _ in try source.condition(depth: 3) }
    let set = ConditionSet(conditions)
    let together = set.rows(of: FactTable(profiles, set.attributes))
    for (condition, rows) in zip(conditions, together) {
      for (number, profile) in profiles.enumerated() {
        #expect(rows[number] == condition.holds(for: profile), "\(condition)")
      }
      #expect(rows.cardinality == profiles.filter { condition.holds(for: $0) }.count)
    }
  }

  private struct Row: AttributeSource {
    var values: [Attribute: FactValue] = [:]
    func value(of attribute: Attribute) -> FactValue? { values[attribute] }
  }

  private static func fact(_ literal: Literal) -> FactValue {
    switch literal {
    case .number(let number): .number(number.whole)
    case .money(let money): .money(money)
    case .text(let text): .text(text)
    case .date(let date): .date(date)
    case .flag(let flag): .flag(flag)
    }
  }
}
