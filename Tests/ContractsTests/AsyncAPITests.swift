import Contracts
import TestSupport
import Testing

/// The document is read line by line: it is written in one plain form of YAML, and these tests hold it to that form.
@Suite("docs/contracts/asyncapi.yaml")
struct AsyncAPITests {
  let lines: [String]

  init() throws {
    lines = try ProjectFiles.text("docs/contracts/asyncapi.yaml").split(separator: "\n").map(String.init)
  }

  @Test("is an AsyncAPI 3.0 document")
  func version() { #expect(lines.contains("asyncapi: 3.0.0")) }

  @Test("has exactly the topics of the code")
  func topics() {
    let addresses = values(after: "    address: ")
    #expect(addresses.sorted() == Topics.all.map(\.name).sorted())
  }

  @Test("has exactly the events of the code, each with its schema")
  func events() throws {
    let expected = EventCase.all.map(\.schemaName) + InputTypes.schemaNames
    let schemas = values(after: "          $ref: \"schemas/").map { String($0.dropLast("json\"".count + 1)) }
    #expect(schemas.sorted() == expected.sorted())
    let types = expected.compactMap { $0.split(separator: "/").last.map(String.init) }
    #expect(values(after: "      name: ").sorted() == (types + ["record.rejected"]).sorted())
  }

  @Test("puts every message into the channel of its topic")
  func messagesInTheirChannels() {
    var address = ""
    var placed: Set<String> = []
    for line in lines {
      if line.hasPrefix("    address: ") { address = String(line.dropFirst("    address: ".count)) }
      if line.hasPrefix("        $ref: \"#/components/messages/") {
        placed.insert("\(address)/\(line.dropFirst("        $ref: \"#/components/messages/".count).dropLast())")
      }
    }
    let rejected = ServiceName.allCases.map { "\(Topic.deadLetters(of: $0).name)/record.rejected" }
    #expect(placed == Set(EventCase.all.map(\.schemaName) + InputTypes.schemaNames + rejected))
  }

  @Test("says of every topic who consumes it")
  func consumers() {
    let received = Set(lines.filter { $0.contains(".receives.") }.map { $0.dropFirst(2).dropLast().description })
    let expected = Topics.all.flatMap { topic in topic.consumers.map { "\($0.rawValue).receives.\(channel(topic))" } }
    #expect(received == Set(expected))
  }

  @Test("gives every channel the clean-up and retention of its topic")
  func retention() {
    var found: [String: String] = [:]
    var address = ""
    for line in lines {
      if line.hasPrefix("    address: ") { address = String(line.dropFirst("    address: ".count)) }
      if line.contains("cleanup.policy: ") { found[address] = line.contains("compact") ? "compact" : "delete" }
      if line.contains("retention.ms: "), let value = line.split(separator: " ").last { found[address, default: ""] += " \(value)" }
    }
    for topic in Topics.all {
      let expected = topic.isCompacted ? "compact" : "delete \(topic.retentionMilliseconds ?? 0)"
      #expect(found[topic.name] == expected, "\(topic.name)")
    }
  }

  @Test("follows no reference into nothing")
  func references() {
    let operations = values(after: "      $ref: \"#/channels/").map { $0.dropLast().description }
    let channels = Set(lines.filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }.map { $0.dropFirst(2).dropLast().description })
    #expect(!operations.isEmpty && channels.isSuperset(of: operations))
  }

  private func channel(_ topic: Topic) -> String {
    topic.name.split(separator: ".").dropFirst().dropLast().joined(separator: ".")
  }

  private func values(after prefix: String) -> [String] {
    lines.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
  }
}
