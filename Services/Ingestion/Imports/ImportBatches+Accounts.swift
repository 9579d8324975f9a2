import Contracts
import Messaging
import Spreadsheets

/// Rows that say something of accounts: accounts.csv and status.csv.
extension ImportBatches {
  /// A row that names an account: which one, and what tells whether it says something new.
  private struct Mention {
    let row: CSVRow
    let key: RowKey
    let hash: ContentHash
  }

  mutating func takeStatements(
    _ rows: [CSVRow], _ columns: CSVColumns, _ read: (CSVRow, ContentHash) throws(RecordError) -> AccountStatement
  ) async throws {
    var errors: [ImportError] = []
    let mentions = mentions(in: rows, columns, &errors)
    let news = try await withoutRepetitions(mentions)
    var accepted: [(row: CSVRow, statement: AccountStatement)] = []
    var warnings: [ImportError] = []
    for mention in news {
      do throws(RecordError) {
        let statement = try read(mention.row, mention.hash)
        accepted.append((mention.row, statement))
        warnings += statement.warnings.map { Self.error($0, mention.row) }
      } catch {
        errors.append(Self.error(error, mention.row))
      }
    }
    creditors.formUnion(mentions.map(\.key.creditorID))
    newestDate = max(newestDate, accepted.map(\.statement.businessDate).max() ?? newestDate)
    let unchanged = mentions.count - news.count
    let named = options.isFull ? mentions.map(\.key.accountID.rawValue).sorted() : []
    try await commit(rows.count, errors, warnings: warnings) { [importID, kind = options.kind, intake = importer.intake] work in
      try await ImportStore.see(named, importID, in: work.transaction)
      let outcomes = try await intake.apply(accepted.map(\.statement), in: work)
      return Applied(
        outcomes: outcomes + Array(repeating: .duplicate, count: unchanged), errors: Self.errors(outcomes, of: accepted.map(\.row)),
        deactivated: kind == .status ? zip(outcomes, accepted).count { $0 == .updated && $1.statement.kind == .unlisted } : 0)
    }
  }

  /// The rows that say of which account they are, each account once: a file says one thing of an account, or it would never come to rest.
  private mutating func mentions(in rows: [CSVRow], _ columns: CSVColumns, _ errors: inout [ImportError]) -> [Mention] {
    var mentions: [Mention] = []
    mentions.reserveCapacity(rows.count)
    let fingerprint = columns.fingerprint(options)
    for row in rows {
      do throws(RecordError) {
        var key: RowKey?
        do throws(RecordError) {
          try Self.check(row, columns)
          key = try RowKey(columns, row, naming: importer.intake.naming)
        } catch {
          hasNamelessRow = true
          throw error
        }
        guard let key else { continue }
        try checkScope(key.creditorID)
        guard seen.insert(key.accountID).inserted else {
          throw RecordError(.conflict, "account_number", "the file names the account twice")
        }
        mentions.append(Mention(row: row, key: key, hash: row.hash(after: fingerprint)))
      } catch {
        errors.append(Self.error(error, row))
      }
    }
    return mentions
  }

  /// Those that say something else than the account's last row. The others change nothing and are not read any further.
  private func withoutRepetitions(_ mentions: [Mention]) async throws -> [Mention] {
    guard !mentions.isEmpty else { return [] }
    let known = try await importer.database.read {
      try await AccountStore.fileHashes(of: mentions.map(\.key.accountID), in: $0)
    }
    return mentions.filter { known[$0.key.accountID] != $0.hash }
  }

  /// Deactivates the accounts of the file's creditors that the file does not name.
  mutating func deactivate() async throws {
    var last: AccountID?
    let hash = ContentHash(of: "left out by \(importID)".utf8)
    while true {
      let before = summary
      let step = try await importer.write { [last, creditors, newestDate, importID, intake = importer.intake] work in
        let missing = try await AccountStore.notNamed(
          byImport: importID, creditors: creditors.sorted(), asOf: newestDate, after: last, limit: 500, in: work.transaction)
        let statements = missing.map { account in
          AccountStatement(
            kind: .unlisted, source: .file, accountID: account.accountID, creditorID: account.creditorID,
            accountNumber: account.accountNumber, businessDate: newestDate, bodyHash: hash, said: [], details: Array("{}".utf8))
        }
        let outcomes = try await intake.apply(statements, in: work)
        var after = before
        after.deactivated += Int64(outcomes.count { $0 == .updated })
        try await ImportStore.progress(after, in: work.transaction)
        return (after, missing.last?.accountID)
      }
      summary = step.0
      guard let next = step.1 else { return }
      last = next
    }
  }
}
