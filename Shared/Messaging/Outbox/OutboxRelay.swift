import Contracts
import Kafka
public import Logging
import Metrics
import Postgres
public import ServiceLifecycle

/// Publishes a schema's outbox, in the order of its ids, and marks only what the broker has acknowledged.
///
/// Any number may run; the one that holds the advisory lock works. If it dies after an acknowledgement and before the mark, its successor
/// sends those records again, and consumers know them.
public struct OutboxRelay: Service {
  private let database: ServiceDatabase
  private let configuration: MessagingConfiguration
  private let logger: Logger

  /// One leader per schema: the key is the oid of its outbox.
  private static let takeLock: SQL = "select pg_try_advisory_lock('outbox'::regclass::oid::bigint) as locked"

  /// After a lead of this length an earlier failure says nothing of the next.
  private static let calm = Duration.seconds(30)

  public init(database: ServiceDatabase, configuration: MessagingConfiguration, logger: Logger) {
    self.database = database
    self.configuration = configuration
    self.logger = logger
  }

  public func run() async throws {
    try await cancelWhenGracefulShutdown {
      var retry = RetryDelay()
      // Our own last lead, if it left nothing on its way to the broker: then nobody has to wait for that.
      var settled: Int64?
      while !Task.isCancelled {
        let began = ContinuousClock.now
        do {
          try await lead(&settled)
          retry = RetryDelay()
        } catch is CancellationError {
          return
        } catch let error as KafkaError where error.kind == .cancelled {
          return
        } catch is LostLead {
          logger.info("Another relay has taken over")
        } catch let error as PostgresError where error.isTransient {
          logger.warning("The relay waits for the database", metadata: ["error": "\(error)"])
        } catch let error as KafkaError {
          logger.warning("The relay waits for the broker", metadata: ["error": "\(error)"])
        }
        if ContinuousClock.now - began > Self.calm { retry = RetryDelay() }
        do { try await retry.wait() } catch { return }
      }
    }
  }

  /// Leads until the lock, the connection or the process is lost.
  private func lead(_ settled: inout Int64?) async throws {
    try await database.pool.withConnection { connection in
      let isLeader = try await connection.query(Self.takeLock).first?.decode(Bool.self, "locked")
      guard isLeader == true else { return }
      // A machine that has vanished or a process that is frozen keeps the lock no longer than this; a living relay asks more often.
      try await connection.execute("set idle_session_timeout = '20s'")
      let producer = try KafkaProducer(configuration.kafka, logger: logger)
      do {
        let admin = try KafkaAdmin(configuration.kafka, logger: logger)
        do {
          try await publish(on: connection, with: producer, admin, &settled)
        } catch {
          await admin.close()
          throw error
        }
        await admin.close()
      } catch {
        await producer.close()
        throw error
      }
      await producer.close()
    }
  }

  private func publish(
    on connection: PostgresConnection, with producer: KafkaProducer, _ admin: KafkaAdmin, _ settled: inout Int64?
  ) async throws {
    let publisher = OutboxPublisher(
      producer: producer, admin: admin, gate: configuration.kafka.embedded ? LagGate(admin: admin, configuration: configuration) : nil,
      service: database.service, prefix: configuration.prefix)
    var session = RelaySession(
      connection: connection, publisher: publisher, database: database, configuration: configuration, logger: logger,
      cluster: configuration.cluster(named: try await admin.metadata().clusterID))
    defer { if session.generation > 0 { settled = session.isSettled ? session.generation : nil } }
    try await session.run(after: settled)
  }
}
