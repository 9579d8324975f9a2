/// A second thread for a client that must not wait: blocking questions run here while the client's own thread reads on.
actor QueryLane {
  private nonisolated let thread: ClientThread
  nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }
  private var handle: ClientHandle?

  init(_ handle: ClientHandle, name: String) throws(KafkaError) {
    thread = try ClientThread(name: name)
    self.handle = handle
    try thread.start {}
  }

  func ask<Answer: Sendable>(_ question: @Sendable (ClientHandle) throws -> Answer) throws -> Answer {
    guard let handle else { throw KafkaError.closed }
    return try question(handle)
  }

  /// Returns when no question is under way; later ones throw `closed`. Then the client may be destroyed.
  func end() { handle = nil }
}
