import Contracts
import Foundation
import Ingestion
import Kafka
import Logging
import Messaging
import Postgres
import ServiceKit
import ServiceLifecycle
import Synchronization

/// The service itself: its subscriptions under the consumer runtime, and the relay of its outbox.
struct ServiceRun {
  let database: IngestionDatabase
  let input: InputTopic

  /// As a host has it by default.
  static func configuration(of input: InputTopic) -> MessagingConfiguration {
    MessagingConfiguration(kafka: input.broker, consumers: HostSettings.kafkaConsumers.standard ?? 1)
  }

  /// Messages per second, from the first record in the service's hands to the last event acknowledged and marked.
  func measure() async throws -> Double {
    let first = FirstMoment()
    let outbound = Outbound(threads: 1)
    defer { outbound.close() }
    let ground = ServiceGround(
      configuration: .variables([:]), database: database.database,
      // The service asks for the time when it decodes a record.
      clock: WallClock {
        first.note()
        return WallClock.system.now
      },
      logger: input.logger, outbound: outbound, verifier: TokenVerifier(clock: .system), dataDirectory: NSTemporaryDirectory(),
      isEmbedded: true)
    let service = try Ingestion(ground)
    let configuration = Self.configuration(of: input)
    let group = ServiceGroup(
      services: [
        OutboxRelay(database: database.database, configuration: configuration, logger: input.logger),
        ConsumerRuntime(
          database: database.database, subscriptions: service.subscriptions, configuration: configuration, logger: input.logger),
      ], logger: input.logger)
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      try await database.untilPublished(consumed: input.count)
      let end = ContinuousClock.now
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
      guard let start = first.moment else { throw BenchmarkFailed("the service has seen no record") }
      return Double(input.count) / start.duration(to: end).inSeconds
    }
  }
}

/// When something happened for the first time.
final class FirstMoment: Sendable {
  private let seen = Mutex<ContinuousClock.Instant?>(nil)

  var moment: ContinuousClock.Instant? { seen.withLock { $0 } }

  func note() {
    seen.withLock { $0 = $0 ?? ContinuousClock.now }
  }
}
