/// Where the brokers are and how to reach them. The same value serves consumers, producers and the administrator.
///
/// Properties that Ronda's guarantees rest on (offsets, partitioner, idempotence, rebalance protocol) are fixed:
/// setting one of them to another value is an error that names the key. Everything else, TLS and SASL included,
/// passes through to librdkafka, which validates it when a client is made.
public struct KafkaConfiguration: Sendable {
  /// `host:port`, comma-separated.
  public var bootstrapServers: String
  /// Names this client in the broker's logs and in our metrics. Never carries personal data.
  public var clientID: String
  /// Further librdkafka properties, for example `security.protocol`, `sasl.mechanism`, `ssl.ca.location`.
  public var properties: [String: String]
  /// Whether the broker is the embedded one, which needs shorter fetch waits and group timeouts.
  public var embedded: Bool
  /// What a consumer holds ready ahead of its reader, beside one fetch response, unless `properties` say otherwise.
  public var readAheadKiB = 16_384

  public init(bootstrapServers: String, clientID: String, properties: [String: String] = [:], embedded: Bool = false) {
    self.bootstrapServers = bootstrapServers
    self.clientID = clientID
    self.properties = properties
    self.embedded = embedded
  }
}
