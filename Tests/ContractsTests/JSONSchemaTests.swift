import TestSupport
import Testing

@Suite("The JSON Schema validator")
struct JSONSchemaTests {
  struct Sample: Sendable {
    let schema: JSONValue
    let valid: [JSONValue]
    let invalid: [JSONValue]
  }

  static let samples: [Sample] = [
    Sample(schema: ["type": "integer"], valid: [1, .number(1e30)], invalid: [.number(1.5), "1", true, .null]),
    Sample(schema: ["type": ["string", "null"]], valid: ["x", .null], invalid: [1, []]),
    Sample(schema: ["type": "number", "minimum": 0, "maximum": 5], valid: [0, .number(4.5), 5], invalid: [-1, .number(5.01)]),
    Sample(schema: ["enum": ["a", .null]], valid: ["a", .null], invalid: ["b", 1]),
    Sample(schema: ["const": "a"], valid: ["a"], invalid: ["b"]),
    Sample(schema: ["pattern": "^[A-Z]{3}$"], valid: ["PEN", 7], invalid: ["PENX", "pen"]),
    Sample(schema: ["minLength": 1, "maxLength": 2], valid: ["ñ", "ññ"], invalid: ["", "abc"]),
    Sample(schema: ["format": "uuid"], valid: ["5b1f0a52-6f0e-5d5e-9a37-1c5b3d1f0a11"], invalid: ["5b1f0a52"]),
    Sample(schema: ["format": "date"], valid: ["2024-02-29"], invalid: ["2026-02-29", "2026-2-1"]),
    Sample(schema: ["format": "date-time"], valid: ["2026-11-22T10:00:00-05:00"], invalid: ["2026-11-22", "2026-11-22T10:00"]),
    Sample(schema: ["format": "int64"], valid: [1], invalid: [.number(1e30)]),
    Sample(
      schema: ["items": ["type": "string"], "minItems": 1, "maxItems": 2], valid: [["a"], "no array"], invalid: [[], [1], ["a", "b", "c"]]),
    Sample(
      schema: ["properties": ["a": ["type": "string"]], "required": ["a"]], valid: [["a": "x", "b": 1], 3], invalid: [[:], ["a": 1]]),
    Sample(
      schema: ["properties": ["a": true], "additionalProperties": ["type": "integer"]], valid: [["a": "x", "b": 1]],
      invalid: [["b": "x"]]),
    Sample(schema: ["properties": ["a": true], "additionalProperties": false], valid: [["a": 1]], invalid: [["b": 1]]),
    Sample(schema: ["anyOf": [["required": ["a"]], ["required": ["b"]]]], valid: [["b": 1]], invalid: [["c": 1]]),
    Sample(schema: ["$ref": "#/$defs/x", "minimum": 3, "$defs": ["x": ["type": "integer"]]], valid: [3], invalid: [2, "3"]),
    Sample(schema: ["$ref": "other.json#/$defs/y"], valid: ["t"], invalid: [1]),
  ]

  @Test("takes what is valid and refuses what is not", arguments: samples.indices)
  func keyword(_ index: Int) throws {
    let sample = Self.samples[index]
    let catalogue = try JSONSchemaCatalogue(documents: ["t/s": sample.schema, "t/other": ["$defs": ["y": ["type": "string"]]]])
    for value in sample.valid { #expect(try catalogue.failures(of: value, against: "t/s") == []) }
    for value in sample.invalid { #expect(try !catalogue.failures(of: value, against: "t/s").isEmpty, "\(value)") }
  }

  @Test("names the place and the keyword of a failure")
  func failureNamesThePlace() throws {
    let catalogue = try JSONSchemaCatalogue(documents: ["t/s": ["properties": ["a": ["items": ["properties": ["b": ["type": "string"]]]]]]])
    let failures = try catalogue.failures(of: ["a": [["b": "x"], ["b": 2]]], against: "t/s")
    #expect(failures.map(\.description) == ["$.a[1].b: type: expected string"])
  }

  @Test("refuses a keyword that it does not know, wherever it stands")
  func unknownKeyword() {
    for schema: JSONValue in [["multipleOf": 2], ["properties": ["a": ["oneOf": []]]], ["$defs": ["a": ["items": ["uniqueItems": true]]]]] {
      #expect(throws: JSONSchemaError.self) { try JSONSchemaCatalogue(documents: ["t/s": schema]) }
    }
  }

  @Test("refuses a reference that leads nowhere, a type and a format that do not exist")
  func brokenSchema() throws {
    #expect(throws: JSONSchemaError.unknownReference("#/$defs/x")) { try JSONSchemaCatalogue(documents: ["t/s": ["$ref": "#/$defs/x"]]) }
    #expect(throws: JSONSchemaError.unknownReference("t/none")) { try JSONSchemaCatalogue(documents: ["t/s": ["$ref": "none.json"]]) }
    for schema: JSONValue in [["type": "money"], ["format": "telephone"]] {
      let catalogue = try JSONSchemaCatalogue(documents: ["t/s": schema])
      #expect(throws: JSONSchemaError.self) { try catalogue.failures(of: "x", against: "t/s") }
    }
  }
}
