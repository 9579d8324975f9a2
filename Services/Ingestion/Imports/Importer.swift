import Contracts
import FoundationEssentials
package import Logging
package import Messaging
import Postgres
import ServiceKit
import Spreadsheets

/// A file that cannot be imported as a whole. What was applied before the defect stays.
package struct ImportFailure: Error, Sendable, CustomStringConvertible {
  package let importID: ImportID
  package let error: RecordError
  package var description: String { "the import \(importID) stopped: \(error.column): \(error.message)" }
}

/// Imports files: what `ImportKind` names.
///
/// The file is read as a stream and applied in batches, each in a transaction of its own, through the same reader and the same domain
/// code as events. Importing a file again changes nothing, so an import that broke off is simply repeated.
package struct Importer: Sendable {
  let database: ServiceDatabase
  let intake: Intake
  let logger: Logger
  let batchSize: Int
  let maximumErrors: Int

  package init(database: ServiceDatabase, intake: Intake, logger: Logger, batchSize: Int = 500, maximumErrors: Int = 100_000) {
    self.database = database
    self.intake = intake
    self.logger = logger
    self.batchSize = batchSize
    self.maximumErrors = maximumErrors
  }

  /// Reads `chunks` to their end and applies what they hold. Memory is bounded by a batch of rows.
  ///
  /// - Throws: `ImportFailure` when the file is no CSV or lacks a column; what reading the chunks throws; `PostgresError` when the
  ///   database stays away. The import is then marked as failed, and nothing is deactivated.
  package func run<Chunks: AsyncSequence>(_ options: ImportOptions, _ chunks: Chunks) async throws -> ImportSummary
  where Chunks.Element == [UInt8] {
    let importID = ImportID(rawValue: .init())
    let now = database.clock.now
    // Business days begin in America/Lima, five hours behind UTC all year.
    let businessDate = options.businessDate ?? now.advanced(milliseconds: -5 * 3_600_000).dateInUTC
    try await write { try await ImportStore.start(importID, options, businessDate: businessDate, at: now, in: $0.transaction) }
    var batches = ImportBatches(importer: self, options: options, importID: importID, businessDate: businessDate)
    do {
      do {
        try await read(chunks, into: &batches)
      } catch let defect as CSVDefect {
        throw RecordError(defect)
      }
      try await batches.finish()
      try await write { [summary = batches.summary] in
        try await ImportStore.finish(summary, creditors: batches.creditors.sorted(), at: database.clock.now, in: $0.transaction)
      }
    } catch {
      let failure = (error as? RecordError).map { ImportFailure(importID: importID, error: $0) }
      let reason = failure.map { $0.error.code.rawValue } ?? String(describing: type(of: error))
      try await write { try await ImportStore.fail(importID, because: reason, at: database.clock.now, in: $0.transaction) }
      throw failure ?? error
    }
    log("An import has ended", batches.summary)
    return batches.summary
  }

  private func read<Chunks: AsyncSequence>(_ chunks: Chunks, into batches: inout ImportBatches) async throws
  where Chunks.Element == [UInt8] {
    var reader = CSVReader()
    var rows: [CSVRow] = []
    for try await chunk in chunks {
      // A chunk can be a whole file: it is cut so that rows do not pile up.
      for start in stride(from: 0, to: chunk.count, by: 65_536) {
        let end = min(start + 65_536, chunk.count)
        try reader.read(Array(chunk[start..<end]), into: &rows)
        batches.summary.bytesRead += Int64(end - start)
        while rows.count > batchSize {
          try await batches.take(Array(rows.prefix(batchSize)))
          rows.removeFirst(batchSize)
        }
      }
    }
    try reader.finish(into: &rows)
    try await batches.take(rows)
    try batches.requireHeader()
  }

  func log(_ message: StaticString, _ summary: ImportSummary) {
    logger.record(
      .notice, message,
      [.key: "\(summary.importID)", .count: "\(summary.read)", .state: "rejected \(summary.rejected), deactivated \(summary.deactivated)"])
  }

  /// A transaction that is tried again while the failure is transient. It must be safe to run twice.
  func write<Value>(_ body: (Work) async throws -> Value) async throws -> Value {
    var attempt = 0
    while true {
      do {
        return try await database.work(body)
      } catch let error as PostgresError where error.isTransient && attempt < 12 {
        attempt += 1
        logger.record(.warning, "A batch of an import is tried again", [.attempt: "\(attempt)", .error: "\(error)"])
        try await Task.sleep(for: .milliseconds(20 << min(attempt, 6)))
      }
    }
  }
}
