import Contracts
import FoundationEssentials

/// One run of a value through a schema. `format` is asserted, not only noted.
struct JSONSchemaValidation {
  let catalogue: JSONSchemaCatalogue
  private(set) var failures: [JSONSchemaFailure] = []

  init(catalogue: JSONSchemaCatalogue) { self.catalogue = catalogue }

  mutating func check(_ value: JSONValue, _ node: JSONSchemaNode, at path: String) throws {
    switch node.schema {
    case .bool(true): return
    case .bool(false): fail(path, .schema, "nothing is allowed here")
    case .object(let keywords):
      for (name, argument) in keywords.sorted(by: { $0.key < $1.key }) {
        guard let keyword = JSONSchemaKeyword(rawValue: name) else { throw JSONSchemaError.unknownKeyword(name, node.document) }
        try apply(keyword, argument, to: value, node, at: path)
      }
    default: throw JSONSchemaError.malformed(node.document)
    }
  }

  private mutating func apply(
    _ keyword: JSONSchemaKeyword, _ argument: JSONValue, to value: JSONValue, _ node: JSONSchemaNode, at path: String
  ) throws {
    switch keyword {
    case .schema, .id, .definitions, .comment, .title, .description, .examples, .deprecated: return
    case .reference:
      try check(value, try catalogue.resolve(try required(argument.string, keyword), from: node), at: path)
    case .type: try checkType(value, argument, at: path)
    case .enum:
      if !(try required(argument.array, keyword)).contains(value) { fail(path, keyword, "not one of the listed values") }
    case .const:
      if argument != value { fail(path, keyword, "not the fixed value") }
    case .properties, .required, .additionalProperties: try checkObject(keyword, argument, value, node, at: path)
    case .items:
      for (index, element) in (value.array ?? []).enumerated() { try check(element, node.child(argument), at: "\(path)[\(index)]") }
    case .anyOf: try checkAnyOf(value, try required(argument.array, keyword), node, at: path)
    case .pattern, .format, .minLength, .maxLength: try checkText(keyword, argument, value, at: path)
    case .minimum, .maximum, .minItems, .maxItems: try checkBounds(keyword, argument, value, at: path)
    }
  }

  private mutating func checkType(_ value: JSONValue, _ argument: JSONValue, at path: String) throws {
    let names = try argument.string.map { [$0] } ?? required(argument.array, .type).map { try required($0.string, .type) }
    let known: Set = ["null", "boolean", "integer", "number", "string", "array", "object"]
    guard known.isSuperset(of: names) else { throw JSONSchemaError.malformed("type") }
    if !names.contains(where: { value.isOfType($0) }) { fail(path, .type, "expected \(names.joined(separator: " or "))") }
  }

  private mutating func checkObject(
    _ keyword: JSONSchemaKeyword, _ argument: JSONValue, _ value: JSONValue, _ node: JSONSchemaNode, at path: String
  ) throws {
    guard case .object(let members) = value else { return }
    switch keyword {
    case .required:
      for name in try required(argument.array, keyword).map({ try required($0.string, keyword) }) where members[name] == nil {
        fail(path, keyword, "\(name) is missing")
      }
    case .properties:
      for (name, schema) in try required(argument.object, keyword) {
        if let member = members[name] { try check(member, node.child(schema), at: "\(path).\(name)") }
      }
    default:
      let declared = node.schema["properties"]?.object ?? [:]
      for (name, member) in members where declared[name] == nil { try check(member, node.child(argument), at: "\(path).\(name)") }
    }
  }

  private mutating func checkAnyOf(_ value: JSONValue, _ schemas: [JSONValue], _ node: JSONSchemaNode, at path: String) throws {
    for schema in schemas {
      var branch = JSONSchemaValidation(catalogue: catalogue)
      try branch.check(value, node.child(schema), at: path)
      if branch.failures.isEmpty { return }
    }
    fail(path, .anyOf, "none of the alternatives holds")
  }

  private mutating func checkText(_ keyword: JSONSchemaKeyword, _ argument: JSONValue, _ value: JSONValue, at path: String) throws {
    if keyword == .format {
      let format = try required(argument.string, keyword)
      if !(try value.fits(format: format)) { fail(path, keyword, "not a valid \(format)") }
      return
    }
    guard case .string(let text) = value else { return }
    switch keyword {
    case .pattern:
      let regex = try Regex(try required(argument.string, keyword))
      if text.firstMatch(of: regex) == nil { fail(path, keyword, "does not match") }
    case .minLength:
      if Double(text.unicodeScalars.count) < (try required(argument.double, keyword)) { fail(path, keyword, "too short") }
    default:
      if Double(text.unicodeScalars.count) > (try required(argument.double, keyword)) { fail(path, keyword, "too long") }
    }
  }

  private mutating func checkBounds(_ keyword: JSONSchemaKeyword, _ argument: JSONValue, _ value: JSONValue, at path: String) throws {
    let bound = try required(argument.double, keyword)
    switch keyword {
    case .minimum: if let number = value.double, number < bound { fail(path, keyword, "too small") }
    case .maximum: if let number = value.double, number > bound { fail(path, keyword, "too large") }
    case .minItems: if let count = value.array?.count, Double(count) < bound { fail(path, keyword, "too few") }
    default: if let count = value.array?.count, Double(count) > bound { fail(path, keyword, "too many") }
    }
  }

  private func required<Argument>(_ argument: Argument?, _ keyword: JSONSchemaKeyword) throws -> Argument {
    guard let argument else { throw JSONSchemaError.malformed(keyword.rawValue) }
    return argument
  }

  private mutating func fail(_ path: String, _ keyword: JSONSchemaKeyword, _ message: String) {
    failures.append(JSONSchemaFailure(path: path, keyword: keyword.rawValue, message: message))
  }
}

extension JSONValue {
  fileprivate func isOfType(_ name: String) -> Bool {
    switch (name, self) {
    case ("null", .null), ("boolean", .bool), ("integer", .integer), ("number", .integer), ("number", .number), ("string", .string),
      ("array", .array), ("object", .object):
      true
    // Beyond Int64, but whole.
    case ("integer", .number(let value)): value == value.rounded()
    default: false
    }
  }

  /// A format speaks about one type only; a value of another type fits.
  fileprivate func fits(format: String) throws -> Bool {
    switch (format, self) {
    case ("date", .string(let text)): CalendarDate(text) != nil
    case ("date-time", .string(let text)): Instant(text) != nil
    case ("uuid", .string(let text)): UUID(uuidString: text) != nil
    case ("int64", .number): false
    case ("date", _), ("date-time", _), ("uuid", _), ("int64", _): true
    default: throw JSONSchemaError.malformed("format \(format)")
    }
  }
}
