import Foundation
import Postgres
import TestSupport

/// pgbench, writing what the service writes for a visit.
struct VisitPeer {
  let database: TemporaryDatabase
  let program: String

  /// Transactions a second, over so many of each client. (Its `--time` goes by SIGALRM, which a child of this process does not get.)
  func rate(clients: Int, transactions: Int) async throws -> Double {
    let pool = database.makePool(size: 1, searchPath: ["visit_capture"])
    let statements = try await pool.withTransaction { transaction in
      [
        try await insert(into: "visits", replacing: ["visit_id": "gen_random_uuid()"], in: transaction),
        try await insert(into: "contact_decisions", replacing: ["decision_id": "gen_random_uuid()"], in: transaction),
        try await insert(into: "outbox", replacing: [:], in: transaction),
      ]
    }
    await pool.close()
    let script = FileManager.default.temporaryDirectory.appending(path: "ronda-bench-\(UUID()).sql")
    try Data("begin;\n\(statements.joined(separator: "\n"))\ncommit;\n".utf8).write(to: script)
    let output = try run([
      "--no-vacuum", "--client", String(clients), "--jobs", "2", "--transactions", String(transactions), "--protocol", "prepared", "--file",
      script.path,
      database.url,
    ])
    try FileManager.default.removeItem(at: script)
    guard let line = output.split(separator: "\n").first(where: { $0.hasPrefix("tps = ") }),
      let rate = Double(line.dropFirst("tps = ".count).prefix { $0 != " " })
    else { throw BenchmarkFailed("pgbench has told no rate: \(output)") }
    return rate
  }

  /// An insert of the first row's own values; columns that the database fills are left to it.
  private func insert(into table: String, replacing: [String: String], in transaction: PostgresTransaction) async throws -> String {
    let columns = try await transaction.query(
      """
      select column_name::text as name from information_schema.columns
      where table_schema = 'visit_capture' and table_name = \(table) and column_default is null and is_identity = 'NO'
      order by ordinal_position
      """
    ).map { try $0.decode(String.self, "name") }
    let list = columns.map { column -> SQL in
      replacing[column].map { "quote_literal(\($0))" } ?? "quote_nullable(\(identifier: column)::text)"
    }
    let row = try await transaction.first("select array[\(list.joined(separator: ", "))] as row from \(identifier: table) limit 1")
    guard let row else { throw BenchmarkFailed("there is no row of \(table) to write again") }
    let values = zip(columns, try row.decode([String].self, "row")).map { replacing[$0] ?? $1 }
    return "insert into visit_capture.\(table) (\(columns.joined(separator: ", "))) values (\(values.joined(separator: ", ")));"
  }

  private func run(_ arguments: [String]) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = FileHandle.standardError
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw BenchmarkFailed("pgbench ended with status \(process.terminationStatus)") }
    return text
  }
}
