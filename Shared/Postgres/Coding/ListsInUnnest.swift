extension Sequence where Element: CustomStringConvertible {
  /// A list as one text, for columns of `unnest`, which takes no arrays of arrays; ``SQL/list(_:)`` takes it apart. No element may hold the
  /// unit separator (U+001F).
  public var joinedForUnnest: String { map(\.description).joined(separator: "\u{1F}") }
}

extension SQL {
  /// The `text[]` that ``Swift/Sequence/joinedForUnnest`` made one text of; an empty one for null.
  public static func list(_ column: SQL) -> SQL { "coalesce(string_to_array(nullif(\(column), ''), chr(31)), '{}')" }
}
