/// What is wrong with an OpenStreetMap extract, and where.
public struct StreetMapError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Such as `blob at byte 1234` or `line 17`.
  public let place: String
  public let message: String

  public var description: String { "\(place): \(message)" }

  init(_ place: String, _ message: String) {
    self.place = place
    self.message = message
  }
}
