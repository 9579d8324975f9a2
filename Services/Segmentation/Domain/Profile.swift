package import Contracts

/// An account as conditions see it at one instant.
package struct Profile: Sendable {
  let dossier: Dossier
  let standing: Standing
  let stage: Stage
  let bucket: String
  /// In the debtor's zone; UTC while the debtor is not known.
  let calendar: LocalCalendar
  let today: CalendarDate

  package init(_ dossier: Dossier, policy: TreatmentPolicy, now: Instant) {
    self.dossier = dossier
    standing = Standing(account: dossier.account, payment: dossier.payment)
    calendar = dossier.debtor.flatMap { LocalCalendar(identifier: $0.timeZone) } ?? .utc
    today = calendar.date(of: now)
    stage = policy.stage(status: dossier.account.status, daysPastDue: standing.daysPastDue)
    bucket = policy.buckets.name(of: standing.daysPastDue)
  }
}

extension Profile: AttributeSource {
  package func value(of attribute: Attribute) -> FactValue? {
    switch attribute {
    case .custom(let key): dossier.account.attributes[key].map(FactValue.text)
    case .list(let listID): .flag(dossier.listIDs.contains(listID))
    case .split(let name): .number(Split.percent(of: dossier.account.debtorID, under: name))
    case .known(let known): accountValue(known) ?? moneyValue(known) ?? debtorValue(known) ?? historyValue(known)
    }
  }

  private func accountValue(_ attribute: Attribute.Known) -> FactValue? {
    let account = dossier.account
    return switch attribute {
    case .stage: .text(stage.rawValue)
    case .bucket: .text(bucket)
    case .status: .text(account.status.rawValue)
    case .daysPastDue: .number(Int64(standing.daysPastDue))
    case .debtAge: account.oldestDueDate.map(age)
    case .daysToDue: account.dueDate.map { .number(Int64($0.days(since: today))) }
    case .nextDueOn: account.nextDueDate.map(FactValue.date)
    case .oldestDueOn: account.oldestDueDate.map(FactValue.date)
    case .productType: .text(account.productType.rawValue)
    case .productCode: account.productCode.map(FactValue.text)
    case .branchCode: account.branchCode.map(FactValue.text)
    case .creditorID: .text(account.creditorID.rawValue)
    case .riskScore: account.riskScore.map { .number(Int64($0)) }
    case .visitAuthorized: .flag(account.flags.visitAuthorized)
    case .hardship: .flag(dossier.flags.hardship)
    case .dispute: .flag(dossier.flags.dispute)
    default: nil
    }
  }

  private func moneyValue(_ attribute: Attribute.Known) -> FactValue? {
    let account = dossier.account
    return switch attribute {
    case .currency: .text(account.currency.rawValue)
    case .overdue: .money(Money(minor: standing.overdueMinor, currency: account.currency))
    case .totalDue: .money(Money(minor: account.totalDueMinor, currency: account.currency))
    case .overdueMinor: .number(standing.overdueMinor)
    case .totalDueMinor: .number(account.totalDueMinor)
    case .lastPaymentOn: account.lastPaymentDate.map(FactValue.date)
    case .daysSincePayment: account.lastPaymentDate.map(age)
    default: nil
    }
  }

  private func debtorValue(_ attribute: Attribute.Known) -> FactValue? {
    guard let debtor = dossier.debtor else { return nil }
    return switch attribute {
    case .country: .text(debtor.country)
    case .state: debtor.state.map(FactValue.text)
    case .city: debtor.city.map(FactValue.text)
    case .district: debtor.district.map(FactValue.text)
    case .language: .text(debtor.language)
    case .personType: .text(debtor.personType.rawValue)
    case .hasEmail: .flag(debtor.hasEmail)
    case .age: debtor.birthDate.map { .number(Self.years(from: $0, to: today)) }
    default: nil
    }
  }

  private func historyValue(_ attribute: Attribute.Known) -> FactValue? {
    let history = dossier.history
    return switch attribute {
    case .visits: .number(Int64(history.visits))
    case .rightPartyContacts: .number(Int64(history.rightPartyContacts))
    case .daysSinceVisit: history.lastVisitAt.map { age(calendar.date(of: $0)) }
    case .promiseActive: .flag(history.promiseDueOn.map { $0 >= today } ?? false)
    case .brokenPromises: .number(Int64(history.brokenPromises))
    case .keptPromises: .number(Int64(history.keptPromises))
    default: nil
    }
  }

  private func age(_ date: CalendarDate) -> FactValue { .number(Int64(today.days(since: date))) }

  private static func years(from birth: CalendarDate, to today: CalendarDate) -> Int64 {
    let (from, to) = (birth.components, today.components)
    return Int64(to.year - from.year - ((to.month, to.day) < (from.month, from.day) ? 1 : 0))
  }
}
