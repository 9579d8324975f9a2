package import Contracts
import FoundationEssentials
package import Kafka

/// The CloudEvents 1.0 attributes of a record, in binary mode: one header each.
package struct Envelope: Sendable, Equatable {
  package static let source = "ronda/"
  /// Header with the outbox position of a record: `<service>:<id>`.
  package static let positionHeader = "ronda_position"

  package var id: String
  package var source: String
  package var type: String
  package var subject: String?
  package var time: Instant?
  package var dataSchema: String?
  package var traceParent: String?

  package init<E: Event>(of event: E, from service: ServiceName, at time: Instant, traceParent: String?) {
    id = UUID().uuidString.lowercased()
    source = Self.source + service.rawValue
    type = E.type
    subject = event.key.text
    self.time = time
    dataSchema = E.schemaName
    self.traceParent = traceParent
  }

  package var headers: [KafkaHeader] {
    var headers = [
      KafkaHeader("ce_specversion", "1.0"), KafkaHeader("ce_id", id), KafkaHeader("ce_source", source), KafkaHeader("ce_type", type),
    ]
    if let subject { headers.append(KafkaHeader("ce_subject", subject)) }
    if let time { headers.append(KafkaHeader("ce_time", time.description)) }
    if let dataSchema { headers.append(KafkaHeader("ce_dataschema", dataSchema)) }
    headers.append(KafkaHeader("content-type", "application/json"))
    if let traceParent { headers.append(KafkaHeader("traceparent", traceParent)) }
    return headers
  }
}

extension [KafkaHeader] {
  /// The text of the first header called `name`; `nil` when there is none or it is not UTF-8.
  package func text(_ name: String) -> String? {
    guard let value = first(where: { $0.name == name })?.value else { return nil }
    return String(validating: value, as: UTF8.self)
  }
}
