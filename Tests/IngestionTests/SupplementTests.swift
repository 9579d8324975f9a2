import Contracts
import Ingestion
import Messaging
import Postgres
import TestSupport
import Testing

@Suite("Files about people and places")
struct SupplementTests {
  private let accounts = """
    creditor_id,account_number,id_type,id_number,full_name,product_type,currency,total_due,overdue_principal,days_past_due
    andes,1,DNI,40123456,Rosa Quispe,loan,PEN,500.00,100.00,35
    andes,2,DNI,40123457,Ana Mamani,loan,PEN,500.00,100.00,35

    """
  private let addresses = """
    creditor_id,account_number,kind,lines,district,city,country,lat,lon,precision,quality
    andes,1,home,Av. Arequipa 1234,Lince,Lima,PE,-12.0841,-77.0345,rooftop,good
    andes,1,work,Jr. Puno 200,Lima,Lima,PE,,,,
    andes,9,home,Jr. Puno 201,Lima,Lima,PE,,,,
    andes,2,home,,Lima,Lima,PE,,,,
    andes,2,home,Jr. Cusco 5,Lima,Lima,PE,95,1,,

    """

  private func kind(_ kind: ImportKind, full: Bool = false) -> ImportOptions { ImportOptions(kind: kind, isFull: full) }

  private func debtor(_ service: TestService<Ingestion>, _ name: String) async throws -> DebtorUpdated {
    try #require(try await service.published(DebtorUpdated.self).last { $0.fullName == name })
  }

  @Test("C22: addresses.csv gives debtors their addresses, names what it cannot use, and changes nothing the second time")
  func addressFile() async throws {
    try await withIngestion { service in
      _ = try await service.importFile(accounts)
      let first = try await service.importFile(addresses, kind(.addresses))
      #expect((first.read, first.created, first.rejected) == (5, 2, 3))
      let rosa = try await debtor(service, "Rosa Quispe")
      #expect(rosa.addresses.map(\.kind) == [.home, .work])
      #expect(rosa.addresses.first?.location == Coordinate(latitude: -12.0841, longitude: -77.0345))
      let errors = try await service.text(
        "select string_agg(line || ' ' || column_name || ' ' || code, ', ' order by line) from import_error")
      #expect(errors == "4 account_number account_unknown, 5 lines missing_field, 6 lat invalid_number")
      let published = try await service.count("outbox")
      let again = try await service.importFile(addresses, kind(.addresses))
      #expect((again.created, again.updated, again.unchanged) == (0, 0, 2))
      #expect(try await service.count("outbox") == published)
    }
  }

  @Test("C22: a full contacts.csv takes back what it no longer names")
  func fullContacts() async throws {
    try await withIngestion { service in
      _ = try await service.importFile(accounts)
      let header = "creditor_id;account_number;channel;value;quality;consent_granted;consent_at\n"
      let phone = "andes;1;call;999 888 777;good;;\n"
      let mail = "andes;1;email;Rosa@Example.com;;true;2026-01-05T10:00:00Z\n"
      let both = try await service.importFile(header + phone + mail, kind(.contacts, full: true))
      #expect((both.created, both.deactivated) == (2, 0))
      let rosa = try await debtor(service, "Rosa Quispe")
      #expect(rosa.contacts.map(\.value) == ["+51999888777", "rosa@example.com"])
      #expect(rosa.contacts.map(\.consentGranted) == [nil, true])
      let fewer = try await service.importFile(header + phone, kind(.contacts, full: true))
      #expect((fewer.unchanged, fewer.deactivated) == (1, 1))
      #expect(try await debtor(service, "Rosa Quispe").contacts.count == 1)
      let broken = try await service.importFile(header + "andes;1;pigeon;x;;;\n", kind(.contacts, full: true))
      #expect((broken.rejected, broken.deactivated) == (1, 0))
    }
  }

