import Contracts
import FoundationEssentials
import Kafka
import Messaging
import Postgres
import TestSupport
import Testing

@Suite("The messaging runtime, over a real database and broker")
struct RuntimeTests {
  private let debtors = (0..<20).map { _ in DebtorID(rawValue: UUID()) }

  private func payments(_ range: Range<Int>) -> [PaymentRecorded] {
    range.map { LedgerInput.payment($0, debtor: debtors[$0 % debtors.count], amountMinor: Int64($0 + 1_000)) }
  }

  private func withStage(_ id: String, sabotage: Sabotage = .none, _ body: (LedgerStage) async throws -> Void) async throws {
    try await withTemporaryDatabase(id) { database in
      let stage = try await LedgerStage(id, broker: .shared(), postgresURL: database.url, sabotage: sabotage)
      try await body(stage)
      await stage.close()
    }
  }

  @Test("Each record has its effect once, and each effect its event once, in the order of versions")
  func endToEnd() async throws {
    try await withStage("runtime") { stage in
      try await stage.run {
        try await stage.send(payments(0..<3_000))
        try await eventually("the facts are there") { try await stage.factCount() == 3_000 }
        try await eventually("the outbox is published") { try await stage.isRelayed() }
      }
      #expect(try await stage.totalMinor() == payments(0..<3_000).reduce(0) { $0 + $1.amountMinor })
      try await expectRisingVersions(stage)
      let counts = try await stage.counts()
      #expect(counts.consumed == 3_000)
    }
  }

  @Test("F6: what upstream says twice, next to it, later or on another partition, counts once")
  func duplicates() async throws {
    try await withStage("F6") { stage in
      try await stage.run {
        try await stage.send(payments(0..<500))
        try await stage.send(payments(0..<100) + payments(0..<100))
        try await stage.send(payments(100..<200), partition: 3)
        try await eventually("the records are consumed") { try await stage.counts().consumed == 800 }
      }
      let counts = try await stage.counts()
      #expect(try await stage.factCount() == 500)
      #expect(counts.duplicate == 300)
    }
  }

  @Test("F6: the same id with another body goes to the dead letters, bytes unchanged")
  func conflict() async throws {
    try await withStage("F6-conflict") { stage in
      let changed = LedgerInput.payment(7, debtor: debtors[7], amountMinor: 5)
      try await stage.run {
        try await stage.send(payments(0..<20))
        try await stage.send([changed])
        try await eventually("the records are consumed") { try await stage.counts().deadLettered == 1 }
        try await eventually("the dead letters are published") { try await stage.records(of: .deadLetters(of: Ledger.name)).count == 1 }
      }
      let letter = try #require(try await stage.records(of: .deadLetters(of: Ledger.name)).first)
      #expect(letter.value == (try EventCoding.encode(changed)))
      #expect(letter.headers.text("dlq_code") == "conflict")
    }
  }

