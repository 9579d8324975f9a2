import Messaging
import Postgres
import Reporting
import TestSupport
import Testing

@Suite("What BI tools may read")
struct ReaderTests {
  @Test("the role of BI tools reads every view, and no table, sequence or other function of the schema")
  func role() async throws {
    try await withReporting { service in
      try await service.take(Delivery(accounts: [Samples.account(1)], visits: [Samples.visit(1)], payments: [Samples.payment(1)]))
      let role = try #require(ReportingService.readerRole)
      let reader = PostgresPool(service.temporary.configuration(searchPath: ["reporting"], role: role), size: 1, logger: TestBroker.logger)
      let relations = try await service.database.read { transaction in
        try await transaction.query(
          "select relname, relname like 'bi\\_%' as open from pg_class where relnamespace = 'reporting'::regnamespace and relkind in ('r', 'v')"
        ).map { (name: try $0.decode(String.self, "relname"), isOpen: try $0.decode(Bool.self, "open")) }
      }
      #expect(relations.count { $0.isOpen } >= 12)
      #expect(relations.count { !$0.isOpen } >= 20)
      for relation in relations {
        do {
          _ = try await reader.query("select count(*) from \(identifier: relation.name)")
          #expect(relation.isOpen, "\(relation.name) can be read")
        } catch let error as PostgresError {
          #expect(error.sqlState == "42501" && !relation.isOpen, "\(relation.name): \(error)")
        }
      }
      for statement: SQL in [
        "insert into bi_zones values (gen_random_uuid(), 'x')", "delete from bi_visits", "create table mine (x integer)",
        "select * from portfolio_at(current_date)",
      ] {
        let error = await #expect(throws: PostgresError.self) { _ = try await reader.query(statement) }
        #expect(error?.sqlState == "42501" || error?.sqlState == "55000", "\(statement.text): \(String(describing: error))")
      }
      await reader.close()
    }
  }

  @Test("no view shows what debtors are called, where they live or what was noted about them")
  func noPersonalData() async throws {
    try await withReporting { service in
      let columns = try await service.database.read { transaction in
        try await transaction.query(
          "select distinct column_name::text as name from information_schema.columns where table_schema = 'reporting' and table_name like 'bi\\_%'"
        ).map { try $0.decode(String.self, "name") }
      }
      #expect(columns.count > 40)
      let forbidden = ["note", "address", "phone", "telephone", "email", "document", "latitude", "longitude"]
      #expect(columns.filter { column in forbidden.contains { column.contains($0) } } == [])
    }
  }
}
