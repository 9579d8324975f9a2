import ArgumentParser
import Contracts
import Foundation
import Ingestion
import Messaging
import Postgres
import ServiceKit

/// Imports a CSV file that lies on this machine.
struct Import: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Import a CSV file of accounts, payments, people and places; the same file twice changes nothing.")

  @OptionGroup var options: InstanceOptions
  @Argument(help: "What the file holds: \(ImportKind.allCases.map(\.rawValue).joined(separator: ", ")).") var kind: ImportKind
  @Argument(help: "The CSV file.") var file: String
  @Flag(help: "The file names all that its creditors have: the rest is deactivated.") var full = false
  @Flag(help: "Amounts are written 1.234,56.") var decimalComma = false
  @Option(help: "Where the rejected lines are written.") var errors: String?

  func run() async throws {
    guard let handle = FileHandle(forReadingAtPath: file) else { throw ValidationError("\(file): cannot be read") }
    let configuration = PostgresConfiguration(
      url: try options.postgresURL(), applicationName: "ronda-import", searchPath: [ServiceName.ingestion.schema, "public"],
      role: SchemaOwner.role(of: .ingestion))
    let pool = PostgresPool(configuration, size: 2, logger: InstanceOptions.logger)
    do {
      let database = ServiceDatabase(service: .ingestion, pool: pool, clock: .system)
      let importer = try Ingestion.makeImporter(database: database, logger: InstanceOptions.logger)
      let summary = try await importer.run(
        ImportOptions(kind: kind, isFull: full, hasDecimalComma: decimalComma), FileChunks(handle: handle) { print("read \($0 >> 20) MiB") }
      )
      print(
        "read \(summary.read), created \(summary.created), updated \(summary.updated), unchanged \(summary.unchanged), "
          + "rejected \(summary.rejected), deactivated \(summary.deactivated); import \(summary.importID)")
      if summary.rejected > 0 {
        let path = errors ?? file + ".errors.csv"
        try await ErrorsFile.write(summary.importID, from: database, to: path)
        print("the rejected lines are in \(path)")
      }
      await pool.close()
    } catch {
      await pool.close()
      throw error
    }
  }
}

extension ImportKind: ExpressibleByArgument {}

/// The file, a chunk at a time.
private struct FileChunks: AsyncSequence, AsyncIteratorProtocol {
  private static let size = 1 << 20
  private static let reportEvery = 64 << 20

  let handle: FileHandle
  let progress: (Int) -> Void
  private var count = 0

  init(handle: FileHandle, progress: @escaping (Int) -> Void) {
    self.handle = handle
    self.progress = progress
  }

  func makeAsyncIterator() -> FileChunks { self }

  mutating func next() async throws -> [UInt8]? {
    guard let data = try handle.read(upToCount: Self.size), !data.isEmpty else { return nil }
    if (count + data.count) / Self.reportEvery > count / Self.reportEvery { progress(count + data.count) }
    count += data.count
    return [UInt8](data)
  }
}