  @Test("F8, F9: poison and records that break the schema are dead-lettered byte for byte, and the partition goes on")
  func poison() async throws {
    try await withStage("F8") { stage in
      let topic = stage.configuration.name(of: Topics.payment)
      let deep = Array(String(repeating: "[", count: 10_000).utf8)
      let values: [[UInt8]?] = [
        [0xff, 0xfe, 0x80], deep, Array(#"{"amount_minor": 1e400}"#.utf8), nil, [], Array("null".utf8), Array("{}".utf8),
        Array(#"{"payment_id": 12}"#.utf8),
      ]
      let header = KafkaHeader(name: "odd", value: [0, 255])
      try await stage.run {
        try await stage.send(
          records: values.map { KafkaProducerRecord(topic: topic, partition: 0, key: Array("k".utf8), value: $0, headers: [header]) })
        try await stage.send(payments(0..<50), partition: 0)
        try await eventually("the facts are there") { try await stage.factCount() == 50 }
        try await eventually("the dead letters are published") {
          try await stage.records(of: .deadLetters(of: Ledger.name)).count == values.count
        }
      }
      let letters = try await stage.records(of: .deadLetters(of: Ledger.name))
      #expect(letters.map(\.value) == values)
      #expect(letters.allSatisfy { $0.headers.first == header && $0.headers.text("dlq_code") != nil })
    }
  }

  @Test("F9: a field that the schema does not know is accepted")
  func extraField() async throws {
    try await withStage("F9") { stage in
      let payment = payments(0..<1)[0]
      var text = String(decoding: try EventCoding.encode(payment), as: UTF8.self)
      text = "{\"later_addition\": true," + text.dropFirst()
      let topic = stage.configuration.name(of: Topics.payment)
      try await stage.run {
        try await stage.send(records: [KafkaProducerRecord(topic: topic, partition: 0, key: nil, value: Array(text.utf8), headers: [])])
        try await eventually("the facts are there") { try await stage.factCount() == 1 }
      }
    }
  }

  @Test("F8: a handler's bug parks the subject, not the partition, and a mended handler takes what waits")
  func parking() async throws {
    try await withStage("F8-parked") { stage in
      let unlucky = debtors[0]
      try await stage.run {
        try await stage.send(payments(0..<40), partition: 0)
        try await stage.send([LedgerInput.payment(900, debtor: unlucky, amountMinor: Ledger.poisonedAmount)], partition: 0)
        try await stage.send([LedgerInput.payment(901, debtor: unlucky)], partition: 0)
        try await stage.send(payments(40..<80), partition: 0)
        try await eventually("the records are consumed") { try await stage.counts().consumed == 82 }
      }
      let parked = try await stage.counts().parked
      // Everything about the unlucky debtor after the bug waits behind it, in order.
      #expect(parked == 2 + Int64((40..<80).filter { $0 % debtors.count == 0 }.count))
      #expect(try await stage.factCount() == 80 - Int(parked - 2))
      let mended = Subscription.to(PaymentRecorded.self) { batch, work in
        let ids = batch.events.map(\.event.paymentID)
        try await work.transaction.execute(
          "insert into fact select id, \(unlucky), 0 from unnest(\(ids)) as p(id) on conflict do nothing")
      }
      let retry = ParkedRetry(
        database: stage.database, subscriptions: [mended], configuration: stage.configuration, logger: TestBroker.logger)
      #expect(try await retry.retryAll() == Int(parked))
      #expect(try await stage.factCount() == 82)
    }
  }

  @Test("F17: a replay from offset 0 on the live schema changes nothing and publishes nothing")
  func replay() async throws {
    try await withStage("F17") { stage in
      try await stage.run {
        try await stage.send(payments(0..<400))
        try await eventually("the facts are there") { try await stage.factCount() == 400 }
      }
      let before = try await stage.database.pool.query("select count(*) as n from outbox")[0].decode(Int64.self, "n")
      try await stage.database.pool.execute("update progress set next_offset = 0")
      try await stage.run { try await eventually("the records are consumed") { try await stage.counts().duplicate == 400 } }
      let after = try await stage.database.pool.query("select count(*) as n from outbox")[0].decode(Int64.self, "n")
      #expect(after == before)
      #expect(try await stage.totalMinor() == payments(0..<400).reduce(0) { $0 + $1.amountMinor })
    }
  }

  @Test("F18: an event whose transaction commits late is published too")
  func lateCommit() async throws {
    try await withStage("F18") { stage in
      let published = try await publishedAfterLateCommit(stage)
      #expect(published == 2)
    }
  }

  @Test("F18, negative control: a relay without the snapshot guard loses the event that commits late")
  func lateCommitUnguarded() async throws {
    try await withStage("F18-control", sabotage: .unguardedRelay) { stage in
      let published = try await publishedAfterLateCommit(stage)
      #expect(published == 1)
    }
  }

  /// Opens transaction A, commits B, then A, and says how many of the two events reached the topic.
  private func publishedAfterLateCommit(_ stage: LedgerStage) async throws -> Int {
    func change(_ debtor: DebtorID) -> AssignmentChanged {
      AssignmentChanged(debtorID: debtor, zoneID: nil, collectorID: nil, teamID: nil, version: 1, changedAt: LedgerStage.clock.now)
    }
    try await stage.run {
      try await stage.database.work { a in
        try a.publish(change(debtors[0]))
        try await a.writeOutgoing()
        try await stage.database.work { b in try b.publish(change(debtors[1])) }
        try await eventually("the event is published") { try await stage.records(of: Topics.assignment).count == 1 }
      }
      // A third event shows that the relay has looked again.
      try await stage.database.work { c in try c.publish(change(debtors[2])) }
      try await eventually("the event is published") {
        try await stage.records(of: Topics.assignment).contains { $0.headers.text("ce_subject") == "\(debtors[2])" }
      }
    }
    return try await stage.records(of: Topics.assignment).count { $0.headers.text("ce_subject") != "\(debtors[2])" }
  }

  private func expectRisingVersions(_ stage: LedgerStage) async throws {
    let records = try await stage.records(of: Topics.assignment)
    let versions = try Dictionary(grouping: records.map { try EventCoding.decode(AssignmentChanged.self, from: $0.value ?? []) }) {
      $0.debtorID
    }.mapValues { $0.map(\.version) }
    for (debtor, seen) in versions {
      #expect(seen == Array(1...Int64(seen.count)), "the versions of \(debtor) are \(seen)")
    }
    #expect(versions.count == debtors.count)
  }
}
