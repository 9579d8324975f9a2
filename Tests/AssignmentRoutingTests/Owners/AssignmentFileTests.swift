import AssignmentRouting
import Contracts
import Foundation
import HTTPTypes
import Messaging
import ServiceKit
import TestSupport
import Testing

@Suite("A file that says who works whom")
struct AssignmentFileTests {
  private func owners(_ stage: Stage) async throws -> [DebtorID: StaffID] {
    let newest = try await stage.test.published(AssignmentChanged.self).reduce(into: [:]) { $0[$1.debtorID] = $1 }
    return newest.compactMapValues(\.collectorID)
  }

  @Test("V57: a file of assignments is applied, and rows that cannot be used are answered with their line")
  func file() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1), Given.collector(2)])
      try await stage.debtors(1...3)
      try await stage.assign()
      let (known, stranger): (DebtorID, DebtorID) = (Given.id(1), Given.id(77))
      let target: StaffID = try await owners(stage)[known] == Given.id(1, 1) ? Given.id(2, 1) : Given.id(1, 1)
      let file = "\u{FEFF}debtor_id;collector_id\r\n\(known);\(target)\r\n\(stranger);\(target)\r\nx;\(target)\r\n\(known)\r\n"
      let answer = try await stage.request(
        .post, "jobs?job_id=\(UUID().uuidString)", as: Stage.administrator, body: file, contentType: "text/csv")
      #expect(answer.status == 201)
      let rows = answer.body["items"]?.array?.map { [$0["position"], $0["outcome"], $0["code"]] }
      #expect(
        rows == [
          [2, "done", nil], [3, "failed", "debtor_not_found"], [4, "failed", "invalid"], [5, "failed", "malformed_csv"],
        ])
      #expect(try await owners(stage)[known] == target)
    }
  }

  /// Accounts as a bank numbers them: creditor, number, and the number of the debtor.
  private func learn(_ accounts: [(creditor: String, number: String, debtor: Int)], _ stage: Stage) async throws {
    let events = try accounts.map { one in
      var account = Stage.account(one.debtor)
      account.accountID = try Naming.accountID(CreditorID(one.creditor), one.number)
      (account.creditorID, account.accountNumber) = (CreditorID(one.creditor), one.number)
      return account
    }
    try await stage.database.work { work in try await stage.service.consumers.accounts(events, work) }
  }

  @Test("V57: a bank's file names accounts: each debtor goes to the collector of its accounts, and rows that cannot be used are answered")
  func accounts() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1), Given.collector(2)])
      try await stage.debtors(1...2)
      try await learn([("andes", "0001", 1), ("andes", "0002", 1), ("caja, sur", "7", 2)], stage)
      try await stage.assign()
      let (ana, bruno): (StaffID, StaffID) = (Given.id(1, 1), Given.id(2, 1))
      let target = try await owners(stage)[Given.id(1)] == ana ? bruno : ana
      let file = """
        creditor_id,account_number,collector_id
        andes,0001,\(target)
        andes,0002,\(target)
        andes,0002,\(target == ana ? bruno : ana)
        "caja, sur",7,\(target)
        andes,1,\(target)
        andes,,\(target)
        andes,0001,nadie
        """
      func send(as viewer: Viewer, _ job: UUID) async throws -> (status: Int, rows: [[JSONValue?]]) {
        let answer = try await stage.request(.post, "jobs?job_id=\(job)", as: viewer, body: file, contentType: "text/csv")
        return (answer.status, answer.body["items"]?.array?.map { [$0["position"], $0["outcome"], $0["code"]] } ?? [])
      }
      // Whoever is bound to a creditor says nothing of another's accounts.
      let bound = Viewer(staffID: Given.id(904, 1), fullName: "Jefa", roles: [.administrator], creditorIDs: [CreditorID("caja, sur")])
      #expect(try await send(as: bound, UUID()).rows.prefix(3).map { $0[2] } == Array(repeating: "account_not_found", count: 3))
      let job = UUID()
      let answer = try await send(as: Stage.administrator, job)
      #expect(answer.status == 201)
      #expect(
        answer.rows == [
          [2, "done", nil], [3, "unchanged", nil], [4, "failed", "repeated"], [5, "done", nil], [6, "failed", "account_not_found"],
          [7, "failed", "invalid"], [8, "failed", "invalid"],
        ])
      let after = try await owners(stage)
      #expect(after[Given.id(1)] == target && after[Given.id(2)] == target)
      let again = try await send(as: Stage.administrator, job)
      #expect(again.status == 200 && again.rows == answer.rows)
    }
  }

  @Test(
    "V57: a file is read as every other CSV: tabs, quotes, line ends in fields; one that cannot be read or lacks a column is refused whole")
  func reading() async throws {
    try await Stage.run { stage in
      try await stage.staff([Given.collector(1)])
      try await stage.debtors(1...1)
      try await learn([("andes", "a\t\"7\"\r\nb", 1)], stage)
      try await stage.assign()
      let target: StaffID = Given.id(1, 1)
      func send(_ file: String) async throws -> (status: Int, body: JSONValue) {
        try await stage.request(
          .post, "jobs?job_id=\(UUID().uuidString)", as: Stage.administrator, body: file, contentType: "text/csv")
      }
      let head = "Creditor_ID\taccount_number\tcollector_id\tnote"
      let answer = try await send("\(head)\n andes \t\"a\t\"\"7\"\"\r\nb\"\t\(target)\t\nandes\t\"7\"x\t\(target)\t\n")
      #expect(answer.status == 201)
      let rows = answer.body["items"]?.array?.map { [$0["position"], $0["outcome"], $0["code"]] }
      #expect(rows == [[2, "done", nil], [4, "failed", "malformed_csv"]])
      for (file, field, code) in [
        ("", "body", "missing_column"), ("debtor_id\n", "collector_id", "missing_column"),
        ("account_number,collector_id\n", "debtor_id", "missing_column"), ("debtor_id,debtor_id,collector_id\n", "body", "malformed_csv"),
        ("debtor_id,collector_id\n\"\(UUID()),\(target)\n", "body", "malformed_csv"),
      ] {
        let refused = try await send(file)
        let fault = refused.body["errors"]?.array?.first
        #expect(refused.status == 422 && fault?["field"] == .string(field) && fault?["code"] == .string(code), "\(file)")
      }
    }
  }
}
