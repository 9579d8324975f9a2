/// The Kafka key of an event: who it is about, then what.
///
/// The partition follows from `subject` alone, so that everything about one debtor stays in order;
/// compaction follows from the whole key, so that two accounts of one debtor do not replace each other.
public struct RecordKey: Hashable, Sendable {
  public let subject: String
  public let entity: String?

  public init(_ subject: some CustomStringConvertible, _ entity: (some CustomStringConvertible)? = String?.none) {
    self.subject = subject.description
    self.entity = entity?.description
  }

  /// `subject` or `subject:entity`, as it stands on the record.
  public var text: String { entity.map { "\(subject):\($0)" } ?? subject }

  /// The part of a record's key that decides its partition.
  public static func subject(ofKey text: String) -> Substring {
    text.prefix { $0 != ":" }
  }
}

/// A fact or a state that one service tells the others: a flat JSON object on its topic.
public protocol Event: Codable, Sendable, Equatable {
  /// `ce_type`: a past-tense business word such as `visit.recorded`. A state topic has one type.
  static var type: String { get }
  static var topic: Topic { get }
  /// `ce_dataschema`: the name of the JSON Schema, `<topic>/<type>` .
  var key: RecordKey { get }
}

extension Event {
  /// The name of the event's JSON Schema.
  public static var schemaName: String { "\(topic.name)/\(type)" }
}

/// An event that replaces what was said before with a lower version.
public protocol VersionedEvent: Event {
  /// Grows by at least one with each change of the same key.
  var version: Int64 { get }
}
