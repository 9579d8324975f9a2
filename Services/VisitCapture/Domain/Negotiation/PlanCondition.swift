package import Contracts

/// Whom a relief plan is for: a predicate over account, debtor and history.
///
/// As JSON: `{"all": […]}`, `{"any": […]}`, `{"not": …}`, `{"fact": "days_past_due", "at_least": 30, "at_most": 180}`,
/// `{"fact": "product_type", "in": ["loan", "card"]}`. A fact that is not known fulfils nothing.
package indirect enum PlanCondition: Equatable, Sendable {
  case all([PlanCondition])
  case any([PlanCondition])
  case not(PlanCondition)
  case number(fact: String, atLeast: Int64?, atMost: Int64?)
  case word(fact: String, oneOf: [String])

  package static let always = PlanCondition.all([])

  package func holds(for subject: PlanSubject) -> Bool {
    switch self {
    case .all(let conditions): conditions.allSatisfy { $0.holds(for: subject) }
    case .any(let conditions): conditions.contains { $0.holds(for: subject) }
    case .not(let condition): !condition.holds(for: subject)
    case .number(let fact, let atLeast, let atMost):
      subject.number(fact).map { $0 >= atLeast ?? .min && $0 <= atMost ?? .max } ?? false
    case .word(let fact, let words): subject.word(fact).map(words.contains) ?? false
    }
  }
}

/// What conditions look at.
package struct PlanSubject: Sendable {
  package var account: AccountUpdated
  package var debtor: DebtorUpdated
  package var brokenPromises: Int64
  package var brokenAgreements: Int64

  package init(account: AccountUpdated, debtor: DebtorUpdated, brokenPromises: Int64 = 0, brokenAgreements: Int64 = 0) {
    self.account = account
    self.debtor = debtor
    self.brokenPromises = brokenPromises
    self.brokenAgreements = brokenAgreements
  }

  static let numbers = ["days_past_due", "total_due_minor", "overdue_minor", "risk_score", "broken_promises", "broken_agreements"]
  static let words = ["product_type", "product_code", "creditor_id", "status", "currency", "country", "person_type", "city"]
  static let attributePrefix = "attributes."

  func number(_ fact: String) -> Int64? {
    switch fact {
    case "days_past_due": Int64(account.daysPastDue)
    case "total_due_minor": account.totalDueMinor
    case "overdue_minor": account.overdueMinor
    case "risk_score": account.riskScore.map { Int64($0) }
    case "broken_promises": brokenPromises
    case "broken_agreements": brokenAgreements
    default: nil
    }
  }

  func word(_ fact: String) -> String? {
    if fact.hasPrefix(Self.attributePrefix) { return account.attributes[String(fact.dropFirst(Self.attributePrefix.count))] }
    return switch fact {
    case "product_type": account.productType.rawValue
    case "product_code": account.productCode
    case "creditor_id": account.creditorID.rawValue
    case "status": account.status.rawValue
    case "currency": account.currency.rawValue
    case "country": debtor.country
    case "person_type": debtor.personType.rawValue
    case "city": debtor.addresses.first?.city
    default: nil
    }
  }
}

extension PlanCondition: Codable {
  private enum CodingKeys: String, CodingKey {
    case all, any, not, fact
    case atLeast = "at_least"
    case atMost = "at_most"
    case oneOf = "in"
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let conditions = try container.decodeIfPresent([PlanCondition].self, forKey: .all) {
      self = .all(conditions)
    } else if let conditions = try container.decodeIfPresent([PlanCondition].self, forKey: .any) {
      self = .any(conditions)
    } else if let condition = try container.decodeIfPresent(PlanCondition.self, forKey: .not) {
      self = .not(condition)
    } else {
      self = try Self.comparison(container)
    }
  }

  private static func comparison(_ container: KeyedDecodingContainer<CodingKeys>) throws -> PlanCondition {
    let fact = try container.decode(String.self, forKey: .fact)
    if PlanSubject.numbers.contains(fact) {
      let atLeast = try container.decodeIfPresent(Int64.self, forKey: .atLeast)
      let atMost = try container.decodeIfPresent(Int64.self, forKey: .atMost)
      guard atLeast != nil || atMost != nil else {
        throw DecodingError.dataCorruptedError(forKey: .atLeast, in: container, debugDescription: "expected at_least, at_most or both")
      }
      return .number(fact: fact, atLeast: atLeast, atMost: atMost)
    }
    guard PlanSubject.words.contains(fact) || fact.hasPrefix(PlanSubject.attributePrefix) else {
      let known = (PlanSubject.numbers + PlanSubject.words).joined(separator: ", ")
      throw DecodingError.dataCorruptedError(forKey: .fact, in: container, debugDescription: "expected attributes.… or one of \(known)")
    }
    return .word(fact: fact, oneOf: try container.decode([String].self, forKey: .oneOf))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .all(let conditions): try container.encode(conditions, forKey: .all)
    case .any(let conditions): try container.encode(conditions, forKey: .any)
    case .not(let condition): try container.encode(condition, forKey: .not)
    case .number(let fact, let atLeast, let atMost):
      try container.encode(fact, forKey: .fact)
      try container.encodeIfPresent(atLeast, forKey: .atLeast)
      try container.encodeIfPresent(atMost, forKey: .atMost)
    case .word(let fact, let words):
      try container.encode(fact, forKey: .fact)
      try container.encode(words, forKey: .oneOf)
    }
  }
}
