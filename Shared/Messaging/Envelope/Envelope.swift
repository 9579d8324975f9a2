package import Contracts
import FoundationEssentials
import Kafka

/// The CloudEvents 1.0 attributes of records, in binary mode: one header each.
///
/// All events of one type that a transaction publishes share most of them, so these are encoded once.
package struct Envelope: Sendable {
  package static let source = "ronda/"
  /// Header with the outbox position of a record: `<service>:<id>`.
  package static let positionHeader = "ronda_position"

  private let shared: [UInt8]

  package init<E: Event>(of type: E.Type, from service: ServiceName, at time: Instant, traceParent: String?) {
    var headers = [
      KafkaHeader("ce_specversion", "1.0"), KafkaHeader("ce_source", Self.source + service.rawValue), KafkaHeader("ce_type", E.type),
      KafkaHeader("ce_time", time.description), KafkaHeader("ce_dataschema", E.schemaName), KafkaHeader("content-type", "application/json"),
    ]
    if let traceParent { headers.append(KafkaHeader("traceparent", traceParent)) }
    shared = HeaderCoding.encode(headers)
  }

  /// The headers of a new event about `subject`, as `HeaderCoding` writes them.
  package func headers(subject: String) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(shared.count + 2 * UUIDText.length + 48)
    bytes += shared
    HeaderCoding.append("ce_id", UUIDText.length, to: &bytes)
    UUIDText.append(Self.newID(), to: &bytes)
    HeaderCoding.append("ce_subject", subject.utf8.count, to: &bytes)
    bytes += subject.utf8
    return bytes
  }

  /// A random UUID (RFC 9562, version 4), without the file that Foundation opens for each of its own.
  private static func newID() -> UUID {
    let random = (UInt64.random(in: .min ... .max) & ~0xf000 | 0x4000, UInt64.random(in: .min ... .max) & (.max >> 2) | 1 << 63)
    return withUnsafeBytes(of: (random.0.bigEndian, random.1.bigEndian)) { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
  }
}

extension [KafkaHeader] {
  /// The text of the first header called `name`; `nil` when there is none or it is not UTF-8.
  package func text(_ name: String) -> String? {
    guard let value = first(where: { $0.name == name })?.value else { return nil }
    return String(validating: value, as: UTF8.self)
  }
}
