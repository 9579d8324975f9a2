/// The keywords of JSON Schema 2020-12 that the validator knows.
enum JSONSchemaKeyword: String {
  case schema = "$schema"
  case id = "$id"
  case reference = "$ref"
  case definitions = "$defs"
  case comment = "$comment"
  case title, description, examples, deprecated
  case type, properties, required, additionalProperties, items, anyOf
  case `enum`, const, pattern, format, minimum, maximum, minLength, maxLength, minItems, maxItems

  /// Where a keyword's value holds further schemas.
  enum Shape {
    case none
    case one
    case list
    case byName

    func schemas(in value: JSONValue) -> [(name: String, schema: JSONValue)] {
      switch self {
      case .none: []
      case .one: [("", value)]
      case .list: (value.array ?? [.null]).enumerated().map { ("/\($0.offset)", $0.element) }
      case .byName: (value.object ?? ["": .null]).map { ("/\($0.key)", $0.value) }
      }
    }
  }

  var shape: Shape {
    switch self {
    case .properties, .definitions: .byName
    case .items, .additionalProperties: .one
    case .anyOf: .list
    default: .none
    }
  }
}
