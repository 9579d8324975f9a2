import Contracts

/// Where an account stands, from what the bank last said about it and the newest payment, whichever is later.
///
/// Account states and payments come on different topics in no fixed order; the times at which ingestion recorded them decide.
package struct Standing: Equatable, Sendable {
  package let overdueMinor: Int64
  package let daysPastDue: Int
  /// Nothing is overdue.
  package let isCleared: Bool
  /// A payment is the reason that nothing is overdue.
  package let clearedByPayment: Bool

  package init(account: AccountFacts, payment: PaymentMark?) {
    if let payment, payment.recordedAt >= account.updatedAt {
      overdueMinor = payment.overdueMinor
      daysPastDue = payment.overdueMinor == 0 ? min(account.daysPastDue, 0) : account.daysPastDue
      clearedByPayment = payment.overdueMinor == 0
    } else {
      overdueMinor = account.overdueMinor
      daysPastDue = account.daysPastDue
      clearedByPayment = false
    }
    isCleared = daysPastDue <= 0
  }

  /// Why a task on overdue debt ends now that nothing is overdue.
  func clearance(of account: AccountFacts, openedOn: CalendarDate) -> TaskCloseReason {
    if clearedByPayment { return .paid }
    return account.lastPaymentDate.map { $0 >= openedOn } == true ? .paid : .cured
  }
}

/// An account as conditions see it.
package struct Profile: AttributeSource {
  let dossier: Dossier
  let standing: Standing
  let stage: Stage
  let bucket: String
  /// In the debtor's zone; UTC while the debtor is not known.
  let calendar: LocalCalendar
  let today: CalendarDate

  package func value(of attribute: Attribute) -> AttributeValue? {
    switch attribute {
    case .custom(let key): dossier.account.attributes[key].map(AttributeValue.text)
    case .known(let known): accountValue(known) ?? debtorValue(known) ?? historyValue(known)
    }
  }

  private func accountValue(_ attribute: Attribute.Known) -> AttributeValue? {
    let account = dossier.account
    return switch attribute {
    case .stage: .text(stage.rawValue)
    case .bucket: .text(bucket)
    case .status: .text(account.status.rawValue)
    case .currency: .text(account.currency.rawValue)
    case .daysPastDue: .number(Int64(standing.daysPastDue))
    case .daysToDue: account.dueDate.map { .number(Int64($0.days(since: today))) }
    case .overdueMinor: .number(standing.overdueMinor)
    case .totalDueMinor: .number(account.totalDueMinor)
    case .productType: .text(account.productType.rawValue)
    case .productCode: account.productCode.map(AttributeValue.text)
    case .branchCode: account.branchCode.map(AttributeValue.text)
    case .creditorID: .text(account.creditorID.rawValue)
    case .riskScore: account.riskScore.map { .number(Int64($0)) }
    case .visitAuthorized: .flag(account.flags.visitAuthorized)
    case .hardship: .flag(account.flags.hardship)
    case .dispute: .flag(account.flags.dispute)
    default: nil
    }
  }

  private func debtorValue(_ attribute: Attribute.Known) -> AttributeValue? {
    guard let debtor = dossier.debtor else { return nil }
    return switch attribute {
    case .country: .text(debtor.country)
    case .state: debtor.state.map(AttributeValue.text)
    case .city: debtor.city.map(AttributeValue.text)
    case .district: debtor.district.map(AttributeValue.text)
    case .language: .text(debtor.language)
    case .personType: .text(debtor.personType.rawValue)
    case .hasEmail: .flag(debtor.hasEmail)
    case .age: debtor.birthDate.map { .number(Self.years(from: $0, to: today)) }
    default: nil
    }
  }

  private func historyValue(_ attribute: Attribute.Known) -> AttributeValue? {
    let history = dossier.history
    return switch attribute {
    case .visits: .number(Int64(history.visits))
    case .rightPartyContacts: .number(Int64(history.rightPartyContacts))
    case .daysSinceVisit: history.lastVisitAt.map { .number(Int64(today.days(since: calendar.date(of: $0)))) }
    case .promiseActive: .flag(history.promiseDueOn.map { $0 >= today } ?? false)
    case .brokenPromises: .number(Int64(history.brokenPromises))
    default: nil
    }
  }

  private static func years(from birth: CalendarDate, to today: CalendarDate) -> Int64 {
    let (from, to) = (birth.components, today.components)
    return Int64(to.year - from.year - ((to.month, to.day) < (from.month, from.day) ? 1 : 0))
  }
}
