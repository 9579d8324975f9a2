package import Contracts

/// An event, and the id by which its consequences name it.
package struct Heard<E: Event>: Sendable {
  package let event: E
  package let id: String

  package init(_ event: E, id: String) {
    self.event = event
    self.id = id
  }
}

extension Sequence {
  /// The first event of each key, in the order of the keys.
  func first<E: Event, Key: Hashable & Comparable>(by key: (E) -> Key) -> [E] where Element == Heard<E> {
    let first = Dictionary(map { (key($0.event), $0.event) }) { first, _ in first }
    return first.sorted { $0.key < $1.key }.map(\.value)
  }

  /// The highest version of each key, in the order of the keys.
  func newest<E: VersionedEvent, Key: Hashable & Comparable>(by key: (E) -> Key) -> [E] where Element == Heard<E> {
    let newest = Dictionary(map { (key($0.event), $0.event) }) { a, b in b.version > a.version ? b : a }
    return newest.sorted { $0.key < $1.key }.map(\.value)
  }

  /// The id of the last event about each thing.
  func causes<E: Event, Key: Hashable>(_ key: (E) -> Key) -> [Key: String] where Element == Heard<E> {
    Dictionary(map { (key($0.event), $0.id) }) { _, last in last }
  }
}
