/// A topic to create.
public struct KafkaTopicSpecification: Sendable, Hashable {
  public var name: String
  public var partitions: Int
  /// Copies of each partition; -1 takes the cluster's default.
  public var replication: Int
  /// Topic settings, for example `cleanup.policy`: `compact`.
  public var configuration: [String: String]

  public init(name: String, partitions: Int = 12, replication: Int = -1, configuration: [String: String] = [:]) {
    self.name = name
    self.partitions = partitions
    self.replication = replication
    self.configuration = configuration
  }
}
