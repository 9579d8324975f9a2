public import Contracts
import Kafka
import Postgres

/// The broker cluster that a schema's progress belongs to.
public enum Cluster {
  /// Checks that the schema has seen no other cluster than `current`, or none.
  ///
  /// An embedded broker starts empty each time, and the relay refills it; on Apache Kafka another cluster means that somebody must
  /// decide.
  public static func check(_ database: ServiceDatabase, current: String, isEmbedded: Bool) async throws {
    guard !isEmbedded else { return }
    let known = try await database.read { try await ProgressStore.clusters(in: $0) }
    if let last = known.first, !known.contains(current) {
      throw ClusterChanged(service: database.service, known: last, found: current)
    }
  }

  /// Accepts `current` as the cluster from now on: partitions start at its beginning, and the outbox is sent again.
  public static func recover(_ database: ServiceDatabase, current: String) async throws {
    try await database.pool.withTransaction { transaction in
      try await ProgressStore.accept(current, in: transaction)
      try await RelayPositionStore.acceptCluster(current, in: transaction)
    }
  }
}

/// The brokers are not those on which this schema's progress was made.
public struct ClusterChanged: Error, CustomStringConvertible {
  public let service: ServiceName
  public let known: String
  public let found: String

  public var description: String {
    """
    \(service.rawValue) has worked with the Kafka cluster '\(known)' and finds '\(found)'. If the old cluster's data is lost, run \
    'ronda recover-broker', which reads every topic from its beginning and sends the outboxes again; otherwise correct RONDA_KAFKA_BROKERS.
    """
  }
}
