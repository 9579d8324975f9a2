public import Contracts
public import Kafka

/// What the messaging of a service needs to know of its surroundings.
public struct MessagingConfiguration: Sendable {
  public var kafka: KafkaConfiguration
  /// The start of the embedded broker that is running, from the host; `nil` on Apache Kafka. Its own id is a memory address and can recur.
  public var brokerEpoch: String?
  /// Stands before the name of every topic and group, so that several installations (or tests) can share a broker.
  public var prefix: String
  /// Members of its group that each service is: so many batches, of different partitions, are under way at a time.
  public var consumers: Int
  /// Records taken at once, by all members together.
  public var maximumBatch: Int
  public var maximumBatchBytes: Int
  public var failPoints: FailPoints
  /// With the embedded broker, how far the groups of this process are; `nil` where they are elsewhere.
  public var consumed: ConsumedOffsets?
  package var sabotage = Sabotage.none

  public init(
    kafka: KafkaConfiguration, brokerEpoch: String? = nil, prefix: String = "", consumers: Int = 1, maximumBatch: Int = 1_000,
    maximumBatchBytes: Int = 4 << 20, failPoints: FailPoints = .none
  ) {
    self.kafka = kafka
    self.brokerEpoch = brokerEpoch
    self.prefix = prefix
    precondition(consumers > 0, "a service is at least one member of its group")
    self.consumers = consumers
    self.maximumBatch = maximumBatch
    self.maximumBatchBytes = maximumBatchBytes
    self.failPoints = failPoints
  }

  /// The name of a topic on the broker.
  public func name(of topic: Topic) -> String { prefix + topic.name }

  /// What one member of the group works with: all of them together hold no more than one alone would.
  package var ofMember: MessagingConfiguration {
    var member = self
    member.maximumBatch = max(maximumBatch / consumers, 1)
    member.maximumBatchBytes = maximumBatchBytes / consumers
    member.kafka.readAheadKiB = kafka.readAheadKiB / consumers
    return member
  }

  /// The consumer group of a service.
  public func group(of service: ServiceName) -> String { prefix + service.rawValue }

  /// The name under which progress on this cluster is kept.
  package func cluster(named clusterID: String) -> String {
    brokerEpoch.map { "embedded/\($0)" } ?? clusterID
  }
}
