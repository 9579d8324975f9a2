/// JSON Schemas (2020-12) by name, with the references between them resolved.
///
/// It knows the keywords that Ronda's schemas use and throws on any other, so that nothing is taken for checked that is not.
package struct JSONSchemaCatalogue: Sendable {
  /// Schema by file path without `.json`, such as `ronda.int.visit.v1/visit.recorded`.
  package private(set) var documents: [String: JSONValue]

  /// Throws `JSONSchemaError` for a keyword that is not known or a reference that leads nowhere.
  package init(documents: [String: JSONValue]) throws {
    self.documents = documents
    for (name, schema) in documents { try requireKnown(JSONSchemaNode(document: name, schema: schema), at: "#") }
  }

  /// Every `<folder>/<name>.json` under `directory`, a path relative to the repository.
  package init(directory: String) throws {
    var documents: [String: JSONValue] = [:]
    for folder in try ProjectFiles.names(in: directory) {
      for file in try ProjectFiles.names(in: "\(directory)/\(folder)") where file.hasSuffix(".json") {
        documents["\(folder)/\(file.dropLast(5))"] = try ProjectFiles.json("\(directory)/\(folder)/\(file)")
      }
    }
    try self.init(documents: documents)
  }

  /// A copy in which one schema is another, for tests of what a change breaks.
  package func replacing(_ name: String, with schema: JSONValue) throws -> JSONSchemaCatalogue {
    var changed = documents
    changed[name] = schema
    return try JSONSchemaCatalogue(documents: changed)
  }

  package func requiredNode(_ name: String) throws -> JSONSchemaNode {
    guard let schema = documents[name] else { throw JSONSchemaError.unknownReference(name) }
    return JSONSchemaNode(document: name, schema: schema)
  }

  /// What `value` breaks in the schema `name`; empty when it is valid.
  package func failures(of value: JSONValue, against name: String) throws -> [JSONSchemaFailure] {
    var validation = JSONSchemaValidation(catalogue: self)
    try validation.check(value, try requiredNode(name), at: "$")
    return validation.failures
  }

  /// The schema that `reference` names, seen from `node`: `#/$defs/x`, `other.json`, `other.json#/$defs/x`.
  package func resolve(_ reference: String, from node: JSONSchemaNode) throws -> JSONSchemaNode {
    let parts = reference.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    var document = node.document
    if let file = parts.first, !file.isEmpty {
      guard file.hasSuffix(".json") else { throw JSONSchemaError.unknownReference(reference) }
      let folder = document.split(separator: "/").dropLast().map { "\($0)/" }.joined()
      document = "\(folder)\(file.dropLast(5))"
    }
    var schema = try requiredNode(document).schema
    for step in parts.dropFirst().first?.split(separator: "/") ?? [] {
      guard let next = schema[String(step)] else { throw JSONSchemaError.unknownReference(reference) }
      schema = next
    }
    return JSONSchemaNode(document: document, schema: schema)
  }

  private func requireKnown(_ node: JSONSchemaNode, at path: String) throws {
    guard case .object(let keywords) = node.schema else {
      if case .bool = node.schema { return }
      throw JSONSchemaError.malformed("\(node.document)\(path)")
    }
    for (keyword, value) in keywords {
      guard let shape = JSONSchemaKeyword(rawValue: keyword)?.shape else {
        throw JSONSchemaError.unknownKeyword(keyword, "\(node.document)\(path)")
      }
      for (name, schema) in shape.schemas(in: value) {
        try requireKnown(JSONSchemaNode(document: node.document, schema: schema), at: "\(path)/\(keyword)\(name)")
      }
    }
    if let reference = keywords["$ref"]?.string { _ = try resolve(reference, from: node) }
  }
}

/// A schema inside a document, so that its references can be followed.
package struct JSONSchemaNode: Sendable {
  package let document: String
  package let schema: JSONValue

  package func child(_ schema: JSONValue) -> JSONSchemaNode { JSONSchemaNode(document: document, schema: schema) }
}

package struct JSONSchemaFailure: Hashable, Sendable, CustomStringConvertible {
  /// Where in the value, such as `$.stops[0].status`.
  package let path: String
  package let keyword: String
  package let message: String

  package var description: String { "\(path): \(keyword): \(message)" }
}

package enum JSONSchemaError: Error, Equatable {
  case unknownKeyword(String, String)
  case unknownReference(String)
  /// A keyword's own value is not what the standard says.
  case malformed(String)
}
