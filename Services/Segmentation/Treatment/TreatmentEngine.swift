package import ContactRules
import Contracts
import Messaging
import Postgres
import ServiceKit

/// Judges accounts within a transaction, after what is known about them has changed or time has passed.
package struct TreatmentEngine: Sendable {
  /// Accounts that are judged by one set of statements: bounds the memory of a batch, whatever its size.
  private static let chunk = 1_000
  /// Pages that one transaction of a sweep reads: one is worked on while the server is at the next.
  private static let pagesOfSweep = 8

  private let catalogues = CatalogueCache()
  private let metrics = SegmentationMetrics()
  let calls: CallDesk

  package init(rules: ContactRules) { calls = CallDesk(judge: CallJudge(rules: rules)) }

  /// Judges the accounts and publishes what changed. Accounts whose state is not known are left out.
  ///
  /// - Parameter accountIDs: each once, in rising order.
  func judge(_ accountIDs: [AccountID], in work: Work) async throws {
    guard !accountIDs.isEmpty else { return }
    let catalogue = try await catalogues.current(in: work.transaction)
    let judge = TreatmentJudge(catalogue: catalogue, now: work.now) { key in
      try TaskID(
        naming: "task", key.accountID.description, key.strategyID.rawValue, String(key.strategyVersion), key.step, String(key.cycle))
    }
    for start in stride(from: 0, to: accountIDs.count, by: Self.chunk) {
      let part = Array(accountIDs[start..<min(start + Self.chunk, accountIDs.count)])
      try await apply(judge, to: part, in: work)
    }
  }

  private func apply(_ judge: TreatmentJudge, to accountIDs: [AccountID], in work: Work) async throws {
    let transaction = work.transaction
    try await DossierStore.lock(accountIDs, in: transaction)
    let dossiers = try await DossierStore.load(accountIDs, in: transaction)
    let verdicts = try judge.verdicts(on: dossiers)
    try await TreatmentStore.update(verdicts.filter(\.isRowChanged).map(\.treatment), in: transaction)
    try await TreatmentStore.insert(
      verdicts.compactMap { verdict in verdict.stageChange.map { ($0, verdict.treatment.version) } }, in: transaction)
    let tasks = verdicts.flatMap(\.tasks)
    try await TaskStore.upsert(tasks, in: transaction)
    try await calls.settle(tasks, of: dossiers, in: work)
    for verdict in verdicts {
      if verdict.isTreatmentChanged { try work.publish(verdict.treatment.event) }
      try work.publish(contentsOf: verdict.tasks.map(\.event))
    }
    metrics.judged(verdicts)
  }

  /// Places accounts anew after the catalogue has changed, some pages at a time: membership is worked out for a whole page at once, and only
  /// accounts that stand elsewhere than before are judged.
  ///
  /// - Parameter limit: accounts of a page. When so many stand elsewhere the transaction ends.
  /// - Returns: whether there was something to do.
  func sweep(limit: Int, in work: Work) async throws -> Bool {
    let transaction = work.transaction
    guard var progress = try await SweepStore.take(in: transaction) else { return false }
    let catalogue = try await catalogues.current(in: transaction)
    if progress.revision != catalogue.revision {
      progress = SweepStore.Progress(revision: catalogue.revision, after: nil, isDone: false)
    }
    guard !progress.isDone else { return false }
    let review = PlacementReview(catalogue)
    let query = try await FactQuery(policy: catalogue.policy, now: work.now, in: transaction)
    var scan = FactScan(review.attributes, after: progress.after, page: limit, pages: Self.pagesOfSweep, query, in: transaction)
    var misplaced: [AccountID] = []
    while misplaced.count < limit, let (found, last) = try await scan.next({ ($0.misplaced(by: review), $0.standings.last?.accountID) }) {
      misplaced += found
      progress.after = last
    }
    progress.isDone = scan.isComplete
    try await judge(misplaced, in: work)
    try await SweepStore.save(progress, in: transaction)
    return true
  }

  /// Withdraws open work of people; their circuits go on.
  ///
  /// - Parameters:
  ///   - accountIDs: in rising order; those that had some are to be judged afterwards.
  ///   - isWanted: whether a task of theirs is withdrawn.
  /// - Returns: the accounts that had some.
  @discardableResult
  func withdrawWork(of accountIDs: [AccountID], in work: Work, where isWanted: (StrategyTask) -> Bool) async throws -> Set<AccountID> {
    try await DossierStore.lock(accountIDs, in: work.transaction)
    let open = try await TaskStore.ofPresentCycle(accountIDs, in: work.transaction).values.joined()
      .filter { $0.state == .open && $0.queue != .automatic && isWanted($0) }
    let withdrawn = open.sorted { $0.taskID < $1.taskID }.map { task in
      var task = task
      (task.state, task.closeReason) = (.closed, .withdrawn)
      task.version += 1
      task.changedAt = work.now
      return task
    }
    try await TaskStore.upsert(withdrawn, in: work.transaction)
    // It is not the law that ends them: nothing is decided about their debtors.
    try await calls.settle(withdrawn, of: [], in: work)
    try work.publish(contentsOf: withdrawn.map(\.event))
    return Set(withdrawn.map(\.accountID))
  }

  /// Has somebody call a debtor at an agreed hour.
  ///
  /// - Returns: `nil` for an account that is not worked now or that is none of the creditors'; otherwise the task, and whether it is new.
  func callBack(
    _ accountID: AccountID, at dueAt: Instant, id: String, creditors: [CreditorID], in work: Work
  ) async throws -> (task: StrategyTask?, isNew: Bool) {
    let taskID = try TaskID(naming: "callback", accountID.description, id)
    if let known = try await TaskStore.find(taskID, creditors: creditors, in: work.transaction) { return (known, false) }
    try await DossierStore.lock([accountID], in: work.transaction)
    guard let dossier = try await DossierStore.load([accountID], in: work.transaction).first, let treatment = dossier.treatment,
      treatment.state == .active, creditors.isEmpty || creditors.contains(treatment.creditorID)
    else { return (nil, false) }
    let catalogue = try await catalogues.current(in: work.transaction)
    guard let task = Callback(dossier, policy: catalogue.policy, now: work.now).task(taskID, id: id, dueAt: dueAt) else {
      return (nil, false)
    }
    try await TaskStore.upsert([task], in: work.transaction)
    try await calls.settle([task], of: [dossier], in: work)
    try work.publish(task.event)
    try await judge([accountID], in: work)
    return (task, true)
  }

  /// Goes on with the circuits in which time alone has something to change.
  ///
  /// - Returns: how many there were; fewer than `limit` when none is left.
  func advance(limit: Int, in work: Work) async throws -> Int {
    let due = try await TreatmentStore.takeDue(at: work.now, limit: limit, in: work.transaction)
    try await judge(due, in: work)
    return due.count
  }
}
