import Contracts
import HTTPTypes
import Reporting
import ServiceKit
import TestSupport
import Testing

@Suite("Exports")
struct ExportTests {
  private func withExports(_ body: (TestService<ReportingService>, TestServer) async throws -> Void) async throws {
    try await withReporting { service in
      try await service.take(
        Delivery(
          staff: [
            Samples.member(Samples.ana, "=HYPERLINK(\"http://bad\")", team: Samples.north),
            Samples.member(Samples.luis, "Luis", team: Samples.south),
          ],
          accounts: [Samples.account(1), Samples.account(2, currency: .cop)],
          assignments: [Samples.assignment(debtor: 1, collector: Samples.ana)],
          visits: [Samples.visit(1), Samples.visit(2, collector: Samples.luis, team: Samples.south)],
          payments: [Samples.payment(1, amount: 5_005), Samples.payment(2, account: 2, amount: 800_000, currency: .cop)]))
      try await service.withServer { try await body(service, $0) }
    }
  }

  private func lines(_ path: String, _ viewer: Viewer, _ service: TestService<ReportingService>, _ server: TestServer) async throws
    -> [String]
  {
    let response = try await server.send(
      .get, "/api/reporting/v1/exports/\(path)", authorization: try await service.tokens.authorization(viewer))
    #expect(response.status == 200)
    return String(decoding: response.body, as: UTF8.self).split(separator: "\r\n").map(String.init)
  }

  @Test("a file has its columns in the language asked for, amounts in major units of their currency, and no name that computes")
  func csv() async throws {
    try await withExports { service, server in
      let admin = service.viewer(.administrator)
      let payments = try await lines("payments.csv?from=\(Samples.today)&to=\(Samples.today)", admin, service, server)
      #expect(payments.count == 3)
      #expect(payments[0].contains("Acreedor,Pago,Cuenta"))
      #expect(payments[1].contains(",PEN,50.05,"))
      #expect(payments[2].contains(",COP,800000,"))
      #expect(payments[1].contains("\"'=HYPERLINK"))
      let english = try await lines("visits.csv?language=en&from=\(Samples.today)&to=\(Samples.today)", admin, service, server)
      #expect(english[0].hasPrefix("\u{FEFF}visit_id,debtor_id,business_date"))
      #expect(english.count == 3)
      #expect(!english.contains { $0.contains("a note") })
      for dataset in ["accounts", "promises", "collector-days", "segment-days"] {
        #expect(try await !lines("\(dataset).csv", admin, service, server).isEmpty, "\(dataset)")
      }
    }
  }

  @Test("a file has what its viewer may see and what the filters leave, and nothing of a period without anything")
  func scope() async throws {
    try await withExports { service, server async throws in
      let north = service.viewer(.supervisor, team: Samples.north)
      let day = "from=\(Samples.today)&to=\(Samples.today)"
      #expect(try await lines("visits.csv?\(day)", north, service, server).count == 2)
      #expect(try await lines("payments.csv?\(day)", north, service, server).count == 2)
      let admin = service.viewer(.administrator)
      #expect(try await lines("visits.csv?\(day)&collector_id=\(Samples.luis)", admin, service, server).count == 2)
      #expect(try await lines("visits.csv?from=2026-01-01&to=2026-01-31", admin, service, server).count == 1)
      #expect(try await lines("accounts.csv", service.viewer(.auditor, creditors: [CreditorID("other")]), service, server).count == 1)
      func status(_ path: String, _ viewer: Viewer) async throws -> Int {
        try await server.send(
          .get, "/api/reporting/v1/exports/\(path)", authorization: try await service.tokens.authorization(viewer)
        ).status
      }
      #expect(try await status("segment-days.csv", north) == 403)
      #expect(try await status("visits.csv", service.viewer(.collector)) == 403)
      #expect(try await status("visits.pdf", admin) == 404)
      #expect(try await status("fact_visit.csv", admin) == 404)
      #expect(try await status("visits.csv?language=fr", admin) == 422)
      #expect(try await status("visits.csv?from=2020-01-01", admin) == 422)
    }
  }

  @Test("a spreadsheet comes as one, and more than a thousand rows come out whole and in order")
  func many() async throws {
    try await withReporting { service in
      for start in stride(from: 0, to: 2_500, by: 500) {
        try await service.take(Delivery(visits: (start..<(start + 500)).map { Samples.visit($0) }))
      }
      try await service.withServer { server in
        let admin = service.viewer(.administrator)
        let rows = try await lines("visits.csv?from=\(Samples.today)&to=\(Samples.today)", admin, service, server)
        #expect(rows.count == 2_501)
        #expect(rows.dropFirst() == rows.dropFirst().sorted()[...])
        let response = try await server.send(
          .get, "/api/reporting/v1/exports/visits.xlsx", authorization: try await service.tokens.authorization(admin))
        #expect(response.body.starts(with: Array("PK".utf8)))
        #expect(response.body.count > 20_000)
      }
    }
  }
}
