import Contracts
import Segmentation
import ServiceKit
import TestSupport
import Testing

@Suite struct ConditionTests {
  /// An account about which everything is known.
  private func holds(_ condition: Condition) throws -> Bool {
    var flags = AccountFlags()
    flags.visitAuthorized = true
    let attributes = ["job": "Teacher", "income": "2500.50", "since": "2019-05-01", "vip": "TRUE", "monthly rent": "0", "odd": "x1"]
    var one = Case(
      try account(dpd: 45, risk: 650, flags: flags, attributes: attributes, nextDue: "2026-12-01", lastPayment: "2026-11-02"),
      try debtor(),
      try .sample(
        [strategy(Step("pause", .wait(days: 1)))],
        segments: [Segment(segmentID: SegmentID("probe"), nameES: "p", nameEN: "p", condition: condition, isActive: true)]))
    one.dossier.history.visits = 2
    one.dossier.history.rightPartyContacts = 1
    one.dossier.history.lastVisitAt = instant("2026-11-20T15:00:00Z")
    one.dossier.history.brokenPromises = 1
    return try one.judge(at: "2026-11-22T15:00:00Z").treatment.segmentIDs == [SegmentID("probe")]
  }

  @Test("C08: every named attribute can be asked about", arguments: Attribute.Known.allCases)
  func everyAttribute(_ known: Attribute.Known) throws {
    #expect(try holds(Condition("\(known.rawValue) is known")))
    #expect(try !holds(Condition("\(known.rawValue) is not known")))
  }

  @Test(
    "C08: attributes compare as what they are",
    arguments: [
      ("product_type = 'LOAN'", true), ("product_type in ('card', 'loan')", true), ("product_type not in ('card')", true),
      ("age >= 36", true), ("age > 36", false), ("age between 36 and 40", true), ("branch_code = 'L01'", true),
      ("branch_code starts with 'l'", true), ("branch_code contains '01'", true), ("branch_code contains '02'", false),
      ("overdue_minor < 120001", true), ("overdue >= 1200 PEN", true), ("overdue > 1200.00 PEN", false), ("overdue < 1200.01 PEN", true),
      ("overdue >= 1 COP", false), ("overdue != 1 COP", false), ("overdue in (1200 PEN, 5 COP)", true),
      ("overdue between 1000 PEN and 1500 PEN", true), ("city != 'Lima'", false), ("days_to_due = 9", true),
      ("days_past_due > 44.5", true), ("days_past_due = 44.5", false), ("days_past_due != 44.5", true), ("days_past_due < 44.5", false),
      ("days_past_due >= 44.5 and days_past_due <= 45.5", true), ("days_past_due in (1, 45, 90)", true),
      ("debt_age = 45", true), ("next_due_on = 2026-12-01", true), ("next_due_on < 2026-12-01", false),
      ("oldest_due_on between 2026-10-01 and 2026-10-31", true), ("days_since_payment = 20", true), ("last_payment_on >= 2026-11-02", true),
      ("days_since_visit <= 2", true), ("custom.job = 'teacher'", true), ("custom.job contains 'EACH'", true),
      ("custom.income > 2500", true), ("custom.income <= 2500", false), ("custom.income between 2500.5 and 2501", true),
      ("custom.since < 2020-01-01", true), ("custom.vip = true", true), ("custom.vip != false", true),
      ("custom.\"monthly rent\" = 0", true),
      ("custom.odd > 0", false), ("not custom.odd > 0", true), ("custom.absent != 'x'", false), ("not custom.absent = 'x'", true),
      ("custom.absent is known", false), ("has_email", true), ("has_email = false", false), ("has_email != false", true),
      ("not has_email or visits = 2", true), ("true", true), ("false or (dispute and true)", false),
      ("split.a between 0 and 99", true), ("split.a < 0", false), ("currency = 'PEN' AND country = \"PE\"", true),
    ])
  func comparisons(text: String, expected: Bool) throws {
    #expect(try holds(Condition(text)) == expected)
  }

