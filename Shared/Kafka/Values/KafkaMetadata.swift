/// What a cluster says about itself.
public struct KafkaMetadata: Sendable {
  public struct Broker: Sendable, Hashable {
    public var id: Int32
    public var host: String
    public var port: Int
  }

  public struct Topic: Sendable, Hashable {
    public var name: String
    /// Partition numbers, ascending.
    public var partitions: [Int32]
    /// Partitions that have no leader at the moment and so can be neither read nor written.
    public var leaderless: [Int32]
  }

  public var clusterID: String
  public var brokers: [Broker]
  /// By name; topics that the cluster reports with an error are left out.
  public var topics: [String: Topic]
}
