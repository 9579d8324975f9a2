public import Contracts
import ServiceKit

/// A date written as `2026-11-23`.
public func date(_ text: String) -> CalendarDate {
  guard let date = CalendarDate(text) else { preconditionFailure("not a date: \(text)") }
  return date
}

/// An instant written as RFC 3339.
public func instant(_ text: String) -> Instant {
  guard let instant = Instant(text) else { preconditionFailure("not an RFC 3339 time: \(text)") }
  return instant
}

/// Identifiers of a family, the same at every run.
public func id<Subject>(_ kind: String, _ number: Int) throws -> Identifier<Subject> {
  try Identifier<Subject>(naming: kind, String(number))
}
