/// What a condition may ask about an account, its debtor and its history.
///
/// Attributes that the upstream system adds freely are named `custom.<key>`.
package enum Attribute: Hashable, Sendable {
  case known(Known)
  case custom(String)

  package enum Known: String, CaseIterable, Sendable {
    case stage, bucket, status, currency, country, state, city, district, language
    case daysPastDue = "days_past_due"
    /// Days until the next due date; negative after it.
    case daysToDue = "days_to_due"
    case overdueMinor = "overdue_minor"
    case totalDueMinor = "total_due_minor"
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
  }

  private static let customPrefix = "custom."

  /// `nil` for a name that is neither known nor starts with `custom.`.
  package init?(_ name: String) {
    if let known = Known(rawValue: name) {
      self = .known(known)
    } else if name.hasPrefix(Self.customPrefix), name.count > Self.customPrefix.count {
      self = .custom(String(name.dropFirst(Self.customPrefix.count)))
    } else {
      return nil
    }
  }

  package var name: String {
    switch self {
    case .known(let known): known.rawValue
    case .custom(let key): Self.customPrefix + key
    }
  }
}

/// Something that conditions can be asked about.
package protocol AttributeSource {
  /// `nil` when it is not known.
  func value(of attribute: Attribute) -> AttributeValue?
}
