import Contracts
import Ingestion
import Messaging
import Postgres
import ServiceKit
import TestSupport

/// Shorthands for tests of the service on a real database. The clock stands at `Samples.now`.
func withIngestion<Value>(_ body: (TestService<Ingestion>) async throws -> Value) async throws -> Value {
  let clock = ManualClock()
  clock.set(Samples.now)
  return try await withTestService(Ingestion.self, clock: clock, body)
}

extension TestService where Service == Ingestion {
  var intake: Intake { Intake(naming: Samples.naming) }

  @discardableResult
  func take(_ statements: AccountStatement...) async throws -> [Outcome] {
    try await database.work { try await intake.apply(statements, in: $0) }
  }

  func follow(_ erasures: [DebtorErased]) async throws {
    try await database.work { try await ErasureDesk(intake: intake).follow(erasures, $0) }
  }

  @discardableResult
  func pay(_ notices: PaymentNotice...) async throws -> [Outcome] {
    try await database.work { try await intake.apply(notices.map { PaymentReport($0) }, origins: notices.map { _ in "test" }, in: $0) }
  }

  @discardableResult
  func pay(_ reports: [PaymentReport]) async throws -> [Outcome] {
    try await database.work { try await intake.apply(reports, origins: reports.map { _ in "test" }, in: $0) }
  }

  func importFile(
    _ text: String, _ options: ImportOptions = ImportOptions(kind: .accounts), batchSize: Int = 500
  ) async throws -> ImportSummary {
    let importer = Importer(database: database, intake: intake, logger: TestBroker.logger, batchSize: batchSize)
    return try await importer.run(options, Chunks(bytes: Array(text.utf8)))
  }

  func count(_ table: String) async throws -> Int64 {
    try await database.read { try await $0.first("select count(*) as n from \(identifier: table)")?.decode(Int64.self, "n") ?? -1 }
  }

  func text(_ sql: SQL) async throws -> String? {
    try await database.read { try await $0.first(sql)?.decode(at: 0, as: String?.self) }
  }
}

/// Bytes in chunks that cut fields and characters apart.
struct Chunks: AsyncSequence, AsyncIteratorProtocol, Sendable {
  var bytes: [UInt8]
  var size = 1_009

  func makeAsyncIterator() -> Chunks { self }

  mutating func next() async -> [UInt8]? {
    guard !bytes.isEmpty else { return nil }
    defer { bytes.removeFirst(Swift.min(size, bytes.count)) }
    return Array(bytes.prefix(size))
  }
}
