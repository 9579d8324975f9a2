/// A statement with its bound values. `"... where id = \(id)"` binds `id` as a parameter: it never becomes part of the text.
///
/// - `"\(value)"` binds any `PostgresEncodable`.
/// - `"\(identifier: name)"` inserts one quoted identifier.
/// - `"\(unsafeRaw: text)"` inserts text as it is. Only for text that the program itself wrote.
/// - `"\(sql)"` inserts another statement with its bound values.
///
/// All values are encoded into one buffer, so a statement with a hundred parameters allocates no more than one with two.
public struct SQL: ExpressibleByStringInterpolation, Sendable {
  /// The text, with `$1`, `$2` ... in place of the values.
  public internal(set) var text: String
  @usableFromInline var buffer: [UInt8] = []
  @usableFromInline var slots: [Slot] = []

  /// Where one bound value stands: in the buffer, and (its `$n`) in the text.
  @usableFromInline
  struct Slot: Sendable {
    @usableFromInline var type: PostgresType
    @usableFromInline var offset: Int
    /// -1 for null.
    @usableFromInline var length: Int
    /// UTF-8 offset of the `$` in the text.
    @usableFromInline var position: Int

    @usableFromInline
    init(type: PostgresType, offset: Int, length: Int, position: Int) {
      self.type = type
      self.offset = offset
      self.length = length
      self.position = position
    }
  }

  /// The bound values, in the order of their numbers.
  public var bindings: [PostgresValue] {
    slots.map { slot in
      PostgresValue(type: slot.type, bytes: slot.length < 0 ? nil : Array(buffer[slot.offset..<slot.offset + slot.length]))
    }
  }

  public init(stringLiteral value: String) { text = value }

  public init(stringInterpolation: StringInterpolation) { self = stringInterpolation.sql }

  /// A statement from text that the program itself wrote (a migration, a generated list). Never from input.
  public init(unsafeRaw text: String) { self.text = text }

  /// Appends another statement, numbering its parameters on from this one's.
  public mutating func append(_ other: SQL) {
    if other.slots.isEmpty {
      text += other.text
      return
    }
    var rest = other.text.utf8[...]
    var consumed = 0
    for (number, slot) in other.slots.enumerated() {
      let literal = rest.prefix(slot.position - consumed)
      text += Substring(literal)
      let placeholder = "$\(number + 1)".utf8.count
      rest = rest.dropFirst(literal.count + placeholder)
      consumed = slot.position + placeholder
      let bytes = slot.length < 0 ? [] : other.buffer[slot.offset..<slot.offset + slot.length]
      appendSlot(type: slot.type, offset: buffer.count, length: slot.length)
      buffer.append(contentsOf: bytes)
    }
    text += Substring(rest)
  }

  public static func + (a: SQL, b: SQL) -> SQL {
    var sum = a
    sum.append(b)
    return sum
  }

  public static func += (a: inout SQL, b: SQL) { a.append(b) }

  @usableFromInline
  mutating func appendSlot(type: PostgresType, offset: Int, length: Int) {
    slots.append(Slot(type: type, offset: offset, length: length, position: text.utf8.count))
    text += "$\(slots.count)"
  }

  /// An identifier as it may stand in a statement: between double quotes, with its own doubled.
  static func quoted(_ identifier: String) -> String {
    var result = "\""
    for character in identifier.unicodeScalars {
      if character == "\"" { result += "\"" }
      result.unicodeScalars.append(character)
    }
    return result + "\""
  }

  /// `schema.table`, each part quoted.
  static func quotedPath(_ path: String) -> String {
    path.split(separator: ".", omittingEmptySubsequences: false).map { quoted(String($0)) }.joined(separator: ".")
  }
}

extension SQL {
  public struct StringInterpolation: StringInterpolationProtocol, Sendable {
    @usableFromInline var sql: SQL

    public init(literalCapacity: Int, interpolationCount: Int) {
      sql = SQL(unsafeRaw: "")
      sql.text.reserveCapacity(literalCapacity + 3 * interpolationCount)
      sql.slots.reserveCapacity(interpolationCount)
    }

    public mutating func appendLiteral(_ literal: String) { sql.text += literal }

    /// Binds a value.
    @inlinable
    public mutating func appendInterpolation<T: PostgresEncodable>(_ value: T) {
      let offset = sql.buffer.count
      if value.isPostgresNull {
        sql.appendSlot(type: T.postgresType, offset: offset, length: -1)
      } else {
        value.encode(into: &sql.buffer)
        sql.appendSlot(type: T.postgresType, offset: offset, length: sql.buffer.count - offset)
      }
    }

    /// Binds a value or null.
    @inlinable
    public mutating func appendInterpolation<T: PostgresEncodable>(_ value: T?) {
      if let value {
        appendInterpolation(value)
      } else {
        sql.appendSlot(type: T.postgresType, offset: sql.buffer.count, length: -1)
      }
    }

    /// Binds a value that is encoded already.
    public mutating func appendInterpolation(_ value: PostgresValue) {
      let offset = sql.buffer.count
      if let bytes = value.bytes { sql.buffer.append(contentsOf: bytes) }
      sql.appendSlot(type: value.type, offset: offset, length: value.bytes?.count ?? -1)
    }

    /// Inserts another statement with its bound values.
    public mutating func appendInterpolation(_ other: SQL) { sql.append(other) }

    /// Inserts one quoted identifier.
    public mutating func appendInterpolation(identifier: String) { sql.text += SQL.quoted(identifier) }

    /// Inserts text as it is. Only for text that the program itself wrote.
    public mutating func appendInterpolation(unsafeRaw: String) { sql.text += unsafeRaw }
  }
}

extension Sequence<SQL> {
  /// The statements one after another with `separator` between, as for a list of conditions.
  public func joined(separator: SQL) -> SQL {
    var result = SQL(unsafeRaw: "")
    var isFirst = true
    for part in self {
      if !isFirst { result.append(separator) }
      result.append(part)
      isFirst = false
    }
    return result
  }
}
