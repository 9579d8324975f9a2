/// Why a private PostgreSQL server could not be prepared, started or used.
package struct EmbeddedPostgresError: Error, Sendable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
