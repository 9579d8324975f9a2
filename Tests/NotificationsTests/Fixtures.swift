import Contracts
import ServiceKit
import TestSupport

func account(
  _ number: Int = 1, dpd: Int = 45, overdue: Int64 = 123_450, status: AccountStatus = .active, currency: Currency = .pen,
  flags: AccountFlags = AccountFlags(), nextDue: String? = "2026-12-05", nextMinor: Int64? = 25_000, version: Int64 = 1,
  updatedAt: String = "2026-11-22T12:00:00Z", debtor: Int? = nil
) throws -> AccountUpdated {
  AccountUpdated(
    accountID: try id("account", number), debtorID: try id("debtor", debtor ?? number), creditorID: CreditorID("andes"),
    accountNumber: "00012345678\(number)", productCode: nil, productType: .loan, branchCode: nil, currency: currency, status: status,
    daysPastDue: dpd, oldestDueDate: nil, totalDueMinor: overdue + 500_000, overdueMinor: dpd > 0 ? overdue : 0,
    overduePrincipalMinor: 0, overdueInterestMinor: 0, overdueLateInterestMinor: 0, overdueFeesMinor: 0,
    nextDueDate: nextDue.map(date), nextDueMinor: nextMinor, lastPaymentDate: nil, lastPaymentMinor: nil, riskScore: nil, flags: flags,
    attributes: [:], businessDate: date("2026-11-22"), version: version, updatedAt: instant(updatedAt))
}

func debtor(
  _ number: Int = 1, country: String = "PE", zone: String = "America/Lima", language: String = "es-PE", consent: Bool? = true,
  email: String? = "ana@example.com", version: Int64 = 1
) throws -> DebtorUpdated {
  var contacts: [DebtorContact] = []
  if let email {
    contacts.append(
      DebtorContact(contactID: try id("contact", number), channel: .email, value: email, quality: "good", consentGranted: consent))
  }
  return DebtorUpdated(
    debtorID: try id("debtor", number), idType: "DNI", idNumber: "4\(number)", fullName: "Ana Núñez", personType: .natural,
    birthDate: nil, language: language, country: country, timeZone: zone, addresses: [], contacts: contacts, totals: [],
    version: version, updatedAt: instant("2026-11-22T12:00:00Z"))
}

func task(
  _ number: Int = 1, of account: Int = 1, debtor: Int? = nil, kind: TaskKind = .email, template: String? = "arrears_notice",
  dpd: Int = 45, state: TaskState = .open, reason: TaskCloseReason? = nil, due: String = "2026-11-23", expires: String = "2026-11-28",
  version: Int64 = 1
) throws -> TaskChanged {
  TaskChanged(
    taskID: try id("task", number), debtorID: try id("debtor", debtor ?? account), accountID: try id("account", account),
    creditorID: CreditorID("andes"), kind: kind, state: state, closeReason: reason, strategyID: StrategyID("mid"), strategyVersion: 1,
    step: "notice", template: template, dueOn: date(due), expiresOn: date(expires), priority: 500, amountMinor: 123_450,
    currency: .pen, daysPastDue: dpd, segmentIDs: [], version: version, changedAt: instant("2026-11-23T12:00:00Z"))
}

func payment(of account: Int = 1, overdueAfter: Int64 = 0, recordedAt: String = "2026-11-23T15:00:00Z") throws -> PaymentRecorded {
  PaymentRecorded(
    paymentID: PaymentID("pay-\(account)"), accountID: try id("account", account), debtorID: try id("debtor", account),
    creditorID: CreditorID("andes"), amountMinor: 123_450, currency: .pen, kind: .posted, reversalOf: nil,
    valueDate: date("2026-11-23"), postedAt: instant(recordedAt), channel: nil, accountOverdueMinor: overdueAfter,
    debtorOverdueMinor: overdueAfter, recordedAt: instant(recordedAt))
}

/// An agreement of two instalments, on the 26th of November and on the 26th of December.
func agreement(
  of account: Int = 1, state: AgreementState = .active, cause: AgreementCause = .activated, next: String? = "2026-11-26",
  amount: Int64? = 30_000, version: Int64 = 5, at changedAt: String = "2026-11-23T14:00:00Z"
) throws -> AgreementChanged {
  AgreementChanged(
    agreementID: try id("agreement", account), debtorID: try id("debtor", account), accountID: try id("account", account),
    creditorID: CreditorID("andes"), collectorID: try id("staff", 1), negotiationType: "instalment_plan", planCode: "alivio",
    planVersion: 1,
    state: state, cause: cause, currency: .pen, debtMinor: 60_000, waivedMinor: 0, waiverEarnedMinor: 0, downPaymentMinor: 0,
    financedMinor: 60_000, totalMinor: 60_000, instalments: 2, frequency: "monthly", firstDueOn: date("2026-11-26"),
    lastDueOn: date("2026-12-26"), nextDueOn: next.map(date), nextDueMinor: amount, paidMinor: 0, paidInstalments: 0, lateInstalments: 0,
    approvalLevel: 0, incentivesEarned: 0, documentSHA256: nil, version: version, madeAt: instant("2026-11-23T14:00:00Z"),
    changedAt: instant(changedAt), overdueInstalments: 0)
}

func promise(
  of account: Int = 1, due: String, state: PromiseState = .active, version: Int64 = 1, madeAt: String = "2026-11-23T14:00:00Z"
) throws -> PromiseChanged {
  PromiseChanged(
    promiseID: try id("promise", account), debtorID: try id("debtor", account), accountID: try id("account", account), visitID: nil,
    collectorID: try id("staff", 1), amountMinor: 50_000, currency: .pen, dueOn: date(due), state: state, paidMinor: 0,
    version: version, madeAt: instant(madeAt), changedAt: instant(madeAt))
}
