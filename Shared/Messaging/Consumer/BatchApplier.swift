import Contracts
import Kafka
import Logging
import Postgres
import ServiceLifecycle

/// Applies batches: fence, handlers, outbox and commit in one transaction, as often as it takes.
///
/// Order of trouble: a transient failure is tried again until it succeeds; records that break the contract go to the dead letters; for
/// any other failure the batch is halved until the record is alone, and then its subject is parked so that the partition goes on.
struct BatchApplier: Sendable {
  let database: ServiceDatabase
  let subscriptions: [String: Subscription]
  let cluster: String
  let sabotage: Sabotage
  let logger: Logger
  let metrics: ConsumerMetrics

  enum Outcome: Sendable, Equatable {
    case applied
    /// Another instance owns one of the partitions: nothing was applied from here on.
    case fenced
  }

  func apply(_ batch: PulledBatch) async throws -> Outcome {
    var retry = RetryDelay()
    while true {
      do {
        try await attempt(batch)
        metrics.applied(batch.records.count)
        return .applied
      } catch is Fenced {
        return .fenced
      } catch let error as PostgresError where error.isTransient || error.kind == .commitOutcomeUnknown {
        // An unknown commit resolves itself: if it took place, the fence tells at the next attempt.
        if error.kind == .commitOutcomeUnknown, try await isApplied(batch, after: &retry) { return .applied }
        // The batch is rolled back; whoever takes the partition next applies it.
        if Task.isShuttingDownGracefully { throw CancellationError() }
        metrics.retried()
        // Members of a group meet now and then; that they keep meeting would be news.
        let isUsual = error.sqlState.map(SQLState.isConflict) == true && retry.attempts < 3
        logger.log(
          level: isUsual ? .debug : .warning, "A batch is tried again", metadata: ["error": "\(error)", "attempt": "\(retry.attempts)"])
        try await retry.wait()
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        return try await isolate(error, in: batch)
      }
    }
  }

  private func attempt(_ batch: PulledBatch) async throws {
    try await database.perform(failingAt: .beforeCommit) { work in
      if sabotage != .withoutFence { try await ProgressStore.fence(batch.spans, cluster: cluster, in: work.transaction) }
      let parked = try await ParkedStore.subjects(in: work.transaction)
      let rest = parked.isEmpty ? batch : try await park(in: batch, parked, work)
      if let records = rest.decoded {
        for rejection in records.rejections {
          work.deadLetter(RecordOrigin(record: rejection.record), code: rejection.error.code, message: rejection.error.message)
        }
        try await records.apply(work)
      }
      if !work.tally.isZero, let span = batch.spans.first {
        try await ProgressStore.count(work.tally, at: span, cluster: cluster, in: work.transaction)
      }
    }
    database.failPoints.hit(.afterCommit)
  }

  /// Records of parked subjects join them; what is left can be applied.
  private func park(in batch: PulledBatch, _ parked: Set<ParkedSubject>, _ work: Work) async throws -> PulledBatch {
    let waiting = batch.records.filter { parked.contains(ParkedSubject(topic: $0.topic, subject: $0.subject)) }
    guard !waiting.isEmpty else { return batch }
    try await ParkedStore.park(waiting, error: "waits behind an earlier record", cluster: cluster, in: work.transaction)
    work.park(waiting.count)
    return batch.without(parked).decoded(by: subscriptions)
  }

  private func isolate(_ error: any Error, in batch: PulledBatch) async throws -> Outcome {
    guard batch.records.count == 1, let record = batch.records.first else {
      for half in batch.halves() {
        let outcome = try await apply(half.decoded(by: subscriptions))
        if outcome == .fenced { return .fenced }
      }
      return .applied
    }
    return try await giveUp(on: record, in: batch, because: error)
  }

  private func giveUp(on record: KafkaRecord, in batch: PulledBatch, because error: any Error) async throws -> Outcome {
    let isPermanent = error is PermanentRecordError || (error as? PostgresError)?.isDataError == true
    // The description of our errors names fields and ids, never values.
    let reason = PermanentRecordError(
      code: (error as? PermanentRecordError)?.code ?? (isPermanent ? "unusable_value" : "handler_failed"), message: "\(error)")
    logger.error(
      "A record cannot be applied",
      metadata: [
        "topic": "\(record.topic)", "partition": "\(record.partition)", "offset": "\(record.offset)", "error": "\(reason)",
        "fate": isPermanent ? "dead-lettered" : "parked",
      ])
    let set = batch.replacingDecoded { work in
      if isPermanent {
        work.deadLetter(RecordOrigin(record: record), code: reason.code, message: reason.message)
      } else {
        try await ParkedStore.park([record], error: reason.description, cluster: cluster, in: work.transaction)
        work.park(1)
      }
    }
    return try await apply(set)
  }

  private func isApplied(_ batch: PulledBatch, after retry: inout RetryDelay) async throws -> Bool {
    while true {
      do {
        let offsets = try await database.read { transaction in
          try await ProgressStore.known(batch.spans.map(\.partition), cluster: cluster, in: transaction)
        }
        return batch.spans.allSatisfy { offsets[$0.partition] ?? 0 >= $0.next }
      } catch let error as PostgresError where error.isTransient {
        try await retry.wait()
      }
    }
  }
}
