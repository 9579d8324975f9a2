import ArgumentParser
import Contracts
import Messaging
import Postgres

/// Lets a service read a topic again from the beginning. What it knows already changes nothing.
struct Replay: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Let a service apply its topics again from their beginning; a running one begins with its next batch.")
  @OptionGroup var options: InstanceOptions
  @Argument(help: "The service.") var service: ServiceName
  @Option(help: "Only this topic, such as ronda.int.account.v1.") var topic: String?

  func run() async throws {
    let messaging = try options.messaging(of: try options.instance())
    let topics = Topics.all.filter { $0.consumers.contains(service) && (topic == nil || $0.name == topic) }
    guard !topics.isEmpty else { throw ValidationError("\(service.rawValue) reads no topic '\(topic ?? "")'") }
    try await options.withDatabase { pool in
      let moved = try await pool.execute(
        """
        update \(identifier: service.schema).progress set next_offset = 0, first_offset = 0, consumed = 0, duplicate = 0, stale = 0,
          dead_lettered = 0, parked = 0
        where topic = any(\(topics.map(messaging.name)))
        """)
      print("\(service.rawValue) will read \(moved) partitions again")
    }
  }
}
