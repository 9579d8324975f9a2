import Contracts
import TestSupport
import Testing

@Suite("Additive changes only")
struct CompatibilityTests {
  let catalogue: JSONSchemaCatalogue

  init() throws { catalogue = try Schemas.catalogue }

  @Test("every schema still takes every golden that was ever published of its event")
  func everyGoldenIsStillTaken() throws {
    let names = EventCase.all.map(\.schemaName) + InputTypes.schemaNames
    for file in try ProjectFiles.names(in: Golden.directory) {
      let type = String(file.split(separator: ".").dropLast(2).joined(separator: "."))
      let name = try #require(names.first { $0.hasSuffix("/\(type)") }, "\(file) belongs to no event")
      #expect(try catalogue.incompatibilities(of: name, with: try ProjectFiles.json("\(Golden.directory)/\(file)")) == [])
    }
  }

  static let breaking: [(what: String, path: [JSONStep], to: JSONValue?)] = [
    ("a field is removed", ["properties", "amount_minor"], nil),
    ("a field becomes text", ["properties", "amount_minor", "type"], "string"),
    ("a field gets another format", ["properties", "due_on", "format"], "date-time"),
    ("a listed value is removed", ["properties", "state", "enum"], ["kept", "broken"]),
    ("a new field is required", ["required"], ["promise_id", "campaign"]),
    ("a limit excludes what was allowed", ["properties", "amount_minor", "maximum"], 1_000),
  ].map { what, path, to in (what, path.map(JSONStep.member), to) }

  @Test("X25: an incompatible schema change fails the tests", arguments: breaking.indices)
  func incompatibleChangeIsFound(_ index: Int) throws {
    let change = Self.breaking[index]
    let name = PromiseChanged.schemaName
    let schema = try catalogue.requiredNode(name).schema
    let broken = try catalogue.replacing(name, with: schema.replacing(change.path, with: change.to))
    #expect(try !broken.incompatibilities(of: name, with: try Golden.value(PromiseChanged.type)).isEmpty, "\(change.what)")
  }

  @Test("X25: a change deep inside a stop or behind a reference is found too")
  func deepChangeIsFound() throws {
    let stop: [JSONStep] = ["properties", "stops", "items", "properties", "location", "properties", "lat"].map(JSONStep.member)
    let route = try catalogue.requiredNode(RoutePlanned.schemaName).schema
    let withoutLatitude = try catalogue.replacing(RoutePlanned.schemaName, with: route.replacing(stop, with: nil))
    let found = try withoutLatitude.incompatibilities(of: RoutePlanned.schemaName, with: try Golden.value(RoutePlanned.type))
    #expect(found == ["$.stops[0].location.lat: was removed"])

    let body = "\(Topics.delinquencyIn.name)/account-body"
    let debtor: [JSONStep] = ["$defs", "debtor", "properties", "risk_score", "type"].map(JSONStep.member)
    let changed = try catalogue.replacing(body, with: try catalogue.requiredNode(body).schema.replacing(debtor, with: "string"))
    let name = "\(Topics.delinquencyIn.name)/account.delinquent"
    #expect(try changed.incompatibilities(of: name, with: try Golden.value("account.delinquent")).count == 1)
  }

  @Test("a new optional field is compatible")
  func additionIsCompatible() throws {
    let name = PromiseChanged.schemaName
    let schema = try catalogue.requiredNode(name).schema.replacing([.member("properties"), .member("campaign")], with: ["type": "string"])
    let grown = try catalogue.replacing(name, with: schema)
    #expect(try grown.incompatibilities(of: name, with: try Golden.value(PromiseChanged.type)) == [])
  }
}
