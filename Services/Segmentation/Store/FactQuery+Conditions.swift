import Contracts
import Messaging
import Postgres

extension FactQuery {
  /// A condition in SQL, with every value bound. It is never null.
  func predicate(_ condition: Condition) -> SQL {
    switch condition {
    case .constant(let value): value ? "true" : "false"
    case .all(let parts): parts.isEmpty ? "true" : "(\(parts.map(predicate).joined(separator: " and ")))"
    case .any(let parts): parts.isEmpty ? "false" : "(\(parts.map(predicate).joined(separator: " or ")))"
    case .not(let part): "(not \(predicate(part)))"
    case .test(let test): "coalesce(\(predicate(test)), false)"
    }
  }

  private func predicate(_ test: AttributeTest) -> SQL {
    let value = expression(test.attribute)
    if test.predicate == .known { return "\(value) is not null" }
    switch test.attribute.type {
    case .number, .date, .flag: return comparison(value, test.predicate, operand)
    case .money: return amounts(value, test.predicate)
    case .text, .word: return texts(value, test.predicate)
    case .free: return free(value, test.predicate)
    }
  }

  private func operand(_ literal: Literal) -> SQL {
    switch literal {
    case .number(let number): "\(number.description)::text::numeric"
    case .money(let money): "\(money.minor)"
    case .date(let date): "\(date)"
    case .text(let text): "\(text.lowercased())"
    case .flag(let flag): "\(flag)"
    }
  }

  private func comparison(_ value: SQL, _ predicate: AttributeTest.Predicate, _ operand: (Literal) -> SQL) -> SQL {
    switch predicate {
    case .compare(let relation, let literal): "\(value) \(unsafeRaw: relation.rawValue) \(operand(literal))"
    case .oneOf(let literals): "\(value) in (\(literals.map(operand).joined(separator: ", ")))"
    case .between(let low, let high): "\(value) between \(operand(low)) and \(operand(high))"
    case .known, .contains, .startsWith: "false"
    }
  }

  /// Only amounts in the account's currency compare.
  private func amounts(_ value: SQL, _ predicate: AttributeTest.Predicate) -> SQL {
    let byCurrency = predicate.literals.compactMap(\.money).map(\.currency)
    if case .oneOf(let literals) = predicate {
      return "(\(literals.map { amounts(value, .compare(.equal, $0)) }.joined(separator: " or ")))"
    }
    guard let currency = byCurrency.first else { return "false" }
    return "(a.currency = \(currency) and \(comparison(value, predicate, operand)))"
  }

  private func texts(_ value: SQL, _ predicate: AttributeTest.Predicate) -> SQL {
    let folded: SQL = "lower(\(value) collate \"und-x-icu\")"
    switch predicate {
    case .contains(let text): return "position(\(text.lowercased()) in \(folded)) > 0"
    case .startsWith(let text): return "starts_with(\(folded), \(text.lowercased()))"
    case .known, .compare, .oneOf, .between: return comparison(folded, predicate, operand)
    }
  }

  /// Texts from upstream compare as what they are compared with, if they can be read so.
  private func free(_ value: SQL, _ predicate: AttributeTest.Predicate) -> SQL {
    switch predicate.literals.first {
    case .number?:
      return comparison(
        "(case when \(value) ~ '^-?[0-9]{1,18}([.][0-9]{1,6})?$' then \(value)::numeric end)", predicate, operand)
    case .date?:
      return comparison(
        "(case when \(value) ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then calendar_date(\(value)) end)", predicate, operand)
    case .flag?: return texts(value, predicate.withFlagsAsTexts)
    case .money?, .text?, nil: return texts(value, predicate)
    }
  }
}

extension AttributeTest.Predicate {
  /// Truth values as upstream writes them.
  fileprivate var withFlagsAsTexts: AttributeTest.Predicate {
    func text(_ literal: Literal) -> Literal { if case .flag(let flag) = literal { .text(flag ? "true" : "false") } else { literal } }
    return switch self {
    case .compare(let relation, let literal): .compare(relation, text(literal))
    case .oneOf(let literals): .oneOf(literals.map(text))
    case .between(let low, let high): .between(text(low), text(high))
    case .known, .contains, .startsWith: self
    }
  }
}
