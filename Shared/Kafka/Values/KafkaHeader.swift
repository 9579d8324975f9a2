/// One header of a record. Names may repeat and order is kept; a nil value is null on the wire, unlike an empty one.
public struct KafkaHeader: Sendable, Hashable {
  public var name: String
  public var value: [UInt8]?

  public init(name: String, value: [UInt8]?) {
    self.name = name
    self.value = value
  }

  /// A header with a text value, encoded as UTF-8.
  public init(_ name: String, _ text: String) {
    self.init(name: name, value: Array(text.utf8))
  }
}
