import Contracts
import HTTPTypes
import Messaging
import Postgres
import Segmentation
import TestSupport
import Testing

/// What SQL says of all accounts is what the evaluator says of each.
@Suite struct FactQueryTests {
  private static let conditions: [String] =
    Attribute.Known.allCases.map { "\($0.rawValue) is known" } + [
      "stage = 'MID'", "stage in ('early', 'preventive')", "bucket = '31-60'", "days_past_due > 44.5", "days_past_due != 45",
      "days_past_due in (3, 45)", "days_past_due between 1 and 60", "overdue >= 1200 PEN", "overdue != 1200 PEN", "overdue < 5000 COP",
      "overdue in (1200 PEN, 1200 COP)", "total_due between 5000 PEN and 7000 PEN", "overdue_minor >= 120000", "product_type != 'card'",
      "branch_code starts with 'l0'", "branch_code contains '2'", "creditor_id = 'Andes'", "city = 'LIMA'", "city != 'lima'",
      "district contains 'FLOR'", "country in ('PE', 'CO')", "language starts with 'es-'", "age >= 36", "age < 30",
      "person_type = 'natural'",
      "has_email", "not has_email", "has_email = false", "visit_authorized", "hardship", "dispute = false", "risk_score >= 500",
      "debt_age > 30", "days_to_due <= 9", "next_due_on < 2026-12-15", "oldest_due_on > 2026-10-01", "last_payment_on = 2026-11-02",
      "days_since_payment between 10 and 30", "visits = 1", "right_party_contacts >= 1", "days_since_visit <= 1", "promise_active",
      "broken_promises > 0", "kept_promises = 0", "custom.income > 2500", "custom.income <= 2500.5", "custom.income = 'X'",
      "custom.since < 2020-01-01", "custom.since != 2019-02-28 or custom.since is known", "custom.vip = true",
      "custom.vip in (true, false)",
      "custom.\"o'dd \\\"key\" is known", "custom.job contains 'ACH'", "split.a < 50", "split.b between 20 and 80", "list.campaign",
      "true", "false", "not (stage = 'mid' and (city = 'Lima' or has_email)) or custom.absent = 1", "status = 'active'", "currency = 'cop'",
    ]

  private func learn(_ office: Office) async throws {
    var flags = AccountFlags()
    flags.visitAuthorized = true
    var disputed = AccountFlags()
    disputed.hardship = true
    try await office.learn(debtors: [
      try debtor(1), try debtor(2, email: false, birth: "2000-11-23", city: "Cusco"),
      try debtor(3, country: "CO", zone: "America/Bogota", birth: "2000-11-22", city: "Bogotá"), try debtor(4, birth: nil),
    ])
    try await office.learn(accounts: [
      try account(
        1, dpd: 45, risk: 650, flags: flags, attributes: ["income": "2500.5", "since": "2019-05-01", "vip": "TRUE"], nextDue: "2026-12-01"),
      try account(
        2, dpd: 3, product: .card, attributes: ["income": "x", "since": "2019-02-30", "job": "Teacher"], lastPayment: "2026-11-02"),
      try account(3, dpd: -5, currency: .cop, flags: disputed, attributes: ["income": "-0.5", "o'dd \"key": ""], nextDue: "2026-11-27"),
      try account(4, dpd: 100, risk: 300, branch: "l02"), try account(5, dpd: 200, status: .chargedOff, branch: nil, debtor: 1),
      // Its debtor is not known yet.
      try account(6, dpd: 45, status: .inactive, debtor: 99),
    ])
    try await office.service.database.work { work in
      try await office.consumers.visits(
        [
          try visit(1, of: 1, contact: .rightParty, capturedAt: "2026-11-22T03:00:00Z"),
          try visit(2, of: 4, capturedAt: "2026-11-20T15:00:00Z"),
        ], work)
      try await office.consumers.promises(
        [
          try promise(1, of: 1, due: "2026-11-22"), try promise(2, of: 2, due: "2026-11-21"),
          try promise(3, of: 4, due: "2026-11-10", state: .broken),
        ]
        .sorted { $0.promiseID < $1.promiseID }, work)
      try await office.consumers.payments([try payment(1, of: 4, overdueAfter: 0, recordedAt: "2026-11-22T14:00:00Z")], work)
    }
    _ = try await office.send(.put, "lists/campaign", #"{"kind": "work", "name_es": "C", "name_en": "C"}"#)
    let debtorID: DebtorID = try id("debtor", 1)
    _ = try await office.send(.post, "lists/campaign/members", #"{"debtor_ids": ["\#(debtorID)"]}"#)
  }

  @Test("V17, C08: the count of every condition in SQL is the number of accounts for which the evaluator says that it holds")
  func agreement() async throws {
    try await Office.run { office in
      try await learn(office)
      for text in Self.conditions {
        let condition = try Condition(text)
        let holding = try await office.holding(condition)
        #expect(try await office.count(text) == holding, "\(text)")
      }
      #expect(try await office.count("true") == 6)
    }
  }

  @Test("V17: the count is that of SQL written by hand")
  func byHand() async throws {
    try await Office.run { office in
      try await learn(office)
      let counted = try await office.service.database.read { transaction in
        try await transaction.first(
          "select count(*) from accounts where days_past_due >= 3 and product_type <> 'card' and overdue_minor >= 100000")?
          .decode(at: 0, as: Int.self)
      }
      #expect(counted == 4)
      #expect(try await office.count("days_past_due >= 3 and product_type != 'card' and overdue_minor >= 100000") == 3)
      #expect(try await office.count("days_past_due >= -9 and product_type != 'card' and total_due_minor >= 100000") == 5)
    }
  }
}
