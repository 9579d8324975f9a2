/// Ways to break the exactly-once rules on purpose. A test that cannot tell such a run from a healthy one proves nothing.
package enum Sabotage: Sendable {
  case none
  /// Progress is neither fenced nor remembered: what is delivered twice is applied twice.
  case withoutFence
  /// The offset is stored in Kafka before the database commits, and believed at the start.
  case offsetBeforeDatabase
  /// The relay takes `id > last` and forgets ids that commit late.
  case unguardedRelay
}
