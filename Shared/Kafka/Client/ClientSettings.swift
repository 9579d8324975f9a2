import CLibrdkafka

/// The librdkafka properties of one client: ours that may be overridden, the caller's, and the fixed ones.
struct ClientSettings {
  let properties: [(key: String, value: String)]

  init(_ configuration: KafkaConfiguration, role: ClientRole) throws(KafkaError) {
    let fixed = Self.fixed(configuration, role: role)
    for (key, value) in configuration.properties {
      if let required = fixed[key], required != value {
        throw KafkaError.configuration("Kafka property '\(key)' is fixed and cannot be set: remove it")
      }
      if let reason = Self.reserved[key] {
        throw KafkaError.configuration("Kafka property '\(key)' cannot be set: \(reason)")
      }
    }
    let merged = Self.defaults(configuration, role: role)
      .merging(configuration.properties) { $1 }
      .merging(fixed) { $1 }
    let idle = Self.irrelevant(to: role)
    properties = merged.filter { !idle.contains($0.key) }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// A configuration object that the caller owns until `rd_kafka_new` takes it.
  func makeConfiguration() throws(KafkaError) -> OpaquePointer {
    let target: OpaquePointer = rd_kafka_conf_new()
    var reason = [CChar](repeating: 0, count: 512)
    for (key, value) in properties {
      guard rd_kafka_conf_set(target, key, value, &reason, reason.count) != RD_KAFKA_CONF_OK else { continue }
      rd_kafka_conf_destroy(target)
      // librdkafka repeats the value in its reason: not for a key that may hold a secret.
      let detail = Self.holdsSecret(key) ? "invalid" : String(nulTerminated: reason)
      throw KafkaError.configuration("Kafka property '\(key)': \(detail)")
    }
    rd_kafka_conf_set_events(target, ronda_kafka_all_events())
    return target
  }

  private static func holdsSecret(_ key: String) -> Bool {
    ["password", "secret", ".pem", "token", "jaas", "oauthbearer.config"].contains { key.contains($0) }
  }

  private static let reserved = [
    "metadata.broker.list": "the brokers come from bootstrapServers",
    "message.timeout.ms": "it is the producer's deliveryTimeout",
    "delivery.timeout.ms": "it is the producer's deliveryTimeout",
    "transactional.id": "Kafka transactions are not used",
    "test.mock.num.brokers": "the embedded broker is EmbeddedBroker",
  ]

  /// What our guarantees rest on.
  private static func fixed(_ configuration: KafkaConfiguration, role: ClientRole) -> [String: String] {
    var fixed = [
      "bootstrap.servers": configuration.bootstrapServers,
      "client.id": configuration.clientID,
      "log.queue": "true",
      "enable.auto.commit": "false",
      "enable.auto.offset.store": "false",
      "auto.offset.reset": "earliest",
      "partition.assignment.strategy": "cooperative-sticky",
      "partitioner": "murmur2_random",
      "enable.idempotence": "true",
    ]
    if case .consumer(let group) = role { fixed["group.id"] = group }
    return fixed
  }

  /// Fixed properties that a client of this role would only log that it ignores.
  private static func irrelevant(to role: ClientRole) -> Set<String> {
    let consumers = ["enable.auto.commit", "enable.auto.offset.store", "auto.offset.reset", "partition.assignment.strategy"]
    return switch role {
    case .consumer: ["partitioner", "enable.idempotence"]
    case .producer: Set(consumers)
    case .administrator: Set(consumers + ["partitioner", "enable.idempotence"])
    }
  }

  /// What suits Ronda and may be overridden.
  private static func defaults(_ configuration: KafkaConfiguration, role: ClientRole) -> [String: String] {
    var defaults = [
      "socket.nagle.disable": "true",
      "socket.keepalive.enable": "true",
      "reconnect.backoff.ms": "50",
      "reconnect.backoff.max.ms": configuration.embedded ? "500" : "2000",
      "log_level": "5",
    ]
    switch role {
    case .consumer:
      // One queue for all partitions: at most so much or 50,000 records ahead of the reader, plus one fetch response. Once full,
      // librdkafka looks again a second later, so it holds a second of reading at full speed.
      defaults["queued.max.messages.kbytes"] = String(configuration.readAheadKiB)
      defaults["queued.min.messages"] = "50000"
      defaults["fetch.max.bytes"] = String(configuration.readAheadKiB << 8)
      defaults["fetch.error.backoff.ms"] = "100"
      // A topic created after the subscription, or a new partition, is found this soon.
      defaults["topic.metadata.refresh.interval.ms"] = "10000"
      defaults["session.timeout.ms"] = configuration.embedded ? "6000" : "20000"
      defaults["heartbeat.interval.ms"] = configuration.embedded ? "300" : "2000"
      // The embedded broker answers a fetch that finds nothing only when this has passed.
      if configuration.embedded { defaults["fetch.wait.max.ms"] = "10" }
    case .producer(let deliveryTimeout):
      defaults["linger.ms"] = "1"
      // Events of one kind resemble each other: some four to one, for the network, the broker's disks and its page cache.
      defaults["compression.type"] = "lz4"
      defaults["queue.buffering.max.messages"] = "100000"
      defaults["queue.buffering.max.kbytes"] = "32768"
      // 0 is librdkafka's "no limit".
      defaults["message.timeout.ms"] = String(max(deliveryTimeout.map { max(1, $0.wholeMilliseconds) } ?? 0, 0))
    case .administrator:
      break
    }
    return defaults
  }
}

extension String {
  /// A C string in a buffer, up to its terminator.
  init(nulTerminated buffer: [CChar]) {
    self.init(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
