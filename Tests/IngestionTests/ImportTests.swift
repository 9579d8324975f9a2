import Contracts
import Ingestion
import Messaging
import Postgres
import TestSupport
import Testing

@Suite("Importing files")
struct ImportTests {
  private let header =
    "creditor_id,account_number,id_type,id_number,full_name,product_code,product_type,branch_code,currency,total_due,overdue_principal,"
    + "overdue_interest,overdue_late_interest,overdue_fees,days_past_due,oldest_due_date,last_payment_date,last_payment_amount,"
    + "next_due_date,status,risk_score,custom_job\n"

  private func row(
    _ number: String, idNumber: String = "40123456", product: String = "loan", currency: String = "PEN", principal: String = "100.00",
    status: String = "ACTIVE"
  ) -> String {
    "andes,\(number),DNI,\(idNumber),\"Quispe, Rosa\",PP,\(product),LIM-1,\(currency),500.00,\(principal),10.00,0,0,35,2026-10-18,,,,\(status),600,nurse\n"
  }

  @Test("C22: the same file twice changes nothing")
  func twice() async throws {
    try await withIngestion { service in
      let file = header + (1...25).map { row("000\($0)", idNumber: "4000\($0)") }.joined()
      let first = try await service.importFile(file, batchSize: 10)
      #expect((first.read, first.created, first.rejected) == (25, 25, 0))
      let published = try await service.count("outbox")
      service.clock.advance(by: 86_400)
      let second = try await service.importFile(file, batchSize: 7)
      #expect((second.read, second.created, second.updated, second.unchanged) == (25, 0, 0, 25))
      #expect(try await service.count("outbox") == published)
      let account = try await service.published(AccountUpdated.self).first { $0.accountNumber == "0001" }
      #expect(account?.overdueMinor == 11_000)
      #expect(account?.attributes == ["job": "nurse"])
      #expect(account?.businessDate == Samples.today)
    }
  }

