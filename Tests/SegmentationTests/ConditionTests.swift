import Contracts
import Segmentation
import Testing

@Suite struct ConditionTests {
  /// An account about which everything is known.
  private func holds(_ condition: Condition) throws -> Bool {
    var flags = AccountFlags()
    flags.visitAuthorized = true
    var one = Case(
      try account(dpd: 45, risk: 650, flags: flags, attributes: ["job": "teacher", "income": "2500.50"], nextDue: "2026-12-01"),
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
    #expect(try holds(.test(.known(known), .known, [])))
    #expect(try !holds(.not(.test(.known(known), .known, []))))
  }

  @Test(
    "attributes compare as what they are",
    arguments: [
      (test("product_type", .equal, .text("LOAN")), true), (test("product_type", .oneOf, .text("card"), .text("loan")), true),
      (test("age", .atLeast, .number(36)), true), (test("age", .greater, .number(36)), false),
      (test("branch_code", .equal, .text("L01")), true),
      (test("overdue_minor", .less, .number(120_001)), true), (test("city", .notEqual, .text("Lima")), false),
      (test("days_to_due", .equal, .number(9)), true), (test("days_since_visit", .atMost, .number(2)), true),
      (test("custom.job", .equal, .text("teacher")), true), (test("custom.income", .greater, .number(2_500)), true),
      (test("custom.income", .atMost, .number(2_500)), false), (test("custom.absent", .notEqual, .text("x")), false),
      (.not(test("custom.absent", .equal, .text("x"))), true), (test("has_email", .equal, .flag(true)), true),
      (test("stage", .less, .number(3)), false), (.all([]), true), (.any([]), false),
    ])
  func comparisons(condition: Condition, expected: Bool) throws {
    #expect(try holds(condition) == expected)
  }

  @Test("a condition reads back as it was written")
  func roundTrip() throws {
    let condition = Condition.all([
      .any([test("stage", .oneOf, .text("early"), .text("mid")), test("overdue_minor", .atLeast, .number(5))]),
      .not(test("has_email", .equal, .flag(true))), test("risk_score", .known), .always,
    ])
    #expect(try EventCoding.decode(Condition.self, from: try EventCoding.encode(condition)) == condition)
  }

  @Test(
    "what is not a condition is refused",
    arguments: [
      #"{"attribute": "shoe_size", "is": "equal", "value": 43}"#, #"{"attribute": "stage", "is": "resembles", "value": "early"}"#,
      #"{"attribute": "stage", "is": "equal"}"#, #"{"attribute": "custom.", "is": "known"}"#, "{}", "[]",
      String(repeating: #"{"not": "#, count: 60) + #"{"always": true}"# + String(repeating: "}", count: 60),
    ])
  func refused(json: String) {
    #expect(throws: DecodingError.self) { try EventCoding.decode(Condition.self, from: Array(json.utf8)) }
  }
}
