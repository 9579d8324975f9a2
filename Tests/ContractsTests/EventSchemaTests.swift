import Contracts
import TestSupport
import Testing

@Suite("Event contracts")
struct EventSchemaTests {
  let catalogue: JSONSchemaCatalogue

  init() throws { catalogue = try Schemas.catalogue }

  @Test("every event in Shared/Contracts/Events is tested here, and every state and fact topic has an event")
  func everyEventIsListed() throws {
    let folders = ["Shared/Contracts/Events", "Shared/Contracts/Events/Public"]
    let files = try folders.flatMap { try ProjectFiles.names(in: $0) }.filter { $0.hasSuffix(".swift") }.map { String($0.dropLast(6)) }
    // What all public rows have in common is no event.
    #expect(Set(files).subtracting(["OrNull", "PublicRow"]) == Set(EventCase.all.map(\.swiftName)))
    let silent = Topics.all.filter { $0.kind != .input && $0.kind != .deadLetter }.filter { topic in
      !EventCase.all.contains { $0.topic == topic }
    }
    #expect(silent.map(\.name) == [])
  }

  @Test("every schema file belongs to an event, carries its own name and a description")
  func everySchemaHasItsEvent() throws {
    let bodies = ["\(Topics.delinquencyIn.name)/account-body", "\(Topics.paymentIn.name)/payment-body"]
    let expected = EventCase.all.map(\.schemaName) + InputTypes.schemaNames + bodies
    #expect(catalogue.documents.keys.sorted() == expected.sorted())
    for (name, schema) in catalogue.documents {
      #expect(schema["$id"] == .string("https://ronda.example/contracts/schemas/\(name).json"))
      #expect(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
      #expect(schema["description"]?.string?.isEmpty == false, "\(name)")
    }
  }

  @Test("the golden decodes to the Swift type and encodes to the same bytes", arguments: EventCase.all)
  func goldenRoundTrip(_ event: EventCase) throws {
    let golden = try EventCoding.encode(try Golden.value(event.type))
    #expect(String(decoding: try event.reencode(golden), as: UTF8.self) == String(decoding: golden, as: UTF8.self))
  }

  @Test("what the Swift type encodes is valid, and schema and encoding have the same fields", arguments: EventCase.all)
  func fieldsMatch(_ event: EventCase) throws {
    let encoded = try reencoded(event)
    let node = try catalogue.requiredNode(event.schemaName)
    #expect(try catalogue.failures(of: encoded, against: event.schemaName) == [])
    #expect(try catalogue.undeclaredPaths(in: encoded, node) == [])
    #expect(try catalogue.absentPaths(from: encoded, node) == [], "the golden must be a full sample")
  }

  @Test("a field is required in the schema exactly if the Swift type cannot do without it", arguments: EventCase.inner)
  func requiredMatchesOptionality(_ event: EventCase) throws {
    let golden = try Golden.value(event.type)
    for path in try memberPaths(of: golden, event) {
      let without = golden.replacing(path, with: nil)
      let valid = try catalogue.failures(of: without, against: event.schemaName).isEmpty
      #expect(try event.decodes(without) == valid, "without \(path)")
    }
  }

  @Test("on pub every declared field is required, and may be null exactly if it is optional in Swift", arguments: EventCase.published)
  func everyPublishedFieldIsPresent(_ event: EventCase) throws {
    let golden = try Golden.value(event.type)
    let shape = try catalogue.shape(of: try catalogue.requiredNode(event.schemaName))
    #expect(shape.required == Set(shape.properties.keys))
    for name in shape.properties.keys {
      let null = golden.replacing([.member(name)], with: .null)
      let valid = try catalogue.failures(of: null, against: event.schemaName).isEmpty
      #expect(try event.decodes(null) == valid, "\(name)")
      if valid {
        let encoded = try EventCoding.decode(JSONValue.self, from: try event.reencode(try EventCoding.encode(null)))
        #expect(encoded == null, "\(name) must stay on the wire as null")
      }
    }
  }

  @Test("a value of another type is refused by the schema and by the Swift type alike", arguments: EventCase.all)
  func retypedValuesAreRefused(_ event: EventCase) throws {
    let golden = try Golden.value(event.type)
    for path in try memberPaths(of: golden, event) {
      let wrong: JSONValue = golden[path]?.string == nil ? "text" : 17
      let changed = golden.replacing(path, with: wrong)
      #expect(try !catalogue.failures(of: changed, against: event.schemaName).isEmpty, "\(path)")
      #expect(try !event.decodes(changed), "\(path)")
    }
  }

  @Test("every value that a schema lists decodes", arguments: EventCase.all)
  func listedValuesDecode(_ event: EventCase) throws {
    let golden = try Golden.value(event.type)
    let node = try catalogue.requiredNode(event.schemaName)
    for (path, values) in try enumerations(in: golden, node) {
      for value in values { #expect(try event.decodes(golden.replacing(path, with: value)), "\(path) \(value)") }
      #expect(try !event.decodes(golden.replacing(path, with: "no-such-value")), "\(path)")
    }
  }

  private func reencoded(_ event: EventCase) throws -> JSONValue {
    let golden = try EventCoding.encode(try Golden.value(event.type))
    return try EventCoding.decode(JSONValue.self, from: try event.reencode(golden))
  }

  /// The paths of all members that the schema declares one by one, in the golden's first elements.
  private func memberPaths(of golden: JSONValue, _ event: EventCase) throws -> [[JSONStep]] {
    try memberPaths(of: golden, try catalogue.requiredNode(event.schemaName), at: [])
  }

  private func memberPaths(of value: JSONValue, _ node: JSONSchemaNode, at path: [JSONStep]) throws -> [[JSONStep]] {
    let shape = try catalogue.shape(of: node)
    var found: [[JSONStep]] = []
    for (name, declared) in shape.properties {
      guard let member = value[name] else { continue }
      found.append(path + [.member(name)])
      found += try memberPaths(of: member, declared, at: path + [.member(name)])
    }
    if let items = shape.items, let first = value.array?.first {
      found += try memberPaths(of: first, items, at: path + [.element(0)])
    }
    return found
  }

  private func enumerations(
    in value: JSONValue, _ node: JSONSchemaNode, at path: [JSONStep] = []
  ) throws -> [([JSONStep], [JSONValue])] {
    let shape = try catalogue.shape(of: node)
    var found: [([JSONStep], [JSONValue])] = shape.enumeration.map { [(path, $0)] } ?? []
    for (name, declared) in shape.properties {
      if let member = value[name] { found += try enumerations(in: member, declared, at: path + [.member(name)]) }
    }
    if let items = shape.items, let first = value.array?.first {
      found += try enumerations(in: first, items, at: path + [.element(0)])
    }
    return found
  }
}
