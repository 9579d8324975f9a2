import ContactLog
import ContactRules
import Contracts
import Messaging
import Postgres

/// Keeps for each open call when the law lets it be made, and writes each decision down. Messages that people send by hand are treated as
/// calls are.
///
/// Whoever judges holds the accounts' treatments: contacts and consents are kept first and the treatments locked afterwards, so that the
/// last one to judge has seen everything.
struct CallDesk: Sendable {
  private static let historySeconds = Seconds(ContactHistoryStore.days * 86_400)

  let judge: CallJudge

  /// Judges calls that were raised or changed, and takes leave of those that ended.
  ///
  /// - Parameters:
  ///   - tasks: as they stand now, kept already; those that are no calls are left out.
  ///   - dossiers: of their accounts, whose treatments this transaction holds; of calls without one it takes leave and no more.
  func settle(_ tasks: [StrategyTask], of dossiers: [Dossier], in work: Work) async throws {
    let calls = tasks.filter(\.isByHand)
    guard !calls.isEmpty else { return }
    let cases = try await cases(of: calls, dossiers, in: work)
    try await decide(cases.filter { $0.task.state == .open }, in: work)
    try await conclude(cases.filter { $0.task.state == .closed }, in: work)
    try await CallPermitStore.delete(calls.filter { $0.state == .closed }.map(\.taskID), in: work.transaction)
  }

  /// Judges the open calls to debtors of whom something was heard that caps or consent depend on.
  func review(_ debtorIDs: Set<DebtorID>, in work: Work) async throws {
    try await hold(debtorIDs, in: work)
    try await reviewHeld(debtorIDs, in: work)
  }

  /// Takes the treatments of all accounts of the debtors.
  func hold(_ debtorIDs: Set<DebtorID>, in work: Work) async throws {
    guard !debtorIDs.isEmpty else { return }
    try await DossierStore.lock(try await AccountStore.ofDebtors(debtorIDs.sorted(), in: work.transaction), in: work.transaction)
  }

  /// As ``review(_:in:)``, for whoever holds the treatments already.
  func reviewHeld(_ debtorIDs: Set<DebtorID>, in work: Work) async throws {
    guard !debtorIDs.isEmpty else { return }
    try await judgeOpen(of: try await CallPermitStore.accountsToCall(of: debtorIDs.sorted(), in: work.transaction), in: work)
  }

  /// Judges the calls again whose windows have closed.
  ///
  /// - Returns: how many there were; fewer than `limit` when none is left.
  func advance(limit: Int, in work: Work) async throws -> Int {
    let due = try await CallPermitStore.due(at: work.now, limit: limit, in: work.transaction)
    let accountIDs = Set(due.map(\.accountID)).sorted()
    guard !accountIDs.isEmpty else { return 0 }
    try await DossierStore.lock(accountIDs, in: work.transaction)
    let judged = try await judgeOpen(of: accountIDs, in: work)
    try await CallPermitStore.delete(due.map(\.taskID).filter { !judged.contains($0) }, in: work.transaction)
    return due.count
  }

  /// - Returns: the calls that were judged.
  @discardableResult
  private func judgeOpen(of accountIDs: [AccountID], in work: Work) async throws -> Set<TaskID> {
    guard !accountIDs.isEmpty else { return [] }
    let dossiers = try await DossierStore.load(accountIDs, in: work.transaction)
    let open = dossiers.flatMap(\.tasks).filter { $0.isByHand && $0.state == .open }
    let known = try await cases(of: open, dossiers, in: work)
    try await decide(known, in: work)
    return Set(known.map(\.task.taskID))
  }

  /// What is known of the calls; those to debtors who are not known yet wait for them.
  private func cases(of calls: [StrategyTask], _ dossiers: [Dossier], in work: Work) async throws -> [CallCase] {
    let debtorIDs = Set(calls.map(\.debtorID)).sorted()
    let consents = try await CallPermitStore.consents(of: debtorIDs, in: work.transaction)
    let since = work.now.advanced(by: Seconds(-Self.historySeconds.value))
    let prior = try await ContactHistoryStore.contacts(with: debtorIDs, since: since, in: work.transaction)
    let byAccount = Dictionary(uniqueKeysWithValues: dossiers.map { ($0.account.accountID, $0) })
    return calls.compactMap { call in
      guard let dossier = byAccount[call.accountID], let debtor = dossier.debtor else { return nil }
      return CallCase(
        task: call, dossier: dossier, debtor: debtor,
        consent: ChannelConsent(call.channelByHand.flatMap { consents[call.debtorID]?[$0.rawValue] }), prior: prior[call.debtorID] ?? [])
    }
  }

  private func decide(_ cases: [CallCase], in work: Work) async throws {
    let known = try await CallPermitStore.load(cases.map(\.task.taskID), in: work.transaction)
    var permits: [CallPermit] = []
    var decisions: [LoggedDecision] = []
    for call in cases {
      let (permit, ruling) = judge.permit(for: call, at: work.now)
      guard known[permit.taskID] != permit else { continue }
      permits.append(permit)
      guard known[permit.taskID].map({ !$0.agrees(with: permit) }) ?? true else { continue }
      let outcome = permit.window == nil ? "left_out" : permit.state(at: work.now) == .allowed ? "planned" : "deferred"
      decisions.append(try logged(.plan, outcome, call, ruling, at: work.now))
    }
    try await CallPermitStore.save(permits, in: work.transaction)
    try await ContactLogStore.insert(decisions, in: work.transaction)
  }

  /// Calls that were made count from now on; that a call is withdrawn is written down where the law wants it so.
  private func conclude(_ cases: [CallCase], in work: Work) async throws {
    let known = try await CallPermitStore.load(cases.map(\.task.taskID), in: work.transaction)
    let (made, others) = (cases.filter { $0.task.closeReason == .done }, cases.filter { $0.task.closeReason != .done })
    var decisions = try made.map { try logged(.call, "recorded", $0, judge.ruling(on: $0, at: work.now), at: work.now) }
    for call in others where known[call.task.taskID] != nil {
      let ruling = judge.ruling(on: call, at: work.now)
      if ruling.request.flags.isEmpty { continue }
      decisions.append(try logged(.plan, "withdrawn", call, ruling, at: work.now))
    }
    try await ContactLogStore.insert(decisions, in: work.transaction)
    let reached = try await ContactHistoryStore.insert(madeByHand: made.map(\.task.event), at: work.now, in: work.transaction)
    try await review(reached, in: work)
  }

  private func logged(
    _ action: LoggedDecision.Action, _ outcome: String, _ call: CallCase, _ ruling: CallRuling, at now: Instant
  ) throws -> LoggedDecision {
    try LoggedDecision(
      action, outcome: outcome, about: call.task.taskID, of: call.task.debtorID, accountID: call.task.accountID,
      creditorID: call.task.creditorID, ruling.request, ruling.decision, by: judge.rules, at: now)
  }
}
