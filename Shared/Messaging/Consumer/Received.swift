public import Contracts
import Kafka

/// A message and where it came from.
public struct Received<Message: Sendable>: Sendable {
  public let event: Message
  public let origin: RecordOrigin
  /// `ce_id`, if the record had one.
  public let eventID: String?

  package init(event: Message, origin: RecordOrigin, eventID: String?) {
    self.event = event
    self.origin = origin
    self.eventID = eventID
  }
}

/// The place of a record on its topic.
public struct RecordOrigin: Sendable {
  let record: KafkaRecord
  public var topic: String { record.topic }
  public var partition: Int32 { record.partition }
  public var offset: Int64 { record.offset }
}

/// A record as its decoder sees it.
public struct InboundRecord: Sendable {
  let record: KafkaRecord
  public var key: [UInt8]? { record.key }
  public var value: [UInt8]? { record.value }
  /// When the producer or the broker dated it.
  public var timestamp: Instant { Instant(milliseconds: record.timestampMilliseconds) }

  /// The text of a header; `nil` when it is absent or not UTF-8.
  public func header(_ name: String) -> String? { record.headers.text(name) }
}

/// The events of one type in a batch, in the order of their partitions.
public struct EventBatch<E: Event>: Sendable {
  public let events: [Received<E>]

  public init(events: [Received<E>]) {
    self.events = events
  }
}

extension EventBatch where E: VersionedEvent {
  /// One event a key, that with the highest version, in the order of the keys; the others are tallied as stale.
  public func newestByKey(tallying work: Work) -> [E] {
    var newest: [String: E] = [:]
    for received in events {
      let key = received.event.key.text
      if let known = newest[key], known.version >= received.event.version { continue }
      newest[key] = received.event
    }
    work.tally(.stale, events.count - newest.count)
    return newest.sorted { $0.key < $1.key }.map(\.value)
  }
}
