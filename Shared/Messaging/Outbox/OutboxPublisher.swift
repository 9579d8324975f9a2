import Contracts
import Kafka

/// Sends rows of the outbox to their topics and partitions.
actor OutboxPublisher {
  private let producer: KafkaProducer
  private let admin: KafkaAdmin
  private let gate: LagGate?
  private let service: ServiceName
  private let prefix: String
  private var partitionCounts: [String: Int32] = [:]
  /// With a gate, what goes out at once; small beside its limit.
  private static let gatedBytes = 512 << 10

  init(producer: KafkaProducer, admin: KafkaAdmin, gate: LagGate?, service: ServiceName, prefix: String) {
    self.producer = producer
    self.admin = admin
    self.gate = gate
    self.service = service
    self.prefix = prefix
  }

  /// Returns, when the broker has answered for every row, those that it will never take. Waits as long as the broker is away.
  func publish(_ rows: [OutboxRow]) async throws -> [(id: Int64, reason: String)] {
    var refused: [(id: Int64, reason: String)] = []
    for chunk in try chunks(of: try await records(of: rows)) {
      try await gate?.wait(for: chunk.bytes)
      let results = await producer.publish(chunk.records)
      var ends: [KafkaTopicPartition: (offset: Int64, bytes: Int)] = [:]
      for (index, result) in results.enumerated() {
        let record = chunk.records[index]
        switch result {
        case .success(let delivery):
          let partition = KafkaTopicPartition(topic: record.topic, partition: delivery.partition)
          let known = ends[partition] ?? (0, 0)
          ends[partition] = (max(known.offset, delivery.offset + 1), known.bytes + record.size)
        case .failure(let error) where error.isRecordError:
          refused.append((chunk.ids[index], error.name))
        case .failure(let error):
          throw error
        }
      }
      if let gate {
        for (partition, end) in ends { await gate.note(partition, endOffset: end.offset, bytes: end.bytes) }
      }
    }
    return refused
  }

  /// Sends nothing more: what is under way and not acknowledged is dropped, and `publish` throws.
  func giveUp() async { await producer.close(within: .zero) }

  private struct Chunk {
    var ids: [Int64] = []
    var records: [KafkaProducerRecord] = []
    var bytes: [KafkaTopicPartition: Int] = [:]
    var total = 0
  }

  private func chunks(of records: [(id: Int64, record: KafkaProducerRecord)]) throws -> [Chunk] {
    var chunks: [Chunk] = []
    var chunk = Chunk()
    for (id, record) in records {
      if gate != nil, chunk.total + record.size > Self.gatedBytes, !chunk.ids.isEmpty {
        chunks.append(chunk)
        chunk = Chunk()
      }
      chunk.ids.append(id)
      chunk.records.append(record)
      chunk.total += record.size
      let partition = KafkaTopicPartition(topic: record.topic, partition: record.partition ?? 0)
      chunk.bytes[partition, default: 0] += record.size
    }
    if !chunk.ids.isEmpty { chunks.append(chunk) }
    return chunks
  }

  private func records(of rows: [OutboxRow]) async throws -> [(id: Int64, record: KafkaProducerRecord)] {
    var records: [(id: Int64, record: KafkaProducerRecord)] = []
    records.reserveCapacity(rows.count)
    for row in rows {
      let position = KafkaHeader(Envelope.positionHeader, "\(service.rawValue):\(row.id)")
      records.append(
        (
          row.id,
          KafkaProducerRecord(
            topic: prefix + row.record.topic, partition: try await partition(of: row.record), key: row.record.key, value: row.record.value,
            headers: try HeaderCoding.decode(row.record.headers) + [position])
        ))
    }
    return records
  }

  /// The partition follows from the subject, the part of the key before the colon, so that whatever is about one debtor stays in order.
  private func partition(of record: OutgoingRecord) async throws -> Int32? {
    guard let key = record.key else { return nil }
    let count = try await partitionCount(of: prefix + record.topic)
    return Murmur2.partition(key: Array(key.prefix { $0 != UInt8(ascii: ":") }), count: count)
  }

  private func partitionCount(of topic: String) async throws -> Int32 {
    if let count = partitionCounts[topic] { return count }
    let count = Int32(try await admin.metadata().topics[topic]?.partitions.count ?? 0)
    guard count > 0 else { throw MissingTopic(name: topic) }
    partitionCounts[topic] = count
    return count
  }
}

/// A topic that the broker does not have.
public struct MissingTopic: Error, CustomStringConvertible {
  public let name: String
  public var description: String { "the topic \(name) does not exist on the broker; run 'ronda topics create'" }
}
