import Contracts
import Testing

@Suite("Keys and identifiers")
struct KeyTests {
  static let uuid = "5b1f0a52-6f0e-5d5e-9a37-1c5b3d1f0a11"

  @Test("a key is the subject, or subject and entity with a colon between")
  func text() throws {
    let debtor = try #require(DebtorID(Self.uuid))
    #expect(RecordKey(debtor).text == Self.uuid)
    #expect(RecordKey(debtor, "andes/P-1").text == "\(Self.uuid):andes/P-1")
  }

  @Test("the subject of a key's text is what stands before the first colon")
  func subject() {
    #expect(RecordKey.subject(ofKey: "a:b:c") == "a")
    #expect(RecordKey.subject(ofKey: "a") == "a")
    #expect(RecordKey.subject(ofKey: "") == "")
  }

  @Test("two accounts of one debtor have one subject and two keys")
  func sameSubject() throws {
    let account = try EventCoding.decode(AccountUpdated.self, from: try EventCoding.encode(try Golden.value(AccountUpdated.type)))
    var other = account
    other.accountID = try #require(AccountID(Self.uuid))
    #expect(account.key.subject == other.key.subject)
    #expect(account.key != other.key)
  }

  @Test("an identifier is lower-case text, reads both cases and refuses anything but a UUID")
  func identifier() throws {
    let identifier = try #require(DebtorID(Self.uuid.uppercased()))
    #expect(identifier.description == Self.uuid)
    #expect(String(decoding: try EventCoding.encode([identifier]), as: UTF8.self) == "[\"\(Self.uuid)\"]")
    #expect(throws: DecodingError.self) { try EventCoding.decode([DebtorID].self, from: Array(#"["42"]"#.utf8)) }
  }

  @Test("a debtor's and its visit's records have the debtor as subject; a position's has the collector")
  func subjectsOfEvents() throws {
    let visit = try EventCoding.decode(VisitRecorded.self, from: try EventCoding.encode(try Golden.value(VisitRecorded.type)))
    #expect(visit.key == RecordKey(visit.debtorID, visit.visitID))
    let position = try EventCoding.decode(PositionReported.self, from: try EventCoding.encode(try Golden.value(PositionReported.type)))
    #expect(position.key.subject == position.collectorID.description)
  }

  @Test("topic names carry area and major version; states and publications are compacted")
  func topics() {
    #expect(Set(Topics.all.map(\.name)).count == Topics.all.count)
    for topic in Topics.all {
      #expect(topic.name.hasPrefix("ronda.") && topic.name.hasSuffix(".v1"))
      #expect(topic.isCompacted == (topic.retentionMilliseconds == nil))
    }
    #expect(Topic.deadLetters(of: .visitCapture).name == "ronda.dlq.visit-capture.v1")
  }
}
