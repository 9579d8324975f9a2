public import Contracts

/// Makes the records of a transaction's events. It knows the transaction's time and origin, not the transaction.
public struct EventEncoder: Sendable {
  let service: ServiceName
  let now: Instant
  let traceParent: String?

  /// Throws `EventTooLarge` above 256 KiB.
  public func encode<E: Event>(_ events: [E]) throws -> EncodedEvents {
    let envelope = Envelope(of: E.self, from: service, at: now, traceParent: traceParent)
    return EncodedEvents(records: try events.map { try Self.record(of: $0, in: envelope) })
  }

  private static func record<E: Event>(of event: E, in envelope: Envelope) throws -> OutgoingRecord {
    let value = try EventCoding.encode(event)
    guard value.count <= OutgoingRecord.maximumValueBytes else { throw EventTooLarge(type: E.type, bytes: value.count) }
    let key = event.key.text
    return OutgoingRecord(topic: E.topic.name, key: Array(key.utf8), headers: envelope.headers(subject: key), value: value)
  }
}

/// Events on their way to the outbox, in their order.
public struct EncodedEvents: Sendable {
  let records: [OutgoingRecord]

  public static func + (first: EncodedEvents, second: EncodedEvents) -> EncodedEvents {
    EncodedEvents(records: first.records + second.records)
  }
}
