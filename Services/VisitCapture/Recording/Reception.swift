import Contracts
import HTTPTypes
import Messaging
import Postgres
import ServiceKit

/// Takes what people and gateways send. What is small and arrives at the same time goes into one transaction, whoever sent it; what comes
/// of it is each sender's own.
///
/// An answer is given after the commit, so that what was acknowledged is never lost.
struct Reception: Sendable {
  /// A batch with more records has a transaction of its own, so that nobody waits for it.
  private static let mostGathered = 20
  /// Two groups are at work at a time, so that one that waits for a lock does not stop everybody; one more may wait for the disk.
  private static let limits = GatheringLimits(requests: 64, groups: 2, finishing: 1, waiting: 1_024)

  private let people: People
  private let recorder: BatchRecorder
  private let database: ServiceDatabase
  private let gathering: Gathering<Arrival, Arrival.Key, RecordedSheet>

  init(database: ServiceDatabase, recorder: BatchRecorder, people: People) {
    self.database = database
    self.recorder = recorder
    self.people = people
    gathering = Gathering(
      Self.limits, isNobodysFault: { ($0 as? PostgresError)?.concernsConnection ?? false },
      carryOut: { arrivals, onlyWaits in try await Self.carryOut(arrivals, recorder, people, database, onlyCommits: onlyWaits) })
  }

  /// - Throws: ``Problem`` when the sender may not record; 503 when too many wait.
  func take(_ arrival: Arrival) async throws -> RecordedSheet {
    guard arrival.batch.count <= Self.mostGathered, arrival.batch.agreements.isEmpty else {
      return try await Self.carryOut([arrival], recorder, people, database)[0].get()
    }
    do {
      return try await gathering.take(arrival, keys: arrival.keys)
    } catch is GatheringIsFull {
      throw Problem.unavailable("database_busy", retryAfter: 1)
    }
  }

  private static func carryOut(
    _ arrivals: [Arrival], _ recorder: BatchRecorder, _ people: People, _ database: ServiceDatabase, onlyCommits: () -> Void = {}
  ) async throws -> [Result<RecordedSheet, any Error>] {
    try await database.work(onlyCommits: onlyCommits) { work in
      // What the statements ask for differs in length only: planning them anew for each group would cost more than the better plan gains.
      try await work.transaction.executeWithNext("set local plan_cache_mode = force_generic_plan")
      let standings = try await people.standings(arrivals.map(\.claim), in: work.transaction)
      var answers: [Result<RecordedSheet, any Error>?] = []
      var sheets: [Sheet] = []
      for (arrival, standing) in zip(arrivals, standings) {
        let answer = try await arrival.refusal(standing, in: work)
        if answer == nil { sheets.append(try arrival.sheet(of: standing)) }
        answers.append(answer)
      }
      var recorded = try await recorder.record(sheets, in: work)[...]
      return answers.map { $0 ?? Result { try required(recorded.popFirst()) } }
    }
  }

  private static func required(_ sheet: RecordedSheet?) throws -> RecordedSheet {
    guard let sheet else { throw Problem.unavailable("try_again", retryAfter: 1) }
    return sheet
  }
}

/// A batch, or a visit alone, as somebody sent it.
struct Arrival: Sendable {
  /// What two arrivals must not have in common to be taken together.
  enum Key: Hashable, Sendable {
    case visit(VisitID)
    case position(PositionID)
    case promise(PromiseID)
    case debtor(DebtorID)
    case account(AccountID)
  }

  let claim: People.Claim
  let batch: Batch
  /// The whole body, which is kept aside when its sender has left; without it the sender is refused.
  var body: [UInt8]?
  let traceParent = TraceContext.current?.traceparent

  init(_ batch: Batch, of viewer: Viewer, for collectorID: StaffID?, body: [UInt8]? = nil) {
    claim = People.Claim(viewer: viewer, collectorID: collectorID)
    self.batch = batch
    self.body = body
  }

  var keys: Set<Key> {
    let visits = batch.visits.compactMap(\.value)
    var keys: Set<Key> = []
    keys.formUnion(visits.map { .visit($0.visitID) })
    keys.formUnion(visits.map { .debtor($0.debtorID) })
    keys.formUnion(visits.compactMap(\.promise).map { .promise($0.promiseID) })
    keys.formUnion(batch.positions.compactMap(\.value).map { .position($0.positionID) })
    keys.formUnion(batch.promises.compactMap(\.value).map { .promise($0.promiseID) })
    keys.formUnion(batch.promisedAccounts.map { .account($0) })
    return keys
  }

  func sheet(of standing: Result<People.Standing, any Error>) throws -> Sheet {
    Sheet(batch: batch, recorder: try standing.get().recorder, traceParent: traceParent)
  }

  /// Why it is not recorded, or that it is kept aside, whole and once; `nil` when it is to be recorded.
  func refusal(_ standing: Result<People.Standing, any Error>, in work: Work) async throws -> Result<RecordedSheet, any Error>? {
    switch standing {
    case .failure(let problem): return .failure(problem)
    case .success(let standing):
      guard !standing.isActive else { return nil }
      guard let body else { return .failure(People.hasLeft) }
      let owner = standing.recorder
      let batchID = try HeldBatchID(
        naming: "held-batch", owner.collectorID.description, Fingerprinted((), try Digest.sha256(body)).hex)
      try await QuarantineStore.insert(
        HeldBatch(
          batchID: batchID, collectorID: owner.collectorID, teamID: owner.teamID, records: batch.count, body: body, receivedAt: work.now,
          state: .held, reason: nil),
        in: work.transaction)
      return .success(RecordedSheet(answers: batch.keptAside(), visits: []))
    }
  }
}
