import ArgumentParser
import Contracts
import Foundation
import Ingestion
import Logging
import Messaging
import Postgres
import ServiceKit
import TestSupport

/// The import of accounts.csv beside PostgreSQL's own COPY of the same file.
///
/// Both work on one durable server, on empty tables. COPY reads the file on the server into one typed table with a primary key and does
/// nothing else. The import checks every field, consolidates debtors, and writes accounts, profiles, debtors and their events; then the
/// same file is imported again, as banks send it every day, and then one in which every tenth row has changed.
struct ImportBenchmark: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Rows per second of a CSV import, beside COPY of the same file.")

  @Option(help: "How many rows the file has.") var rows = 50_000

  func validate() throws {
    guard rows >= 1_000 else { throw ValidationError("--rows: below 1000 the start is all that is measured") }
  }

  func run() async throws {
    let server = try await TemporaryPostgres.start(
      isDurable: true, settings: IngestionBenchmark.serverSettings, logger: IngestionBenchmark.logger)
    let directory = try TemporaryDirectories.make()
    defer { TemporaryDirectories.remove(directory) }
    do {
      try await measure(server, URL(filePath: directory, directoryHint: .isDirectory))
    } catch {
      try await server.remove()
      throw error
    }
    try await server.remove()
  }

  private func measure(_ server: TemporaryPostgres, _ directory: URL) async throws {
    let file = directory.appending(path: "accounts.csv")
    let changed = directory.appending(path: "changed.csv")
    for (url, day) in [(file, 0), (changed, 1)] {
      try AccountsFile(rows: rows, day: day).bytes.write(to: url)
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: url.path)
    }
    let copy = try await copying(file, on: server)
    note("COPY: \(Int(Double(rows) / copy)) rows/s")
    let service = try await IngestionDatabase.make("import", on: server)
    let first = try await importing(file, into: service) { $0.created == Int64(rows) }
    note("first import: \(Int(Double(rows) / first)) rows/s")
    let again = try await importing(file, into: service) { $0.unchanged == Int64(rows) }
    note("same file again: \(Int(Double(rows) / again)) rows/s")
    let tenth = try await importing(changed, into: service) { $0.updated == Int64((rows + 9) / 10) }
    note("a tenth changed: \(Int(Double(rows) / tenth)) rows/s")
    await service.close()
    var figure = Figure("import", Double(rows) / first, "rows/s")
    (figure.messages, figure.floor, figure.ratioToFloor) = (rows, Figure.rounded(Double(rows) / copy), Figure.rounded(copy / first))
    (figure.unchanged, figure.ratioUnchanged) = (Figure.rounded(Double(rows) / again), Figure.rounded(copy / again))
    (figure.tenthChanged, figure.ratioTenthChanged) = (Figure.rounded(Double(rows) / tenth), Figure.rounded(copy / tenth))
    try figure.print()
  }

  /// Seconds.
  private func copying(_ file: URL, on server: TemporaryPostgres) async throws -> Double {
    let pool = try await server.createDatabase("bench_copy").makePool(size: 1)
    try await pool.withTransaction { transaction in
      try await transaction.execute(
        """
        create table copied (
          creditor_id text, account_number text, id_type text, id_number text, full_name text, product_code text, product_type text,
          branch_code text, currency text, total_due numeric, overdue_principal numeric, overdue_interest numeric,
          overdue_late_interest numeric, overdue_fees numeric, days_past_due integer, oldest_due_date date, last_payment_date date,
          last_payment_amount numeric, next_due_date date, status text, risk_score integer, custom_job text,
          primary key (creditor_id, account_number))
        """)
    }
    let start = ContinuousClock.now
    let count = try await pool.withTransaction { transaction in
      try await transaction.execute("copy copied from '\(unsafeRaw: file.path)' with (format csv, header true)")
    }
    let spent = start.duration(to: .now).inSeconds
    await pool.close()
    guard count == rows else { throw BenchmarkFailed("COPY took \(count) rows of \(rows)") }
    return spent
  }

  /// Seconds.
  private func importing(
    _ file: URL, into service: IngestionDatabase, expecting isRight: (ImportSummary) -> Bool
  ) async throws -> Double {
    let importer = try Ingestion.makeImporter(database: service.database, logger: IngestionBenchmark.logger)
    let handle = try FileHandle(forReadingFrom: file)
    let start = ContinuousClock.now
    let summary = try await importer.run(ImportOptions(kind: .accounts), HandleChunks(handle: handle))
    let spent = start.duration(to: .now).inSeconds
    try handle.close()
    guard isRight(summary) else { throw BenchmarkFailed("the import came to something else: \(summary)") }
    return spent
  }
}

private struct HandleChunks: AsyncSequence, AsyncIteratorProtocol {
  let handle: FileHandle

  func makeAsyncIterator() -> HandleChunks { self }

  func next() async throws -> [UInt8]? {
    guard let data = try handle.read(upToCount: 1 << 20), !data.isEmpty else { return nil }
    return [UInt8](data)
  }
}
