import Configuration
import Contracts
import Foundation
import HTTPTypes
import Hummingbird
import Identity
import Kafka
import Logging
import Messaging
import Postgres
import ServiceKit
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

/// A host as something that a test can start, ask and stop.
private final class RunningHost: ServiceLifecycle.Service {
  private let surroundings: HostSurroundings
  private let found = Mutex<HostAddress?>(nil)

  init(_ surroundings: HostSurroundings) { self.surroundings = surroundings }

  var address: HostAddress? { found.withLock { $0 } }

  func run() async throws {
    var surroundings = surroundings
    surroundings.handlesSignals = false
    surroundings.onRunning = { [self] address in found.withLock { $0 = address } }
    try await ServiceHost.run([Identity.self], surroundings)
  }
}

@Suite("The host")
struct HostTests {
  private static var logger: Logger {
    var logger = Logger(label: "ronda.test.host") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .error
    return logger
  }

  private func surroundings(_ database: TemporaryDatabase, prefix: String, directory: String, seed: String) throws -> HostSurroundings {
    let broker = try TestBroker.shared()
    let configuration = ConfigReader.variables([
      "RONDA_HTTP_PORT": "0", "RONDA_IDENTITY_PASSWORD_COST": "10", "RONDA_DATA_DIRECTORY": directory,
      "RONDA_IDENTITY_SEED": seed, "RONDA_SEED_PASSWORD": commonPassword,
    ])
    var surroundings = HostSurroundings(
      configuration: configuration, logger: Self.logger, registry: PrometheusRegistry(), postgresURL: database.url,
      messaging: MessagingConfiguration(
        kafka: broker.configuration(), brokerEpoch: broker.isEmbedded ? "test" : nil, prefix: prefix))
    surroundings.isEmbedded = broker.isEmbedded
    return surroundings
  }

  private func staffFile(in directory: String) throws -> String {
    let path = directory + "/staff.json"
    let staff = (1...3).map {
      #"{"email":"p\#($0)@ronda.example","full_name":"P \#($0)","roles":["administrator"],"time_zone":"America/Lima"}"#
    }
    try Data("{\"staff\":[\(staff.joined(separator: ","))]}".utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  @Test("F21: three hosts start at once on an empty database; each serves, the staff are seeded once, and all stop when told to")
  func threeHosts() async throws {
    let broker = try TestBroker.shared()
    let prefix = broker.makeName("host") + "."
    try await broker.createTopics([KafkaTopicSpecification(name: prefix + Topics.staff.name, partitions: 12)])
    let directory = try TemporaryDirectories.make()
    defer { TemporaryDirectories.remove(directory) }
    let seed = try staffFile(in: directory)
    try await withTemporaryDatabase("host") { database in
      let hosts = try (0..<3).map { _ in RunningHost(try surroundings(database, prefix: prefix, directory: directory, seed: seed)) }
      let group = ServiceGroup(services: hosts, logger: Self.logger)
      async let running: Void = group.run()
      try await eventually("all hosts listen") { hosts.allSatisfy { $0.address != nil } }
      let outbound = Outbound(threads: 1)
      defer { outbound.close() }
      for host in hosts {
        let url = try #require(host.address).url
        try await eventually("the host is ready") { try await outbound.send(OutboundRequest(url: url + "/readyz")).status == 200 }
        let response = try await outbound.send(
          OutboundRequest(
            method: "POST", url: url + "/api/identity/v1/sessions", headers: [(name: "Content-Type", value: "application/json")],
            body: Array(#"{"email":"p1@ronda.example","password":"\#(commonPassword)"}"#.utf8)))
        #expect(response.status == 201)
        let metrics = try await outbound.send(OutboundRequest(url: url + "/metrics"))
        #expect(metrics.status == 200)
      }
      try await eventually("the staff are on their topic, once") {
        try await count(of: prefix + Topics.staff.name, broker) == 3
      }
      await group.triggerGracefulShutdown()
      try await running
    }
  }

  private func count(of topic: String, _ broker: TestBroker) async throws -> Int64 {
    let admin = try KafkaAdmin(broker.configuration(), logger: Self.logger)
    let partitions = (0..<Int32(12)).map { KafkaTopicPartition(topic: topic, partition: $0) }
    let marks = try await admin.watermarks(partitions)
    await admin.close()
    return marks.values.reduce(0) { $0 + $1.high }
  }

  @Test("A host that lacks a setting says which before it touches anything")
  func missingSetting() throws {
    let error = #expect(throws: ConfigurationError.self) {
      _ = try HostSurroundings(configuration: ConfigReader.variables([:]), logger: Self.logger, registry: nil)
    }
    #expect(error?.description.contains("RONDA_KAFKA_BROKERS") == true)
  }
}