  @Test("C22: bad rows are reported with line, column and code, and the others are imported")
  func badRows() async throws {
    try await withIngestion { service in
      let file =
        header + row("1") + row("2", currency: "XXX") + row("3", principal: "15x") + "too,few\n" + row("4", status: "MAYBE") + row("1")
        + row("5", principal: "-3.00") + row("6")
      let summary = try await service.importFile(file)
      #expect((summary.read, summary.created, summary.rejected) == (8, 2, 6))
      let errors = try await service.database.read { transaction in
        try await transaction.query("select line, column_name, code, raw from import_error order by line").map { row in
          "\(try row.decode(at: 0, as: Int64.self)) \(try row.decode(at: 1, as: String.self)) \(try row.decode(at: 2, as: String.self))"
        }
      }
      #expect(
        errors == [
          "3 currency unknown_currency", "4 overdue_principal invalid_number", "5  malformed_csv", "6 status invalid_value",
          "7 account_number conflict", "8 overdue_principal negative_amount",
        ])
    }
  }

  @Test("C22: a full file deactivates what it no longer names, once, and naming it again activates it")
  func full() async throws {
    try await withIngestion { service in
      let all = header + row("1") + row("2") + row("3")
      let options = ImportOptions(kind: .accounts, isFull: true)
      #expect(try await service.importFile(all, options).deactivated == 0)
      let fewer = header + row("1") + row("3")
      #expect(try await service.importFile(fewer, options).deactivated == 1)
      #expect(try await service.published(AccountUpdated.self).last?.status == .inactive)
      #expect(try await service.published(DebtorUpdated.self).last?.totals.first?.accounts == 2)
      #expect(try await service.importFile(fewer, options).deactivated == 0)
      let again = try await service.importFile(all, options)
      #expect((again.updated, again.unchanged, again.deactivated) == (1, 2, 0))
      #expect(try await service.published(AccountUpdated.self).last?.status == .active)
      #expect(try await service.count("import_seen") == 0)
    }
  }

  @Test("C22: a full file with a row that cannot be told to be of one account deactivates nothing")
  func unreadableFull() async throws {
    try await withIngestion { service in
      let options = ImportOptions(kind: .accounts, isFull: true)
      _ = try await service.importFile(header + row("1") + row("2"), options)
      #expect(try await service.importFile(header + row("1") + "andes,2\n", options).deactivated == 0)
      let bad = try await service.importFile(header + row("1") + row("2", currency: "XXX"), options)
      #expect((bad.rejected, bad.deactivated) == (1, 0))
    }
  }

  @Test("C22: status INACTIVE deactivates an account, ACTIVE brings it back")
  func status() async throws {
    try await withIngestion { service in
      _ = try await service.importFile(header + row("1"))
      _ = try await service.importFile(header + row("1", status: "INACTIVE"))
      #expect(try await service.published(AccountUpdated.self).last?.status == .inactive)
      _ = try await service.importFile(header + row("1"))
      #expect(try await service.published(AccountUpdated.self).last?.status == .active)
    }
  }

  @Test("C18: three products of a file are shown as one debtor, totals per currency")
  func oneDebtor() async throws {
    try await withIngestion { service in
      _ = try await service.importFile(header + row("1") + row("2", product: "card") + row("3", currency: "USD", principal: "20.00"))
      #expect(try await service.count("debtor") == 1)
      let totals = try await service.published(DebtorUpdated.self).last?.totals
      #expect(totals?.map(\.currency.rawValue) == ["PEN", "USD"])
      #expect(totals?.map(\.overdueMinor) == [22_000, 3_000])
    }
  }

  @Test("A file keeps what events have said about people and places, and does not undo newer events")
  func besidesEvents() async throws {
    try await withIngestion { service in
      try await service.take(try SampleAccount(number: "1").statement())
      _ = try await service.importFile(header + row("1"))
      let debtor = try await service.published(DebtorUpdated.self).last
      #expect(debtor?.fullName == "Quispe, Rosa")
      #expect(debtor?.addresses.count == 1 && debtor?.contacts.count == 1)
      let older = ImportOptions(kind: .accounts, businessDate: Samples.date("2026-11-20"))
      let summary = try await service.importFile(header + row("1", principal: "999.00"), older)
      #expect((summary.updated, summary.rejected) == (0, 1))
      #expect(try await service.published(AccountUpdated.self).last?.overdueMinor == 11_000)
    }
  }

  @Test("Semicolons and decimal commas are read, payments too")
  func payments() async throws {
    try await withIngestion { service in
      try await service.take(try SampleAccount().statement())
      let file = """
        payment_id;creditor_id;account_number;amount;value_date;channel;reversal_of
        P-9;andes;0001;1.040,50;2026-11-22;agente;
        P-8;andes;0404;1,00;2026-11-22;agente;
        R-9;andes;0001;1.040,50;2026-11-22;agente;P-9
        P-7;andes;0001;0;2026-11-22;agente;
        """
      let options = ImportOptions(kind: .payments, hasDecimalComma: true)
      let summary = try await service.importFile(file, options)
      #expect((summary.read, summary.created, summary.rejected) == (4, 3, 1))
      #expect(try await service.published(PaymentRecorded.self).map(\.amountMinor) == [104_050, 104_050])
      #expect(try await service.count("payment_waiting") == 1)
      let again = try await service.importFile(file, options)
      #expect((again.created, again.unchanged, again.rejected) == (0, 3, 1))
    }
  }

  @Test("A file that lacks a column, or whose quote never closes, fails as a whole and says so")
  func failures() async throws {
    try await withIngestion { service in
      await #expect(throws: ImportFailure.self) { try await service.importFile("creditor_id,account_number\nandes,1\n") }
      await #expect(throws: ImportFailure.self) { try await service.importFile(header + "andes,\"1\n") }
      await #expect(throws: ImportFailure.self) { try await service.importFile("") }
      let failures = try await service.text("select string_agg(failure, ' ' order by failure) from import where state = 'failed'")
      #expect(failures == "malformed_csv missing_column missing_column")
    }
  }
}
