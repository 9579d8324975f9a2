public import Contracts
import Kafka

/// A topic that a service takes, and what it does with a batch of its records.
public struct Subscription: Sendable {
  public let topic: Topic
  /// Decodes one partition-ordered batch outside the transaction. A record that breaks the contract becomes a `Rejection`.
  let decode: @Sendable ([KafkaRecord]) -> DecodedRecords

  init(topic: Topic, decode: @escaping @Sendable ([KafkaRecord]) -> DecodedRecords) {
    self.topic = topic
    self.decode = decode
  }

  /// Takes an event of ours.
  ///
  /// `handle` runs inside the transaction that also moves the offset. It must leave the same state when it is given the same events
  /// again, and publish nothing when nothing changed. A transient error is retried; any other parks the subject of the record that
  /// caused it.
  public static func to<E: Event>(
    _ type: E.Type, _ handle: @escaping @Sendable (EventBatch<E>, Work) async throws -> Void
  ) -> Subscription {
    .to(E.topic, decode: { try decodeEvent($0) }, handle: { messages, work in try await handle(EventBatch(events: messages), work) })
  }

  /// Takes records that others wrote.
  ///
  /// - Parameter decode: throws `PermanentRecordError` for a record that breaks the contract; it goes to the dead letters.
  public static func to<Message: Sendable>(
    _ topic: Topic, decode: @escaping @Sendable (InboundRecord) throws -> Message,
    handle: @escaping @Sendable ([Received<Message>], Work) async throws -> Void
  ) -> Subscription {
    Subscription(topic: topic) { records in
      var messages: [Received<Message>] = []
      messages.reserveCapacity(records.count)
      var rejections: [Rejection] = []
      for record in records {
        do {
          let inbound = InboundRecord(record: record)
          messages.append(Received(event: try decode(inbound), origin: RecordOrigin(record: record), eventID: inbound.header("ce_id")))
        } catch let error as PermanentRecordError {
          rejections.append(Rejection(record: record, error: error))
        } catch {
          rejections.append(Rejection(record: record, error: PermanentRecordError(decoding: error)))
        }
      }
      let accepted = messages
      return DecodedRecords(rejections: rejections) { work in
        if !accepted.isEmpty { try await handle(accepted, work) }
      }
    }
  }

  private static func decodeEvent<E: Event>(_ record: InboundRecord) throws -> E {
    if let type = record.header("ce_type"), type != E.type {
      throw PermanentRecordError(code: "unknown_type", message: "ce_type: '\(type.prefix(80))' is not taken from \(E.topic.name)")
    }
    guard let value = record.value else {
      throw PermanentRecordError(code: "no_value", message: "the record has no value")
    }
    do {
      return try EventCoding.decode(E.self, from: value)
    } catch {
      throw PermanentRecordError(decoding: error)
    }
  }
}

/// The records of one topic in a batch, ready to be applied.
struct DecodedRecords: Sendable {
  let rejections: [Rejection]
  let apply: @Sendable (Work) async throws -> Void
}

/// A record that breaks the contract, on its way to the dead letters.
struct Rejection: Sendable {
  let record: KafkaRecord
  let error: PermanentRecordError
}
