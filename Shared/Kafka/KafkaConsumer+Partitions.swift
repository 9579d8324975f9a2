import CLibrdkafka

extension KafkaConsumer {
  /// Answers `.assigned`: begins to read exactly the partitions of that event, each at the offset given.
  ///
  /// Throws `usage` when the partitions are not those of the event, what librdkafka says when the assignment is out of date
  /// (then another event follows), and a retriable error when `.end` cannot be asked of the broker: then answer again.
  /// An exact offset outside the log starts at the beginning.
  public func assign(at offsets: [KafkaTopicPartition: KafkaOffset]) async throws {
    // Asked here and now: librdkafka would find out what the end is at some later time.
    let atEnd = offsets.filter { $0.value == .end }.map(\.key)
    let ends = atEnd.isEmpty ? [:] : try await watermarks(atEnd)
    guard !isClosed else { throw KafkaError.closed }
    guard unanswered == .assigned(Set(offsets.keys)) else { throw Self.mismatch("assign(at:)", unanswered) }
    let starts = Dictionary(
      uniqueKeysWithValues: offsets.map { partition, offset in (partition, ends[partition]?.high ?? offset.logical) })
    let failure = KafkaError(consuming: PartitionList(starts).lend { rd_kafka_incremental_assign(handle.client, $0) })
    unanswered = nil
    if let failure { throw failure }
  }

  /// Answers `.revoked`: stops reading exactly the partitions of that event, and drops what of them is in the local queue.
  public func unassign(_ partitions: [KafkaTopicPartition]) throws {
    guard !isClosed else { throw KafkaError.closed }
    guard unanswered == .revoked(Set(partitions)) else { throw Self.mismatch("unassign(_:)", unanswered) }
    let failure = KafkaError(
      consuming: PartitionList(partitions).lend { rd_kafka_incremental_unassign(handle.client, $0) })
    unanswered = nil
    if let failure { throw failure }
  }

  /// Stops delivering the partitions, which stay ours; what of them is in the local queue is fetched again after `resume`.
  public func pause(_ partitions: [KafkaTopicPartition]) throws {
    guard !isClosed else { throw KafkaError.closed }
    let list = PartitionList(partitions)
    try Self.check(list.lend { rd_kafka_pause_partitions(handle.client, $0) }, list)
  }

  /// Goes on with paused partitions after the last record that `next` returned of each.
  public func resume(_ partitions: [KafkaTopicPartition]) throws {
    guard !isClosed else { throw KafkaError.closed }
    let list = PartitionList(partitions)
    try Self.check(list.lend { rd_kafka_resume_partitions(handle.client, $0) }, list)
  }

  /// The next record of each partition that `next` returns is the one at this offset. The partitions must be assigned.
  public func seek(_ offsets: [KafkaTopicPartition: Int64]) throws {
    guard !isClosed else { throw KafkaError.closed }
    guard !offsets.isEmpty else { return }
    let list = PartitionList(offsets)
    if let error = KafkaError(consuming: list.lend({ rd_kafka_seek_partitions(handle.client, $0, 15_000) })) { throw error }
    if let error = list.firstError() { throw error }
  }

  /// Mirrors offsets to the group, for lag tools: the offset of the next record to read. Does not wait; a failure is logged and counted.
  public func commit(_ offsets: [KafkaTopicPartition: Int64]) {
    guard !isClosed, !offsets.isEmpty else { return }
    let code = PartitionList(offsets).lend { rd_kafka_commit(handle.client, $0, 1) }
    if code != RD_KAFKA_RESP_ERR_NO_ERROR { commitFailed(KafkaError(code)) }
  }

  private static func check(_ code: rd_kafka_resp_err_t, _ list: borrowing PartitionList) throws {
    if let error = list.firstError() { throw error }
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(code) }
  }

  private static func mismatch(_ call: String, _ unanswered: Rebalance?) -> KafkaError {
    switch unanswered {
    case nil: .usage("\(call) answers a rebalance event, and none is unanswered")
    case .assigned(let partitions): .usage("\(call) does not fit: .assigned \(partitions.sorted()) waits for its answer")
    case .revoked(let partitions): .usage("\(call) does not fit: .revoked \(partitions.sorted()) waits for its answer")
    }
  }
}

extension KafkaOffset {
  var logical: Int64 {
    switch self {
    case .exact(let offset): offset
    case .beginning: Int64(RD_KAFKA_OFFSET_BEGINNING)
    case .end: Int64(RD_KAFKA_OFFSET_END)
    }
  }
}