  @Test("X23: parties.csv gives an account's people their roles")
  func parties() async throws {
    try await withIngestion { service in
      _ = try await service.importFile(accounts)
      let file = """
        creditor_id,account_number,role,id_type,id_number,full_name
        andes,1,guarantor,DNI,41111111,Luis Quispe
        andes,1,reference,,,Maria Condori
        andes,1,friend,,,Nobody
        andes,1,reference,,,maria condori

        """
      let summary = try await service.importFile(file, kind(.parties))
      #expect((summary.created, summary.rejected) == (2, 2))
      let roles = try await service.text(
        "select string_agg(body->>'role', ',' order by body->>'role') from supplement where part = 'party'")
      #expect(roles == "guarantor,reference")
      // The event tells them, to the creditor who named them.
      let told = try #require(try await debtor(service, "Rosa Quispe").parties)
      #expect(told.map(\.role) == [.guarantor, .reference] && told.map(\.fullName) == ["Luis Quispe", "Maria Condori"])
      #expect(told.allSatisfy { $0.creditorID == CreditorID("andes") && $0.accountID == nil })
      let published = try await service.count("outbox")
      #expect(try await service.importFile(file, kind(.parties)).unchanged == 2)
      #expect(try await service.count("outbox") == published)
    }
  }

  @Test("C22: status.csv activates and deactivates accounts, says so in its summary, and the second time changes nothing")
  func statusFile() async throws {
    try await withIngestion { service in
      _ = try await service.importFile(accounts)
      let off = "creditor_id,account_number,status,reason\nandes,1,INACTIVE,sold\nandes,7,INACTIVE,\nandes,2,GONE,\n"
      let first = try await service.importFile(off, kind(.status))
      #expect((first.deactivated, first.updated, first.rejected) == (1, 0, 2))
      #expect(try await service.published(AccountUpdated.self).last?.status == .inactive)
      let published = try await service.count("outbox")
      #expect(try await service.importFile(off, kind(.status)).unchanged == 1)
      #expect(try await service.count("outbox") == published)
      let on = try await service.importFile("creditor_id,account_number,status\nandes,1,ACTIVE\n", kind(.status))
      #expect((on.updated, on.deactivated) == (1, 0))
      let account = try #require(try await service.published(AccountUpdated.self).last)
      #expect((account.status, account.overdueMinor) == (.active, 10_000))
    }
  }

  @Test("C22: a wrong check digit warns, and the row is taken")
  func warning() async throws {
    try await withIngestion { service in
      let file = """
        creditor_id,account_number,id_type,id_number,full_name,product_type,currency,total_due,overdue_principal,days_past_due
        andes,1,RUC,20100047219,Comercial SAC,loan,PEN,500.00,100.00,35

        """
      let summary = try await service.importFile(file)
      #expect((summary.created, summary.rejected, summary.warned) == (1, 0, 1))
      let errors = try await service.text("select line || ' ' || column_name || ' ' || code from import_error")
      #expect(errors == "2 id_number wrong_check_digit")
    }
  }

  @Test("An import tells how far it is")
  func progress() async throws {
    try await withIngestion { service in
      let options = ImportOptions(kind: .accounts, totalBytes: Int64(accounts.utf8.count))
      _ = try await service.importFile(accounts, options, batchSize: 1)
      let progress = try await service.text("select bytes_read || '/' || bytes_total from import")
      #expect(progress == "\(accounts.utf8.count)/\(accounts.utf8.count)")
    }
  }

  @Test("V05: a location from the geocoder's file is taken for an address that had none")
  func locations() async throws {
    try await withIngestion { service in
      try await service.take(try SampleAccount().statement())
      let before = try #require(try await service.published(DebtorUpdated.self).last)
      let address = try #require(before.addresses.first)
      #expect(address.location == nil)
      let file = "debtor_id,address_id,lat,lon,precision\n\(before.debtorID),\(address.addressID),-12.08,-77.03,street\n"
      let summary = try await service.importFile(file, kind(.locations))
      #expect((summary.created, summary.rejected) == (1, 0))
      let after = try #require(try await service.published(DebtorUpdated.self).last?.addresses.first)
      #expect(after.addressID == address.addressID)
      #expect(after.location == Coordinate(latitude: -12.08, longitude: -77.03))
      #expect(after.precision == "street")
      #expect(try await service.importFile(file, kind(.locations)).unchanged == 1)
    }
  }
}
