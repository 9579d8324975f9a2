import Metrics

/// The metrics of one client, by topic. Labels are topics and client ids: never keys or values.
struct KafkaMetrics {
  private struct Flow {
    let records: Counter
    let bytes: Counter
  }

  private let direction: String
  private let clientID: String
  private var flows: [String: Flow] = [:]
  private var failures: [String: Counter] = [:]

  /// `direction` is `consumed` or `published`.
  init(direction: String, clientID: String) {
    self.direction = direction
    self.clientID = clientID
  }

  mutating func count(records: Int, bytes: Int, topic: String) {
    let flow = flow(topic)
    flow.records.increment(by: records)
    flow.bytes.increment(by: bytes)
  }

  /// Counts failures by error name: failed publishing, failed commits, reported errors.
  mutating func count(failure: KafkaError, times: Int = 1) {
    if failures[failure.name] == nil {
      failures[failure.name] = Counter(
        label: "kafka_errors_total", dimensions: [("client", clientID), ("error", failure.name)])
    }
    failures[failure.name]?.increment(by: times)
  }

  private mutating func flow(_ topic: String) -> Flow {
    if let flow = flows[topic] { return flow }
    let dimensions = [("client", clientID), ("topic", topic)]
    let flow = Flow(
      records: Counter(label: "kafka_\(direction)_records_total", dimensions: dimensions),
      bytes: Counter(label: "kafka_\(direction)_bytes_total", dimensions: dimensions))
    flows[topic] = flow
    return flow
  }
}
