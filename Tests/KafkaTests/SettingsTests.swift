import Kafka
import TestSupport
import Testing

@Suite("Settings and administration", .timeLimit(.minutes(3)))
struct SettingsTests {
  private func error(_ properties: [String: String]) -> KafkaError? {
    let configuration = KafkaConfiguration(bootstrapServers: "127.0.0.1:1", clientID: "settings", properties: properties)
    return #expect(throws: KafkaError.self) { _ = try KafkaProducer(configuration, logger: TestBroker.logger) }
  }

  @Test("a property that does not exist, or has a wrong value, is refused by name and without its secret")
  func wrongProperties() throws {
    let unknown = try #require(error(["sasl.mecanism": "PLAIN"]))
    #expect(unknown.kind == .configuration && unknown.message.contains("'sasl.mecanism'"))
    let wrong = try #require(error(["security.protocol": "tls"]))
    #expect(wrong.message.contains("'security.protocol'"))
    let missing = try #require(error(["security.protocol": "ssl", "ssl.ca.location": "/nowhere/ca.pem"]))
    #expect(missing.kind == .configuration && missing.message.contains("ssl.ca.location"))
    let secret = try #require(error(["ssl.key.password.wrong": "hunter2"]))
    #expect(secret.message.contains("'ssl.key.password.wrong'") && !secret.message.contains("hunter2"))
  }

  @Test(
    "a property that the guarantees rest on cannot be set",
    arguments: ["enable.idempotence", "enable.auto.commit", "partitioner", "bootstrap.servers", "message.timeout.ms"])
  func fixedProperties(key: String) throws {
    let fixed = try #require(error([key: "elsewhere"]))
    #expect(fixed.kind == .configuration && fixed.message.contains("'\(key)'"))
  }

  @Test("TLS and SASL settings reach librdkafka")
  func securityPassesThrough() async throws {
    let configuration = KafkaConfiguration(
      bootstrapServers: "127.0.0.1:1", clientID: "secure",
      properties: [
        "security.protocol": "sasl_ssl", "sasl.mechanism": "SCRAM-SHA-512", "sasl.username": "ronda",
        "sasl.password": "secret", "ssl.endpoint.identification.algorithm": "https",
      ])
    let producer = try KafkaProducer(configuration, logger: TestBroker.logger)
    await producer.close(within: .zero)
  }

  @Test("topics are created once, or the broker that cannot create them is named as the reason")
  func createTopics() async throws {
    let broker = try TestBroker.shared()
    let admin = try KafkaAdmin(broker.configuration(), logger: TestBroker.logger)
    let name = broker.makeName("create")
    let topic = KafkaTopicSpecification(name: name, partitions: 3, configuration: ["cleanup.policy": "compact"])
    if broker.isEmbedded {
      let error = await #expect(throws: KafkaError.self) { try await admin.createTopics([topic]) }
      #expect(error?.name == "_UNSUPPORTED_FEATURE")
      #expect(error?.message.contains(name) == true && error?.message.contains("EmbeddedBroker.createTopic") == true)
      #expect(try broker.embedded?.createTopic(name, partitions: 3) == true)
      #expect(try broker.embedded?.createTopic(name, partitions: 3) == false)
    } else {
      #expect(try await admin.createTopics([topic]) == [name: .created])
      #expect(try await admin.createTopics([topic]) == [name: .existed])
    }
    try await eventually("the topic is known with its partitions") {
      try await admin.metadata().topics[name]?.partitions == [0, 1, 2]
    }
    #expect(try await admin.topics().contains(name))
    #expect(try await !admin.metadata().brokers.isEmpty)
    await admin.close()
    await #expect(throws: KafkaError.self) { try await admin.topics() }
  }

  @Test("a cluster that cannot be reached is an error in time, not a wait")
  func unreachable() async throws {
    let configuration = KafkaConfiguration(bootstrapServers: "127.0.0.1:1", clientID: "nowhere")
    let admin = try KafkaAdmin(configuration, timeout: .milliseconds(300), logger: TestBroker.logger)
    let error = await #expect(throws: KafkaError.self) { try await admin.metadata() }
    #expect(error?.isRetriable == true)
    await admin.close()
  }
}
