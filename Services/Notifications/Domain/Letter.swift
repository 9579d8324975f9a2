package import ContactRules
package import Contracts

/// A published text in one language.
package struct MessageTemplate: Equatable, Sendable {
  package var template: String
  package var version: Int
  package var language: String
  package var subject: String
  package var body: String

  package init(template: String, version: Int, language: String, subject: String, body: String) {
    self.template = template
    self.version = version
    self.language = language
    self.subject = subject
    self.body = body
  }
}

/// A message with everything that is known about it when it is about to be sent.
package struct Letter: Sendable {
  package var message: Message
  /// `nil` until the debtor has arrived.
  package var debtor: DebtorFacts?
  /// `nil` until the account has arrived.
  package var account: AccountFacts?
  package var creditorName: String?
  /// The promise or the instalment that the message reminds of.
  package var promise: PromiseFacts?
  /// When the last of the account's active promises falls due.
  package var promiseDueOn: CalendarDate?
  /// What was sent to the debtor before, by any channel of ours.
  package var prior: [PriorContact]

  package init(
    message: Message, debtor: DebtorFacts?, account: AccountFacts?, creditorName: String?, promise: PromiseFacts?,
    promiseDueOn: CalendarDate?, prior: [PriorContact]
  ) {
    self.message = message
    self.debtor = debtor
    self.account = account
    self.creditorName = creditorName
    self.promise = promise
    self.promiseDueOn = promiseDueOn
    self.prior = prior
  }
}
