package import ContactRules
package import Contracts

/// What is known of a call, or of a message by hand, when it is judged.
package struct CallCase: Sendable {
  package var task: StrategyTask
  package var dossier: Dossier
  package var debtor: DebtorFacts
  package var consent: ChannelConsent
  /// Contacts that took place, and visits that are planned.
  package var prior: [PriorContact]

  package init(task: StrategyTask, dossier: Dossier, debtor: DebtorFacts, consent: ChannelConsent, prior: [PriorContact]) {
    self.task = task
    self.dossier = dossier
    self.debtor = debtor
    self.consent = consent
    self.prior = prior
  }
}

/// What the law said about a call, and what it was asked.
package struct CallRuling: Sendable {
  package let request: ContactRequest
  package let decision: ContactDecision
}

/// Asks the contact rules when a call may be made. Pure.
package struct CallJudge: Sendable {
  /// A call that the law never allows is asked about again after so long: a calendar may have been added since.
  private static let patience = Seconds(86_400)

  package let rules: ContactRules

  package init(rules: ContactRules) { self.rules = rules }

  /// What the law says about the call at an instant.
  package func ruling(on call: CallCase, at instant: Instant) -> CallRuling {
    let request = ContactRequest(
      // Where calls are a matter of the state, the one of the home counts.
      jurisdictions: [rules.jurisdiction(of: call.debtor.country, state: call.debtor.state)], channel: call.task.channelByHand ?? .call,
      product: call.dossier.account.productType, visitAuthorised: call.dossier.account.flags.visitAuthorized, consent: call.consent,
      flags: ContactFlags(call.dossier.flags), instant: instant, timeZone: call.debtor.timeZone, prior: call.prior)
    return CallRuling(request: request, decision: rules.decide(request))
  }

  /// When the call may be made, from now or its own date or hour on, and the ruling that says so.
  package func permit(for call: CallCase, at now: Instant) -> (permit: CallPermit, ruling: CallRuling) {
    let earliest = call.task.dueAt ?? rules.midnight(of: call.task.dueOn, in: call.debtor.timeZone) ?? now
    let ruling = ruling(on: call, at: max(now, earliest))
    let opening = opening(of: ruling, not: earliest)
    let permit = CallPermit(
      taskID: call.task.taskID, debtorID: call.task.debtorID, accountID: call.task.accountID, window: opening?.window,
      reason: ruling.decision.reasons.first?.code.rawValue,
      refusingRuleIDs: ruling.decision.allowed ? [] : ruling.decision.ruleIDs.map(\.rawValue), openingRuleIDs: opening?.ruleIDs ?? [],
      lawVersion: rules.version, reviewAt: opening?.window.closesAt ?? now.advanced(by: Self.patience))
    return (permit, ruling)
  }

  /// The stretch of time in which the ruling's next allowed instant lies. It begins as early as the law and the task let it, whenever it
  /// is asked about, so that the same answer looks the same.
  private func opening(of ruling: CallRuling, not before: Instant) -> (window: CallPermit.Window, ruleIDs: [String])? {
    guard let next = ruling.decision.nextAllowedAt, let zone = ruling.request.timeZone, let date = rules.localDate(of: next, in: zone)
    else { return nil }
    let day = rules.windows(on: date, for: ruling.request)
    guard let open = day.windows.first(where: { $0.contains(next) }) else { return nil }
    return (CallPermit.Window(opensAt: max(open.opens, before), closesAt: open.closes), day.ruleIDs.map(\.rawValue))
  }
}

extension StrategyTask {
  /// The channel of a call, or of a message that somebody sends by hand; `nil` for other work.
  package var channelByHand: ContactChannel? { kind.channelByHand(in: queue) }
  package var isByHand: Bool { channelByHand != nil }
}
