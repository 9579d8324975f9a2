import ArgumentParser
import Contracts
import Kafka
import Messaging

/// Shows and makes Ronda's topics.
struct TopicsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "topics", abstract: "List or create Ronda's topics.", subcommands: [List.self, Create.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Every topic, its partitions and how many records it holds.")
    @OptionGroup var options: InstanceOptions

    func run() async throws {
      try await options.withAdmin { admin, messaging in
        let known = try await admin.metadata().topics
        for topic in Topics.all {
          let name = messaging.name(of: topic)
          let partitions = known[name]?.partitions.map { KafkaTopicPartition(topic: name, partition: $0) } ?? []
          let records = try await admin.watermarks(partitions).values.reduce(0) { $0 + $1.high - $1.low }
          print("\(name)\t\(topic.kind.rawValue)\t\(partitions.isEmpty ? "missing" : "\(partitions.count) partitions")\t\(records) records")
        }
      }
    }
  }

  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Create the topics that are missing, with their retention and compaction.")
    @OptionGroup var options: InstanceOptions
    @Option(help: "Copies of each partition; -1 takes the cluster's default.") var replication = -1

    func run() async throws {
      try await options.withAdmin { admin, messaging in
        let specifications = Topics.all.map { TopicCreation.specification(of: $0, messaging, replication: replication) }
        for (name, outcome) in try await admin.createTopics(specifications).sorted(by: { $0.key < $1.key }) {
          if case .failed(let error) = outcome { throw error }
          print("\(name)\t\(outcome == .created ? "created" : "existed")")
        }
      }
    }
  }
}

/// What each topic is created with.
enum TopicCreation {
  static func specification(of topic: Topic, _ messaging: MessagingConfiguration, replication: Int) -> KafkaTopicSpecification {
    var settings = ["max.message.bytes": "\(1 << 20)", "cleanup.policy": topic.isCompacted ? "compact" : "delete"]
    if let retention = topic.retentionMilliseconds { settings["retention.ms"] = "\(retention)" }
    return KafkaTopicSpecification(
      name: messaging.name(of: topic), partitions: Int(Topic.partitionCount), replication: replication, configuration: settings)
  }
}
