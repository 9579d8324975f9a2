/// The fields of a JSON object, asked for by name: each complaint names the whole path, and what nobody asks for is a complaint itself.
struct JSONFields {
  let path: String
  private let members: [String: JSONValue]

  /// - Parameters:
  ///   - known: the documented names; another one is an error, or a warning when `warnings` is there to take it.
  init(
    _ value: JSONValue, path: String, known: [String], warnings: inout [String]?
  ) throws(RoutingFileError) {
    guard case .object(let list) = value else { throw RoutingFileError(path, "must be an object") }
    self.path = path
    var members: [String: JSONValue] = [:]
    for member in list {
      if !known.contains(member.name) {
        let name = path.isEmpty ? member.name : "\(path).\(member.name)"
        let hint = Self.closest(member.name, known).map { "; did you mean \($0)?" } ?? ""
        guard warnings != nil else { throw RoutingFileError(name, "is not a known field\(hint)") }
        warnings?.append("\(name): is not a known field and was left unread\(hint)")
      }
      if member.value != .null { members[member.name] = member.value }
    }
    self.members = members
  }

  func name(_ field: String) -> String { path.isEmpty ? field : "\(path).\(field)" }

  subscript(_ field: String) -> JSONValue? { members[field] }

  /// A whole number within the range.
  func integer(_ field: String, _ range: ClosedRange<Int> = 0...RoutingTimes.limit) throws(RoutingFileError) -> Int? {
    guard let value = members[field] else { return nil }
    return try Self.integer(value, name(field), range)
  }

  func required(_ field: String, _ range: ClosedRange<Int>) throws(RoutingFileError) -> Int {
    guard let value = try integer(field, range) else { throw RoutingFileError(name(field), "is missing") }
    return value
  }

  func number(_ field: String) throws(RoutingFileError) -> Double? {
    switch members[field] {
    case nil: return nil
    case .integer(let value): return Double(value)
    case .number(let value): return value
    default: throw RoutingFileError(name(field), "must be a number")
    }
  }

  func string(_ field: String) throws(RoutingFileError) -> String? {
    switch members[field] {
    case nil: return nil
    case .string(let value): return value
    default: throw RoutingFileError(name(field), "must be a text")
    }
  }

  func array(_ field: String) throws(RoutingFileError) -> [JSONValue]? {
    switch members[field] {
    case nil: return nil
    case .array(let values): return values
    default: throw RoutingFileError(name(field), "must be an array")
    }
  }

  func integers(_ field: String, _ range: ClosedRange<Int>) throws(RoutingFileError) -> [Int]? {
    guard let values = try array(field) else { return nil }
    var numbers: [Int] = []
    for (index, value) in values.enumerated() { numbers.append(try Self.integer(value, "\(name(field))[\(index)]", range)) }
    return numbers
  }

  static func integer(_ value: JSONValue, _ name: String, _ range: ClosedRange<Int>) throws(RoutingFileError) -> Int {
    var whole: Int?
    if case .integer(let number) = value { whole = number }
    if case .number(let number) = value { whole = Int(exactly: number) }
    guard let whole else { throw RoutingFileError(name, "must be a whole number") }
    guard range.contains(whole) else {
      let complaint = whole < 0 && range.lowerBound == 0 ? "is negative" : "is not within \(range.lowerBound)...\(range.upperBound)"
      throw RoutingFileError(name, "\(whole) \(complaint)")
    }
    return whole
  }

  /// The known name that is one or two letters away.
  private static func closest(_ name: String, _ known: [String]) -> String? {
    known.map { ($0, distance(Array(name.prefix(40)), Array($0))) }.filter { $0.1 <= 2 }.min { $0.1 < $1.1 }?.0
  }

  /// V. I. Levenshtein (1966): letters to insert, remove or change.
  private static func distance(_ one: [Character], _ other: [Character]) -> Int {
    var row = Array(0...other.count)
    for (index, letter) in one.enumerated() {
      var corner = row[0]
      row[0] = index + 1
      for (column, mate) in other.enumerated() {
        let change = corner + (letter == mate ? 0 : 1)
        corner = row[column + 1]
        row[column + 1] = min(change, row[column] + 1, corner + 1)
      }
    }
    return row[other.count]
  }
}

enum RoutingTimes {
  /// Unix times and more.
  static let limit = 1 << 40
}
