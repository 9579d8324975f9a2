import Foundation

/// Zones that this machine knows. PostgreSQL judges dates by the same data, and refuses a whole query for one name that it does not know.
enum KnownTimeZone {
  static func name(_ text: String) -> String? {
    guard !text.isEmpty, TimeZone(identifier: text) != nil else { return nil }
    return text
  }
}
