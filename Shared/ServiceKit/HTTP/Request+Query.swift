public import Contracts
public import Hummingbird

extension Request {
  /// The text of a query parameter, percent-decoded; `nil` when it is missing or empty.
  public func query(_ name: String) -> String? {
    guard let text = uri.queryParameters[name[...]], !text.isEmpty else { return nil }
    return String(text)
  }

  /// A query parameter of another type, read by `read`.
  ///
  /// - Throws: ``Problem`` 422 naming the parameter, with `expected` in its message.
  public func query<Value>(_ name: String, expected: String, _ read: (String) -> Value?) throws -> Value? {
    guard let text = query(name) else { return nil }
    guard let value = read(text) else { throw Problem.field(name, code: "invalid", "Expected \(expected).") }
    return value
  }

  /// A calendar date, `YYYY-MM-DD`.
  public func queryDate(_ name: String) throws -> CalendarDate? {
    try query(name, expected: "a date as YYYY-MM-DD") { CalendarDate($0) }
  }

  /// An identifier.
  public func queryIdentifier<Subject>(_ name: String, of type: Identifier<Subject>.Type = Identifier<Subject>.self) throws
    -> Identifier<Subject>?
  {
    try query(name, expected: "a UUID") { Identifier<Subject>($0) }
  }

  /// A whole number within `range`.
  public func queryInteger(_ name: String, in range: ClosedRange<Int>, default standard: Int) throws -> Int {
    try query(name, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
      Int(text).flatMap { range.contains($0) ? $0 : nil }
    } ?? standard
  }

  /// `true` or `false`.
  public func queryFlag(_ name: String) throws -> Bool {
    try query(name, expected: "true or false") { Bool($0) } ?? false
  }
}

extension ServiceRequestContext {
  /// An identifier in the path.
  ///
  /// - Throws: ``Problem`` 422 naming the parameter.
  public func pathIdentifier<Subject>(_ name: String, of type: Identifier<Subject>.Type = Identifier<Subject>.self) throws
    -> Identifier<Subject>
  {
    guard let identifier = parameters.get(name).flatMap({ Identifier<Subject>($0) }) else {
      throw Problem.field(name, code: "invalid", "Expected a UUID.")
    }
    return identifier
  }
}
