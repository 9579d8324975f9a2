/// The prepared statements of one connection by SQL text; bounded, the one used longest ago leaves first.
struct StatementCache {
  private var entries: [String: PreparedStatement] = [:]
  private var clock: UInt64 = 0
  private var names: UInt64 = 0
  let capacity: Int

  init(capacity: Int) { self.capacity = max(1, capacity) }

  var count: Int { entries.count }

  mutating func lookUp(_ text: String) -> PreparedStatement? {
    guard let entry = entries[text] else { return nil }
    clock += 1
    entry.lastUse = clock
    return entry
  }

  mutating func nextName() -> String {
    names += 1
    return "s\(names)"
  }

  /// Keeps a new statement and returns the one that must be deallocated on the server for it.
  mutating func insert(_ statement: PreparedStatement, for text: String) -> PreparedStatement? {
    var evicted = entries[text]
    if evicted == nil, entries.count >= capacity, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
      evicted = entries.removeValue(forKey: oldest.key)
    }
    clock += 1
    statement.lastUse = clock
    entries[text] = statement
    return evicted
  }

  mutating func remove(_ text: String) -> PreparedStatement? { entries.removeValue(forKey: text) }
}
