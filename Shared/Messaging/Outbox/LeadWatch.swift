import Postgres

/// Watches the session that holds the relay's lock while records are on their way to the broker.
///
/// Without the session another relay may lead. What this one still has queued would then arrive behind that one's records, and the
/// versions of a subject would go back; so the publisher gives it up. Kafka's own fence is transactions, which Ronda does not use: what
/// the network itself keeps back for longer than `handover` after that is not covered.
struct LeadWatch: Sendable {
  private static let interval = Duration.seconds(1)
  private static let limit = Duration.seconds(5)
  /// A successor that waits this long finds on the topics whatever its predecessor had sent before it noticed.
  static let handover = Duration.seconds(8)

  let connection: PostgresConnection
  let publisher: OutboxPublisher

  /// Throws once the session is lost, or when the task is cancelled.
  func run() async throws -> Never {
    while true {
      try await Task.sleep(for: Self.interval)
      do {
        try await ask()
      } catch {
        await publisher.giveUp()
        throw error
      }
    }
  }

  /// A server that has vanished answers nothing: the publisher does not wait for that to be noticed.
  private func ask() async throws {
    let alarm = Task {
      try await Task.sleep(for: Self.limit)
      await publisher.giveUp()
    }
    defer { alarm.cancel() }
    // Not cancelled with this one, lest the cancellation hit the statement after it.
    try await Task { _ = try await connection.query("select 1") }.value
  }
}
