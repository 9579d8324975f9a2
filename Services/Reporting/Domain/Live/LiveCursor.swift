/// A place in the live stream, as the `id` of its events: `<transaction>-<event>`.
package struct LiveCursor: Sendable, Hashable, Comparable, CustomStringConvertible {
  package let xact: Int64
  package let id: Int64

  package init(xact: Int64, id: Int64) {
    self.xact = xact
    self.id = id
  }

  /// Before everything.
  package static let start = LiveCursor(xact: 0, id: 0)

  /// `nil` unless the text is an `id` that a stream gave out.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let xact = Int64(parts[0]), let id = Int64(parts[1]), xact >= 0, id >= 0 else { return nil }
    self.init(xact: xact, id: id)
  }

  package static func < (a: LiveCursor, b: LiveCursor) -> Bool { (a.xact, a.id) < (b.xact, b.id) }

  package var description: String { "\(xact)-\(id)" }
}
