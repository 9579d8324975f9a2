package import Contracts

/// What a condition may ask about an account, its debtor and its history.
package enum Attribute: Hashable, Sendable {
  case known(Known)
  /// `custom.<key>`: what the upstream system adds freely, as text.
  case custom(String)
  /// `list.<id>`: whether the account or its debtor is on the list.
  case list(ListID)
  /// `split.<name>`: 0 to 99, at random but always the same for one debtor under one name.
  case split(String)

  package enum Known: String, CaseIterable, Sendable {
    case stage, bucket, status, currency, country, state, city, district, language
    case daysPastDue = "days_past_due"
    /// Days since the oldest due date that is still unpaid.
    case debtAge = "debt_age"
    /// Days until the next due date; negative after it.
    case daysToDue = "days_to_due"
    case nextDueOn = "next_due_on"
    case oldestDueOn = "oldest_due_on"
    /// What is overdue, as an amount of money.
    case overdue
    case totalDue = "total_due"
    case overdueMinor = "overdue_minor"
    case totalDueMinor = "total_due_minor"
    case lastPaymentOn = "last_payment_on"
    case daysSincePayment = "days_since_payment"
    case productType = "product_type"
    case productCode = "product_code"
    case branchCode = "branch_code"
    case creditorID = "creditor_id"
    case riskScore = "risk_score"
    /// Whole years of the debtor.
    case age
    case personType = "person_type"
    case hasEmail = "has_email"
    case visitAuthorized = "visit_authorized"
    case hardship
    case dispute
    /// Visits recorded for the account.
    case visits
    /// Visits on which the debtor was met.
    case rightPartyContacts = "right_party_contacts"
    case daysSinceVisit = "days_since_visit"
    case promiseActive = "promise_active"
    case brokenPromises = "broken_promises"
    case keptPromises = "kept_promises"
  }

  private static let customPrefix = "custom."
  private static let listPrefix = "list."
  private static let splitPrefix = "split."

  /// `nil` for a name that is neither known nor starts with `custom.`, `list.` or `split.`.
  package init?(_ name: String) {
    if let known = Known(rawValue: name) {
      self = .known(known)
    } else if name.hasPrefix(Self.customPrefix), name.count > Self.customPrefix.count {
      self = .custom(String(name.dropFirst(Self.customPrefix.count)))
    } else if name.hasPrefix(Self.listPrefix), name.count > Self.listPrefix.count {
      self = .list(ListID(String(name.dropFirst(Self.listPrefix.count))))
    } else if name.hasPrefix(Self.splitPrefix), name.count > Self.splitPrefix.count {
      self = .split(String(name.dropFirst(Self.splitPrefix.count)))
    } else {
      return nil
    }
  }

  package var name: String {
    switch self {
    case .known(let known): known.rawValue
    case .custom(let key): Self.customPrefix + key
    case .list(let listID): Self.listPrefix + listID.rawValue
    case .split(let key): Self.splitPrefix + key
    }
  }

  /// As it is written in a condition: a key that is no plain word stands in quotes.
  var text: String {
    switch self {
    case .known(let known): known.rawValue
    case .custom(let key): Self.customPrefix + Self.written(key)
    case .list(let listID): Self.listPrefix + Self.written(listID.rawValue)
    case .split(let key): Self.splitPrefix + Self.written(key)
    }
  }

  private static func written(_ key: String) -> String {
    !key.isEmpty && key.unicodeScalars.allSatisfy(ConditionLexer.isWordPart) ? key : Literal.quoted(key)
  }
}

/// What the values of an attribute are.
package enum AttributeType: Equatable, Sendable {
  case number
  case money
  case text
  /// A text out of a closed list.
  case word([String])
  case date
  case flag
  /// A text from upstream, which compares as what it is compared with.
  case free

  /// What may be compared with it, in words.
  var expected: String {
    switch self {
    case .number: "a number"
    case .money: "an amount such as 3000 PEN"
    case .text: "a text in quotes"
    case .word(let words): "one of " + words.map { "\"\($0)\"" }.joined(separator: ", ")
    case .date: "a date such as 2026-11-22"
    case .flag: "true or false"
    case .free: "a number, a text in quotes, a date, true or false"
    }
  }

  func takes(_ literal: Literal) -> Bool {
    switch (self, literal) {
    case (.number, .number), (.money, .money), (.text, .text), (.date, .date), (.flag, .flag): true
    case (.word(let words), .text(let text)): words.contains(text.lowercased())
    case (.free, .money): false
    case (.free, _): true
    default: false
    }
  }

  /// Whether `<` and the like mean something.
  func isOrdered(for literal: Literal) -> Bool {
    switch literal {
    case .number, .money, .date: true
    case .text, .flag: false
    }
  }
}

extension Attribute {
  package var type: AttributeType {
    switch self {
    case .custom: .free
    case .list: .flag
    case .split: .number
    case .known(let known): known.type
    }
  }
}

extension Attribute.Known {
  var type: AttributeType {
    switch self {
    case .stage: .word(Stage.allCases.map(\.rawValue))
    case .status: .word(AccountStatus.allCases.map(\.rawValue))
    case .productType: .word(ProductType.allCases.map(\.rawValue))
    case .personType: .word([PersonType.natural, .legal].map(\.rawValue))
    case .bucket, .currency, .country, .state, .city, .district, .language, .productCode, .branchCode, .creditorID: .text
    case .daysPastDue, .debtAge, .daysToDue, .overdueMinor, .totalDueMinor, .daysSincePayment, .riskScore, .age, .visits,
      .rightPartyContacts, .daysSinceVisit, .brokenPromises, .keptPromises:
      .number
    case .overdue, .totalDue: .money
    case .nextDueOn, .oldestDueOn, .lastPaymentOn: .date
    case .hasEmail, .visitAuthorized, .hardship, .dispute, .promiseActive: .flag
    }
  }
}
