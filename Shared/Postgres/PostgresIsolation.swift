/// How much a transaction sees of others that run at the same time.
public enum PostgresIsolation: String, Sendable {
  /// Each statement sees what was committed before it.
  case readCommitted = "READ COMMITTED"
  /// All statements see what was committed before the first; a write may fail with 40001.
  case repeatableRead = "REPEATABLE READ"
  /// As if transactions ran one after another; may fail with 40001.
  case serializable = "SERIALIZABLE"
}
