import Contracts
import FoundationEssentials
import HTTPTypes
import Ingestion
import ServiceKit
import TestSupport
import Testing

@Suite("The service over HTTP")
struct RouteTests {
  private let file = """
    creditor_id,account_number,id_type,id_number,full_name,product_type,currency,total_due,overdue_principal,days_past_due
    andes,1,DNI,40123456,Rosa Quispe,loan,PEN,500.00,100.00,35
    crediya,2,DNI,40123456,Rosa Quispe,microcredit,PEN,50.00,30.00,12
    andes,3,DNI,40123456,"Rosa ""la"" Quispe",loan,XXX,500.00,100.00,35
    """

  private func viewer(_ role: StaffRole, creditors: [CreditorID] = []) -> Viewer {
    Viewer(staffID: StaffID(rawValue: UUID()), fullName: "Test", roles: [role], creditorIDs: creditors)
  }

  @Test("C22: a file is imported over HTTP and answered with a summary and the path of its errors file")
  func importing() async throws {
    try await withIngestion { service in
      let token = try await service.tokens.authorization(viewer(.operator))
      try await service.withServer { server in
        let path = "/api/ingestion/v1/imports/accounts"
        #expect(try await server.send(.post, path, contentType: "text/csv", body: file).status == 401)
        let imported = try await server.send(.post, path, authorization: token, contentType: "text/csv", body: file)
        #expect(imported.status == 200)
        let summary = try EventCoding.decode(Summary.self, from: imported.body)
        #expect((summary.read, summary.created, summary.rejected) == (3, 2, 1))
        let errors = try await server.send(.get, summary.errorsPath, authorization: token)
        let lines = String(decoding: errors.body, as: UTF8.self).split(separator: "\r\n")
        #expect(lines.count == 2)
        #expect(lines.first == "line,column,code,message,raw")
        #expect(lines.last?.hasPrefix("4,currency,unknown_currency,") == true)
        #expect(lines.last?.contains("\"\"\"\"la\"\"\"\"") == true)
        let list = try await server.send(.get, "/api/ingestion/v1/imports", authorization: token)
        #expect(String(decoding: list.body, as: UTF8.self).contains("\"completed\""))
        let broken = try await server.send(.post, path, authorization: token, contentType: "text/csv", body: "a,b\n1,2\n")
        #expect(broken.status == 422)
        #expect(String(decoding: broken.body, as: UTF8.self).contains("missing_column"))
      }
    }
  }

  @Test("C19: a debtor is shown with the accounts that the viewer may see, and their totals")
  func debtor() async throws {
    try await withIngestion { service in
      _ = try await service.importFile(file)
      let id = try #require(try await service.published(DebtorUpdated.self).last?.debtorID)
      let path = "/api/ingestion/v1/debtors/\(id)"
      try await service.withServer { server in
        func answer(_ viewer: Viewer) async throws -> (status: Int, body: [UInt8]) {
          let response = try await server.send(.get, path, authorization: try await service.tokens.authorization(viewer))
          return (response.status, response.body)
        }
        let everything = try EventCoding.decode(Debtor.self, from: try await answer(viewer(.supervisor)).body)
        #expect(everything.accounts.map(\.creditorID).sorted() == ["andes", "crediya"])
        #expect(everything.totals.map(\.overdueMinor) == [13_000])
        let narrow = try EventCoding.decode(
          Debtor.self, from: try await answer(viewer(.supervisor, creditors: [CreditorID("crediya")])).body)
        #expect(narrow.accounts.map(\.creditorID) == ["crediya"])
        #expect(narrow.totals.map(\.overdueMinor) == [3_000])
        #expect(try await answer(viewer(.supervisor, creditors: [CreditorID("other")])).status == 404)
        #expect(try await answer(viewer(.collector)).status == 403)
      }
    }
  }
}

private struct Summary: Decodable {
  let read: Int
  let created: Int
  let rejected: Int
  let errorsPath: String

  private enum CodingKeys: String, CodingKey {
    case read, created, rejected
    case errorsPath = "errors_path"
  }
}

private struct Debtor: Decodable {
  struct Account: Decodable {
    let creditorID: String
    private enum CodingKeys: String, CodingKey { case creditorID = "creditor_id" }
  }

  struct Total: Decodable {
    let overdueMinor: Int64
    private enum CodingKeys: String, CodingKey { case overdueMinor = "overdue_minor" }
  }

  let accounts: [Account]
  let totals: [Total]

}
