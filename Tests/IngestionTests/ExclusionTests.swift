import Contracts
import FoundationEssentials
import HTTPTypes
import Ingestion
import Messaging
import Postgres
import ServiceKit
import TestSupport
import Testing

@Suite("exclusions.csv")
struct ExclusionTests {
  private let accounts = """
    creditor_id,account_number,id_type,id_number,full_name,product_type,currency,total_due,overdue_principal,days_past_due
    andes,1,DNI,40123456,Rosa Quispe,loan,PEN,500.00,100.00,35
    crediya,2,RUT,12.345.678-5,Ana Mamani,loan,CLP,500,100,35

    """

  private func kind(full: Bool = false, creditors: [CreditorID] = []) -> ImportOptions {
    ImportOptions(kind: .exclusions, isFull: full, creditorIDs: creditors)
  }

  private func published(_ service: TestService<Ingestion>) async throws -> [ExclusionChanged] {
    try await service.published(ExclusionChanged.self)
  }

  private func debtorID(_ service: TestService<Ingestion>, _ name: String) async throws -> DebtorID {
    try #require(try await service.published(DebtorUpdated.self).last { $0.fullName == name }?.debtorID)
  }

  @Test("V54: a file puts accounts and persons on lists, says each once, and names what it cannot use")
  func file() async throws {
    try await withIngestion { service in
      _ = try await service.importFile(accounts)
      let file = """
        list_id,creditor_id,account_number,id_type,id_number,country,kind,valid_until,active
        court-orders,andes,1,,,,,,
        court-orders,,,RUT,12345678-5,,deceased,,
        Employees,,,dni,40999999,PE,,2026-12-31,
        court-orders,andes,9,,,,,,
        court-orders,,,DNI,40999999,,,,
        court-orders,,,DNI,40999999,XX,,,
        court-orders,,,,,,,,
        "no list",andes,1,,,,,,
        employees,andes,1,,,,sleeping,,
        employees,andes,1,,,,,tomorrow,
        court-orders,andes,1,,,,,,
        other,andes,1,,,,,,false

        """
      let summary = try await service.importFile(file, kind())
      #expect((summary.read, summary.created, summary.unchanged, summary.rejected) == (12, 3, 1, 8))
      let errors = try await service.text(
        "select string_agg(line || ' ' || column_name || ' ' || code, ', ' order by line) from import_error")
      #expect(
        errors == """
          5 account_number account_unknown, 6 country missing_field, 7 country unknown_country, 8 account_number missing_field, \
          9 list_id invalid_value, 10 kind invalid_value, 11 valid_until invalid_date, 12 list_id conflict
          """)
      let events = try await published(service)
      #expect(events.count == 3)
      let ofAccount = try #require(events.first { $0.accountID != nil })
      #expect(ofAccount.debtorID == (try await debtorID(service, "Rosa Quispe")))
      #expect((ofAccount.listID.rawValue, ofAccount.kind, ofAccount.active, ofAccount.version) == ("court-orders", .excluded, true, 1))
      let ofPerson = try #require(events.first { $0.kind == .deceased })
      #expect(ofPerson.debtorID == (try await debtorID(service, "Ana Mamani")))
      let stranger = try #require(events.first { $0.listID.rawValue == "employees" })
      #expect(stranger.validUntil == CalendarDate("2026-12-31"))
    }
  }

  @Test("V54: the same file twice changes nothing; a row that says otherwise is a new version, and one with active=false takes off")
  func again() async throws {
    try await withIngestion { service in
      _ = try await service.importFile(accounts)
      let header = "list_id;creditor_id;account_number;kind;active\n"
      _ = try await service.importFile(header + "bureau;andes;1;dispute;\n", kind())
      let same = try await service.importFile(header + "bureau;andes;1;dispute;true\n", kind())
      #expect((same.created, same.updated, same.unchanged) == (0, 0, 1))
      #expect(try await published(service).count == 1)
      let other = try await service.importFile(header + "bureau;andes;1;hardship;\n", kind())
      #expect((other.updated, other.deactivated) == (1, 0))
      let off = try await service.importFile(header + "bureau;andes;1;hardship;no\n", kind())
      #expect((off.updated, off.deactivated) == (0, 1))
      let events = try await published(service)
      #expect(events.map(\.version) == [1, 2, 3])
      #expect(events.map(\.active) == [true, true, false])
    }
  }

  @Test("V54: a full file takes off the lists that it names whoever it no longer names, unless a row of it could not be read")
  func full() async throws {
    try await withIngestion { service in
      _ = try await service.importFile(accounts)
      let header = "list_id,id_type,id_number,country\n"
      let one = "court,DNI,40123456,PE\n"
      let two = "court,RUT,12345678-5,\n"
      _ = try await service.importFile(header + one + two + "staff,DNI,40123456,PE\n", kind(full: true))
      let broken = try await service.importFile(header + two + "court,DNI,,\n", kind(full: true))
      #expect((broken.rejected, broken.deactivated) == (1, 0))
      let fewer = try await service.importFile(header + two, kind(full: true))
      #expect((fewer.unchanged, fewer.deactivated) == (1, 1))
      let last = try #require(try await published(service).last)
      #expect((last.listID.rawValue, last.active) == ("court", false))
      #expect(last.debtorID == (try await debtorID(service, "Rosa Quispe")))
      // Once more there is nobody left to take off, and whoever comes back is on it again.
      #expect(try await service.importFile(header + two, kind(full: true)).deactivated == 0)
      #expect(try await service.importFile(header + one + two, kind(full: true)).updated == 1)
      #expect(try await published(service).last?.version == 3)
    }
  }

  @Test("V54: who is restricted to a creditor excludes its accounts and debtors only, and takes nobody else off a list")
  func scope() async throws {
    try await withIngestion { service in
      _ = try await service.importFile(accounts)
      let header = "list_id,creditor_id,account_number,id_type,id_number,country\n"
      _ = try await service.importFile(header + "court,crediya,2,,,\n", kind())
      let mine = "court,andes,1,,,\ncourt,,,DNI,40123456,PE\n"
      let others = "court,crediya,2,,,\ncourt,,,RUT,12345678-5,\n"
      let summary = try await service.importFile(header + mine + others, kind(creditors: [CreditorID("andes")]))
      #expect((summary.created, summary.rejected) == (2, 2))
      let full = try await service.importFile(header + "court,andes,1,,,\n", kind(full: true, creditors: [CreditorID("andes")]))
      #expect(full.deactivated == 0)
      #expect(try await published(service).count == 3)
    }
  }

  // MARK: - Following

  /// The newest entry of each list, debtor and account.
  private func standing(_ service: TestService<Ingestion>) async throws -> Set<DebtorID> {
    var newest: [String: ExclusionChanged] = [:]
    for event in try await published(service) {
      newest["\(event.listID) \(event.debtorID) \(event.accountID?.description ?? "")"] = event
    }
    return Set(newest.values.filter(\.active).map(\.debtorID))
  }

  @Test("V54 C18: an excluded account that the bank gives to another debtor takes its entry along")
  func movedAccount() async throws {
    try await withIngestion { service in
      _ = try await service.importFile(accounts)
      let list = "list_id,creditor_id,account_number\ncourt-orders,andes,1\n"
      _ = try await service.importFile(list, kind())
      let rosa = try await debtorID(service, "Rosa Quispe")
      #expect(try await standing(service) == [rosa])
      _ = try await service.importFile(
        accounts.replacing("DNI,40123456,Rosa Quispe", with: "DNI,40999999,Luz Condori"))
      let luz = try await debtorID(service, "Luz Condori")
      #expect(try await standing(service) == [luz])
      // The bank's list says the same as before, and a full one takes nobody off who is named.
      let same = try await service.importFile(list, kind(full: true))
      #expect((same.unchanged, same.deactivated) == (1, 0))
      #expect(try await standing(service) == [luz])
      let empty = try await service.importFile("list_id,creditor_id,account_number,active\ncourt-orders,andes,1,false\n", kind())
      #expect(empty.deactivated == 1)
      #expect(try await standing(service) == [])
    }
  }

  @Test("V54 C18: whoever is excluded and turns out to be another debtor keeps that one out too, also when the file comes later")
  func mergedPerson() async throws {
    try await withIngestion { service in
      _ = try await service.importFile(accounts)
      let list = "list_id,id_type,id_number\nemployees,RUT,12345678-5\n"
      _ = try await service.importFile(list, kind())
      let (rosa, ana) = (try await debtorID(service, "Rosa Quispe"), try await debtorID(service, "Ana Mamani"))
      let admin = Viewer(staffID: StaffID(rawValue: UUID()), fullName: "Test", roles: [.administrator])
      let token = try await service.tokens.authorization(admin)
      let merged = try await service.withServer { server in
        try await server.send(
          .put, "/api/ingestion/v1/merges/\(ana)", authorization: token, contentType: "application/json", body: #"{"into":"\#(rosa)"}"#)
      }
      #expect(merged.status == 204)
      #expect(try await standing(service) == [rosa, ana])
      let same = try await service.importFile(list, kind(full: true))
      #expect((same.unchanged, same.deactivated) == (1, 0))
      _ = try await service.importFile("list_id,id_type,id_number\ncourt-orders,RUT,12345678-5\n", kind())
      let court = try await published(service).filter { $0.listID.rawValue == "court-orders" && $0.active }
      #expect(Set(court.map(\.debtorID)) == [rosa, ana])
    }
  }
}
