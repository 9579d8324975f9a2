package import ContactRules
package import Contracts

/// A contact that is asked about, or took place.
package struct ContactQuestion: Equatable, Sendable {
  package var channel: ContactChannel
  package var place: ContactPlace
  /// Whom it reaches.
  package var party: PartyRole
  package var instant: Instant

  package init(channel: ContactChannel, place: ContactPlace = .unspecified, party: PartyRole = .holder, instant: Instant) {
    self.channel = channel
    self.place = place
    self.party = party
    self.instant = instant
  }
}

/// What the law said about a contact concerning an account, and what it was asked.
package struct ContactRuling: Equatable, Sendable {
  package let accountID: AccountID?
  package let creditorID: CreditorID?
  package let request: ContactRequest
  package let decision: ContactDecision
}

/// Asks the contact rules with what is known of a debtor. Pure.
package struct ContactJudge: Sendable {
  package let rules: ContactRules

  package init(rules: ContactRules) { self.rules = rules }

  /// The answer for each of the accounts, all of which must allow; without any, for the debtor alone.
  package func rulings(on question: ContactQuestion, about accounts: [AccountUpdated], _ dossier: Dossier) -> [ContactRuling] {
    accounts.isEmpty ? [ruling(question, nil, dossier)] : accounts.map { ruling(question, $0, dossier) }
  }

  /// Whether somebody beside the debtor may be contacted on a date, earlier contacts aside, and the rules that say so.
  package func permission(
    for party: DebtorParty, by channel: ContactChannel, on date: CalendarDate, _ dossier: Dossier, at now: Instant
  ) -> (allowed: Bool, ruleIDs: [String]) {
    let accounts = dossier.accounts.filter { $0.status.isWorked && party.isOf($0) }
    let question = ContactQuestion(channel: channel, party: party.role, instant: now)
    let days = rulings(on: question, about: accounts, dossier).map { rules.windows(on: date, for: $0.request) }
    let refusals = days.filter(\.windows.isEmpty)
    let ruleIDs = (refusals.isEmpty ? days : refusals).flatMap { $0.ruleIDs.map(\.rawValue) }
    return (refusals.isEmpty, Set(ruleIDs).sorted())
  }

  private func ruling(_ question: ContactQuestion, _ account: AccountUpdated?, _ dossier: Dossier) -> ContactRuling {
    let request = ContactRequest(
      jurisdictions: [rules.jurisdiction(of: dossier.debtor.country, state: dossier.homeState)],
      channel: question.channel, place: question.place, party: question.party,
      product: account?.productType, visitAuthorised: account?.flags.visitAuthorized ?? false,
      consent: ChannelConsent(dossier.debtor.consent(to: question.channel)),
      flags: account.map { ContactFlags(dossier.flags(of: $0, at: question.instant)) } ?? [], instant: question.instant,
      timeZone: dossier.debtor.timeZone,
      prior: dossier.prior.filter { $0.at < question.instant }.map { contact in
        account.map { contact.counted(for: $0.accountID) } ?? PriorContact(contact.channel, at: contact.at, reached: contact.reached)
      })
    return ContactRuling(
      accountID: account?.accountID, creditorID: account?.creditorID, request: request, decision: rules.decide(request))
  }
}

extension DebtorParty {
  /// Whether the account is one that the person has to do with, and its creditor may know.
  package func isOf(_ account: AccountUpdated) -> Bool {
    (accountID ?? account.accountID) == account.accountID && (creditorID ?? account.creditorID) == account.creditorID
  }
}
