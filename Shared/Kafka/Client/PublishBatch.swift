/// The records of one `publish` call and what became of them. Used on the producer's thread only.
final class PublishBatch {
  let id: UInt32
  private(set) var results: [Result<KafkaDelivery, KafkaError>?]
  private(set) var unanswered: Int
  var waiter: CheckedContinuation<Void, Never>?
  var isCancelled = false

  init(id: UInt32, count: Int) {
    self.id = id
    results = Array(repeating: nil, count: count)
    unanswered = count
  }

  /// Notes the answer for one record; the first one counts.
  func answer(_ index: Int, _ result: Result<KafkaDelivery, KafkaError>) {
    guard results[index] == nil else { return }
    results[index] = result
    unanswered -= 1
    if unanswered == 0 { resume() }
  }

  /// Answers what is still open: the task was cancelled or the producer is closed.
  func answerRest(_ error: KafkaError) {
    for index in results.indices where results[index] == nil { answer(index, .failure(error)) }
  }

  func resume() {
    waiter?.resume()
    waiter = nil
  }

  /// What travels through librdkafka with a record and comes back in its delivery report.
  func opaque(_ index: Int) -> UInt { UInt(id) << 32 | UInt(index) }

  static func split(_ opaque: UInt) -> (batch: UInt32, index: Int) {
    (UInt32(truncatingIfNeeded: opaque >> 32), Int(opaque & 0xffff_ffff))
  }
}