  @Test(
    "what cannot be understood is shown to the character, with what was expected there",
    arguments: [
      ("", "expected an attribute at line 1, column 1, found the end"),
      ("shoe_size > 43", "expected an attribute at line 1, column 1, found \"shoe_size\""),
      ("days_pas_due > 3", "expected an attribute such as days_past_due at line 1, column 1, found \"days_pas_due\""),
      ("days_past_due > ", "expected a number for days_past_due at line 1, column 17, found the end"),
      ("days_past_due > 'x'", "expected a number for days_past_due at line 1, column 17, found a text"),
      ("has_email and\n  overdue > 5", "expected an amount such as 3000 PEN for overdue at line 2, column 13, found a number"),
      ("overdue > 5.001 PEN", "expected an amount of at most 2 decimals at line 1, column 11, found another one"),
      ("overdue > 5.5 COP", "expected an amount of at most 0 decimals at line 1, column 11, found another one"),
      ("city < 'Lima'", "expected = or != before a text at line 1, column 6, found \"<\""),
      ("(has_email", "expected \")\" at line 1, column 11, found the end"),
      ("has_email has_email", "expected \"and\", \"or\" or the end at line 1, column 11, found \"has_email\""),
      ("city = 'Lima", "expected a text that ends with ' at line 1, column 8, found one without an end"),
      ("city ~ 'L'", "expected an attribute, a value or an operator at line 1, column 6, found a character that has no meaning here"),
      ("next_due_on = 2026-02-30", "expected a date such as 2026-11-22 at line 1, column 15, found one that does not exist"),
      ("days_past_due contains '1'", "expected a comparison, because days_past_due is no text at line 1, column 15, found \"contains\""),
      ("days_past_due in (1, 'x')", "expected a number for days_past_due at line 1, column 22, found a text"),
      ("custom.x in (1, 'x')", "expected a number as before at line 1, column 17, found a text"),
      ("custom. = 1", "expected a key after the point at line 1, column 8, found something else"),
      ("overdue between 1 PEN and 2 COP", "expected the other end as an amount of the same kind at line 1, column 27, found a number"),
    ])
  func errors(text: String, message: String) throws {
    let error = #expect(throws: ConditionError.self) { try Condition(text) }
    #expect(error?.description == message)
  }

  @Test("a word out of a closed list is checked")
  func closedLists() throws {
    let error = try #require(#expect(throws: ConditionError.self) { try Condition("stage = 'earli'") })
    #expect(error.expected.contains("\"early\"") && error.column == 9)
    #expect(throws: Never.self) { try Condition("stage = 'early'") }
  }

  @Test("length, depth and the number of tests are bounded")
  func limits() {
    let deep = String(repeating: "(", count: 31) + "has_email" + String(repeating: ")", count: 31)
    #expect(throws: Never.self) { try Condition(deep) }
    #expect(throws: ConditionError.self) { try Condition("(" + deep + ")") }
    #expect(throws: ConditionError.self) { try Condition(String(repeating: "not ", count: 5_000) + "has_email") }
    let many = { (count: Int) in Array(repeating: "visits = 1", count: count).joined(separator: " or ") }
    #expect(throws: Never.self) { try Condition(many(500)) }
    #expect(throws: ConditionError.self) { try Condition(many(501)) }
    #expect(throws: ConditionError.self) { try Condition("city = '" + String(repeating: "x", count: 20_000) + "'") }
  }

  @Test("on the wire a condition is its text, and what is wrong with one is said")
  func wire() throws {
    let condition = try Condition("not (stage in ('early', 'mid') or overdue >= 5 PEN) and has_email")
    #expect(try EventCoding.decode(Condition.self, from: try EventCoding.encode(condition)) == condition)
    let error = try #require(
      #expect(throws: DecodingError.self) { try EventCoding.decode([Condition].self, from: Array(#"["visits"]"#.utf8)) })
    #expect("\(error)".contains("line 1, column 7"))
  }

  @Test("X13: a split is the same for a debtor each time, different under another name, and balanced")
  func split() throws {
    var counts = Array(repeating: 0, count: 10)
    var both = 0
    for number in 0..<10_000 {
      let debtorID: DebtorID = try id("debtor", number)
      let percent = Split.percent(of: debtorID, under: "champion")
      #expect(percent == Split.percent(of: debtorID, under: "champion"))
      counts[Int(percent / 10)] += 1
      if percent < 50, Split.percent(of: debtorID, under: "other") < 50 { both += 1 }
    }
    // Ten cells of 1000 expected: beyond 850 or 1150 is five standard deviations. Independent halves overlap in a quarter.
    #expect(counts.allSatisfy { (850...1_150).contains($0) })
    #expect((2_250...2_750).contains(both))
  }
}
