/// What a schema declares at one place, references followed: for comparing a schema with real values.
package struct SchemaShape: Sendable {
  package var properties: [String: JSONSchemaNode] = [:]
  package var required: Set<String> = []
  package var items: JSONSchemaNode?
  package var enumeration: [JSONValue]?
  /// The schema allows members by any name, such as free attributes.
  package var isMap = false
}

extension JSONSchemaCatalogue {
  /// The shape of `node`; what a reference declares and what stands beside it are taken together.
  package func shape(of node: JSONSchemaNode) throws -> SchemaShape {
    var shape = SchemaShape()
    if let reference = node.schema["$ref"]?.string { shape = try self.shape(of: try resolve(reference, from: node)) }
    for (name, schema) in node.schema["properties"]?.object ?? [:] { shape.properties[name] = node.child(schema) }
    for name in node.schema["required"]?.array ?? [] { if let name = name.string { shape.required.insert(name) } }
    if let items = node.schema["items"] { shape.items = node.child(items) }
    if let values = node.schema["enum"]?.array { shape.enumeration = values }
    if case .object = node.schema["additionalProperties"] { shape.isMap = true }
    return shape
  }

  /// The paths in `value` that the schema does not declare.
  package func undeclaredPaths(in value: JSONValue, _ node: JSONSchemaNode, at path: [JSONStep] = []) throws -> [[JSONStep]] {
    let shape = try shape(of: node)
    var found: [[JSONStep]] = []
    for (name, member) in value.object ?? [:] where !shape.isMap {
      let place = path + [.member(name)]
      if let declared = shape.properties[name] {
        found += try undeclaredPaths(in: member, declared, at: place)
      } else {
        found.append(place)
      }
    }
    if let items = shape.items {
      for (index, element) in (value.array ?? []).enumerated() {
        found += try undeclaredPaths(in: element, items, at: path + [.element(index)])
      }
    }
    return found
  }

  /// The paths that the schema declares and `value` lacks. In an array the first element speaks for all.
  package func absentPaths(from value: JSONValue, _ node: JSONSchemaNode, at path: [JSONStep] = []) throws -> [[JSONStep]] {
    let shape = try shape(of: node)
    var found: [[JSONStep]] = []
    for (name, declared) in shape.properties {
      let place = path + [.member(name)]
      if let member = value[name] {
        found += try absentPaths(from: member, declared, at: place)
      } else {
        found.append(place)
      }
    }
    if let items = shape.items {
      if let first = value.array?.first {
        found += try absentPaths(from: first, items, at: path + [.element(0)])
      } else {
        found.append(path + [.element(0)])
      }
    }
    return found
  }

  /// Why the schema `name` no longer takes what was published as `golden`: a field is gone, has another type, or is newly required.
  /// Empty when all changes since then were additions.
  package func incompatibilities(of name: String, with golden: JSONValue) throws -> [String] {
    let node = try requiredNode(name)
    let removed = try undeclaredPaths(in: golden, node).map { "$\($0.map(\.description).joined()): was removed" }
    return removed.sorted() + (try failures(of: golden, against: name).map(\.description))
  }
}
